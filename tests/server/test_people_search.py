# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A search among thousands asks the database once, and the database does not look at everybody."""

import os
from typing import Any, cast

import attrs

from modules.people.domain.profile import Words
from modules.people.domain.search import Search
from modules.people.store import finding, profiles
from synapse_salon.database import Txn
from synapse_salon.platform import Platform
from synapse_salon.ports.members import Insider
from tests.support.case import SalonTestCase
from tests.support.postgres import POSTGRES
from tests.support.salon import awake

MANY = 2000
LOOKS_AT_ALL = "Seq Scan" if POSTGRES in os.environ else "SCAN p"


@attrs.frozen
class Listening:
    """A transaction that notes what is asked."""

    txn: Txn
    asked: list[tuple[str, tuple[object, ...]]]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """See `Txn.rows`."""
        self.asked.append((sql, values))
        return self.txn.rows(sql, *values)


def fill(txn: Txn) -> None:
    """Ten salons; in each, one in five hundred grows water lilies."""
    for number in range(MANY):
        user_id, grows = f"@p{number}:example.org", number % 500 == 7
        profiles.came_in(txn, Insider("lotus", user_id, f"{number}番", number))
        if grows or number % 10 == 0:
            told = Words(("写真",), about="睡蓮の鉢") if grows else Words(("料理",), about="台所")
            profiles.say(txn, "lotus", user_id, told)
    kept = "user_id, name, sort_name, came_ms, interests, skills, about, found_by_all, found_by_group"
    for salon in range(9):
        for table, columns in (("salon_people", kept), ("salon_people_grams", "gram, user_id")):
            txn.run(
                f"INSERT INTO {table} (salon_id, {columns}) SELECT ?, {columns} FROM {table} WHERE salon_id = 'lotus'",
                f"pine-{salon}",
            )


def looked_at(txn: Txn, search: Search) -> tuple[list[str], int, str]:
    """Who is found, by how many questions, and how the database goes about the first."""
    asked: list[tuple[str, tuple[object, ...]]] = []
    found = finding.find(cast(Txn, Listening(txn, asked)), "lotus", search, frozenset({"@p1:x"}), 0, None, 51)
    explain = "EXPLAIN" if POSTGRES in os.environ else "EXPLAIN QUERY PLAN"
    plan = txn.rows(f"{explain} {asked[0][0]}", *asked[0][1])
    return [one.name for one in found], len(asked), "\n".join(str(row[-1]) for row in plan)


class Many(SalonTestCase):
    async def test_one_question_led_by_an_index(self) -> None:
        server = await self.start()
        await awake(server)
        run = Platform.of(server.module_api).database.run
        await server.inside(run, "test", fill)
        await server.inside(run, "test", lambda txn: txn.run("ANALYZE"))
        for search in (
            Search.of("all", "睡蓮", ""),
            Search.of("all", "蓮 鉢", "写真"),
            Search.of("new", "ＳＵＩ 蓮", ""),
        ):
            names, questions, plan = await server.inside(run, "test", looked_at, search)
            self.assertEqual((len(names), questions), (0 if search.show == "new" else 4, 1), search)
            self.assertNotIn(LOOKS_AT_ALL, plan)
            self.assertIn("salon_people_grams", plan)
