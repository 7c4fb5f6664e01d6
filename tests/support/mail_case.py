# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""MailTestCase: a house with the mail bridge, and letters to hand to it."""

from typing import Any

from twisted.internet.defer import Deferred

from synapse_salon.platform import Platform
from synapse_salon.ports.mail import Letter, Mailer
from tests.support.case import SalonTestCase
from tests.support.homeserver import Homeserver
from tests.support.mailserver import HOST, MailServer, NoMailServer
from tests.support.settings import Modules
from tests.support.waiting import eventually

FROM = "朝の読書会 <salon@salon.example.jp>"


def letter(key: str = "welcome:1", to: str = "aiko@example.jp", **changes: Any) -> Letter:
    fields: dict[str, Any] = {
        "subject": "ようこそ、朝の読書会へ",
        "text": "こんにちは",
        "html": "<p>こんにちは</p>",
        "language": "ja",
    }
    return Letter(key=key, to=to, **{**fields, **changes})


class MailTestCase(SalonTestCase):
    def only_mail(self, **config: Any) -> Modules:
        """The foundation and the mail bridge, and nothing that asks for more."""
        return [
            {"module": "modules.foundation.Foundation", "config": {}},
            {"module": "bridges.mail.Mail", "config": {"from": FROM, **config}},
        ]

    async def moved_in(self, server: Homeserver) -> None:
        """Wait until the start is over."""
        await eventually(lambda: Platform.of(server.module_api).trouble is None, "the house has started")

    async def hand_over(self, server: Homeserver, *letters: Letter) -> None:
        """Hand letters to the bridge, all at once, when the house has moved in."""
        await self.moved_in(server)
        mailer = Platform.of(server.module_api).need(Mailer, "bridges.mail")
        for handed in [Deferred.fromCoroutine(server.inside(mailer.send, each)) for each in letters]:
            await handed

    async def queue(self, server: Homeserver) -> dict[str, str]:
        database = Platform.of(server.module_api).database
        await eventually(lambda: database.is_ready, "the tables are there")
        return dict(await server.rows("SELECT key, state FROM salon_mail_queue"))

    async def settled(self, server: Homeserver, key: str = "welcome:1", state: str = "sent") -> None:
        async def is_so() -> bool:
            return (await self.queue(server)).get(key) == state

        await eventually(is_so, f"{key} is {state}")

    async def tried(self, server: Homeserver, attempts: int, key: str = "welcome:1") -> str:
        """Wait until a letter was tried so often and put back; answers why."""

        async def is_so() -> str | None:
            ((seen, reason),) = await server.rows(
                "SELECT attempts, reason FROM salon_mail_queue WHERE key = ?", key
            )
            return reason if seen == attempts else None

        return str(await eventually(is_so, f"{key} was tried {attempts} times"))

    def later(self, server: Homeserver, ms: int) -> None:
        """Time passes, and the house looks at its clock; by itself it does every few seconds."""
        platform = Platform.of(server.module_api)
        platform.clock.set_offset(platform.clock.offset_ms + ms)
        platform.host.background("later", platform.tick)

    async def post_office(self, **kwargs: Any) -> MailServer:
        office = MailServer(self.folder(), **kwargs)
        await office.start()
        self.addCleanup(lambda: Deferred.fromCoroutine(office.stop()))
        return office

    def sends_to(self, office: MailServer | NoMailServer, **config: Any) -> Modules:
        return self.only_mail(**{"smtp_host": HOST, "smtp_port": office.port, "tls": "none", **config})
