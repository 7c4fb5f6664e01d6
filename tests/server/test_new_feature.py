# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adding a feature is adding a folder and an entry in homeserver.yaml, and touching nothing else."""

import shutil
import sys
from pathlib import Path

from synapse.config._base import format_config_error
from synapse.module_api.errors import ConfigError

import modules
from tests.support.salon import SalonCase, direct_room
from tests.support.settings import project_modules
from tests.support.waiting import eventually

FEATURE = '''
"""Cheers: counts how often members cheer."""

from modules.cheers.store import count, cheer
from synapse_salon.bot import Said
from synapse_salon.feature import Feature
from synapse_salon.happenings import StandingChanged
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.settings import Settings
from synapse_salon.web import Call, Page, Routes, View


class CheersSettings(Settings):
    """The `config:`."""

    loudness: int = 1
    """How much one cheer counts."""


class Counted(View):
    """How often."""

    cheers: int


class Cheers(Feature[CheersSettings]):
    """The loadable module."""

    settings_model = CheersSettings

    def set_up(self, platform: Platform, settings: CheersSettings) -> None:
        """One route, one page, one command, one timer, one reaction."""
        routes = Routes("cheers")

        @routes.get("v1/cheers", says="Counts the cheers.", returns=Counted)
        async def counted(call: Call[None]) -> Counted:
            return Counted(cheers=await platform.database.run("salon_cheers", count))

        @routes.page("cheers")
        async def page(call: Call[None]) -> Page:
            return Page("cheers/cheers.html", t("Cheers"), {"n": await platform.database.run("salon_cheers", count)})

        platform.web.add(routes)

        @platform.bot.command("cheer", also=("応援",), says=t("cheer"))
        async def command(said: Said) -> Text:
            await platform.database.run("salon_cheer", cheer, said.event_id, settings.loudness)
            return t("Hooray!")

        async def joined(changed: StandingChanged) -> None:
            if changed.after == "active":
                await platform.database.run("salon_cheer", cheer, changed.transition_id, settings.loudness)

        platform.outbox.when(StandingChanged, "cheers.joined", joined)
'''
STORE = '''
"""Cheers in the database."""

from synapse_salon.database import Txn


def cheer(txn: Txn, key: str, loudness: int) -> None:
    """Record a cheer, once per key."""
    txn.run("INSERT INTO salon_cheers (key, loudness) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", key, loudness)


def count(txn: Txn) -> int:
    """All cheers."""
    row = txn.row("SELECT COALESCE(SUM(loudness), 0) FROM salon_cheers")
    return int(row[0]) if row else 0
'''
SQL = "CREATE TABLE salon_cheers (key TEXT NOT NULL PRIMARY KEY, loudness BIGINT NOT NULL);\n"
PAGE = (
    '{% extends "floor/shell.html" %}{% block content %}<h1>{{ _("Cheers") }}: {{ n }}</h1>{% endblock %}\n'
)
PO = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    'msgid "Cheers"\nmsgstr "応援"\n\nmsgid "Hooray!"\nmsgstr "やったー！"\n'
)


class ANewFeature(SalonCase):
    """Somebody writes a feature called cheers."""

    def _folder(self) -> Path:
        outside = self.folder() / "modules"
        cheers = outside / "cheers"
        for path, text in {
            "__init__.py": FEATURE,
            "store.py": STORE,
            "migrations/0001_cheers.sql": SQL,
            "templates/cheers.html": PAGE,
            "locales/ja/LC_MESSAGES/messages.po": PO,
        }.items():
            (cheers / path).parent.mkdir(parents=True, exist_ok=True)
            (cheers / path).write_text(text, "utf-8")
        modules.__path__.append(str(outside))
        self.addCleanup(self._forget, str(outside))
        return cheers

    def _forget(self, outside: str) -> None:
        modules.__path__.remove(outside)
        for name in [name for name in sys.modules if name.startswith("modules.cheers")]:
            del sys.modules[name]
        shutil.rmtree(outside)

    async def test_a_folder_and_an_entry_are_all_it_takes(self) -> None:
        self._folder()
        entry = {"module": "modules.cheers.Cheers", "config": {"loudness": 3}}
        server = await self.start(modules=[*project_modules(), entry])
        salon = await self.salon(server)
        aiko = await salon.joins(await server.person("aiko"))
        room = await direct_room(aiko, server.user_id("salon"))
        await aiko.say(room, "!応援")
        await aiko.hears(room, "やったー！")

        async def counted() -> bool:
            return bool((await aiko.ask("GET", "v1/cheers"))["cheers"] == 6)

        await eventually(counted, "a member's arrival and a cheer, three each")
        page = await server.visitor("ja").get("cheers")
        self.assertIn("応援: 6", page.text)
        self.assertIn("/v1/cheers", str(await aiko.ask("GET", "v1/openapi.json")))

    async def test_its_wrong_settings_stop_the_start_with_their_path(self) -> None:
        self._folder()
        entry = {"module": "modules.cheers.Cheers", "config": {"loudnes": 3}}
        server = self.prepare(modules=[*project_modules(), entry])
        with self.assertRaises(ConfigError) as refusal:
            await server.start()
        said = "\n".join(format_config_error(refusal.exception))
        self.assertIn("modules.cheers.Cheers: config: loudnes: there is no such setting", said)
        self.assertIn("loudness", said)
