# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The harness's databases: of the kind this run is about, with Synapse's tables, each its own, gone afterwards."""

import os
from pathlib import Path

import psycopg2

from tests.support.case import SalonTestCase
from tests.support.databases import fresh_database
from tests.support.postgres import POSTGRES
from tests.support.settings import NO_MODULES


class Databases(SalonTestCase):
    modules = NO_MODULES

    async def test_each_server_has_its_own(self) -> None:
        here, there = await self.start(), await self.start()
        await here.person("aiko")
        await there.person("ben")
        self.assertEqual(await here.rows("SELECT name FROM users"), [(here.user_id("aiko"),)])
        self.assertEqual(await there.rows("SELECT name FROM users"), [(there.user_id("ben"),)])

    async def test_it_is_of_the_kind_this_run_is_about(self) -> None:
        server = await self.start()
        if POSTGRES in os.environ:
            ((collation,),) = await server.rows("SHOW lc_collate")
            self.assertEqual(collation, "C")
        else:
            self.assertTrue(await server.rows("SELECT sqlite_version()"))

    async def test_a_dropped_one_is_gone(self) -> None:
        folder = self.folder()
        database = fresh_database(folder)
        args = {
            name: value for name, value in database.settings["args"].items() if not name.startswith("cp_")
        }
        if POSTGRES not in os.environ:
            self.assertEqual(Path(args["database"]).parent, folder)  # it goes with the folder
            return
        psycopg2.connect(**args).close()
        database.drop()
        with self.assertRaises(psycopg2.OperationalError):
            psycopg2.connect(**args)
