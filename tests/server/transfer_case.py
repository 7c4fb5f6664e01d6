# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank transfers on a running homeserver, and a bank whose lists somebody uploads."""

from collections.abc import Awaitable
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from bridges.transfer.domain.books import Account, Transfer
from bridges.transfer.service.receiving import Came, Receiving
from bridges.transfer.store import books, desk
from synapse_salon.database import Txn
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments, Ref
from tests.support.homeserver import Homeserver

R = TypeVar("R")
MODULES = [
    {"module": "modules.foundation.Foundation", "config": {}},
    {"module": "bridges.transfer.Transfer", "config": {}},
]
ACCOUNT = {"bank": "蓮池銀行", "branch": "水辺支店", "number": "1234567", "holder": "ブルーロータス"}


class TransferBridge:
    """The bridge, its payers and the staff who look at the bank account."""

    def __init__(self, server: Homeserver) -> None:
        self.server = server

    @property
    def platform(self) -> Platform:
        """Of the server as it runs now."""
        return Platform.of(self.server.module_api)

    @property
    def payments(self) -> Payments:
        """The bridge."""
        return self.platform.providers.of("transfer")

    async def ask(self, asked: Awaitable[R]) -> R:
        """Await something inside the homeserver."""

        async def inside() -> R:
            return await asked

        return await self.server.inside(inside)

    async def has_account(self, salon_id: str = "salon-1") -> None:
        """The salon says where it is paid to."""
        account = Account(kind="ordinary", **ACCOUNT)
        await self.ask(self.platform.database.run("t", desk.set_account, salon_id, account, "@olive", 0))

    async def transfer(self, url: str) -> Transfer:
        """What is read at a page."""
        key = urlsplit(url).path.rsplit("/", 1)[1]
        found = await self.ask(self.platform.database.run("t", books.of_page, key))
        assert found is not None
        return found

    async def pay(self, url: str, card: Literal["pays", "declines", "pays_once"] = "pays") -> int:
        """Somebody reads the page and transfers what it asks for, unless it asks for nothing any more."""
        page = await self.server.visitor().get(url)
        if page.status != 200:
            return page.status
        transfer = await self.transfer(url)
        receiving = Receiving(self.platform)
        came = Came(f"came-{transfer.ref}", transfer.ref, transfer.left, "2026-11-21", "ﾔﾏﾀﾞ ｱｲｺ", "@olive")

        def confirm(txn: Txn) -> None:
            receiving.confirm_in(txn, came)

        await self.ask(self.platform.database.run("t", confirm))
        return 303

    async def dispute(self, payment: Ref, outcome: str) -> None:
        """Banks do not take transfers back."""
        raise NotImplementedError

    async def sent_back(self, ref: Ref) -> None:
        """The owner sent money back."""
        receiving = Receiving(self.platform)
        await self.ask(self.platform.database.run("t", receiving.sent_in, ref, "@olive"))

    async def pass_days(self, days: float) -> None:
        """Move the house's clock."""
        self.platform.clock.set_offset(self.platform.clock.offset_ms + int(days * 86_400_000))

    async def now_ms(self) -> int:
        """The house's time."""
        return self.platform.clock.now_ms()
