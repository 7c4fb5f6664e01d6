# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Test servers whose only feature is the corner (tests/support/corner.py)."""

from typing import Any

from tests.support.case import SalonTestCase
from tests.support.floor import FOUNDATION, House
from tests.support.settings import NO_LIMITS, Modules
from tests.support.web import Answer, Visitor, Wire

CORNER: Modules = [*FOUNDATION, {"module": "tests.support.corner.Corner", "config": {}}]


def with_limits(**limits: Any) -> Modules:
    """The corner, with limits of its own: `sign_in={"per_second": 0.1, "burst": 2}`."""
    return [{**FOUNDATION[0], "config": {"limits": {**NO_LIMITS, **limits}}}, *CORNER[1:]]


class CornerCase(SalonTestCase):
    """One server with the corner, never holding anybody back."""

    modules = with_limits()

    async def open(self, **options: Any) -> House:
        """Start it and wait until the house has moved in."""
        return await House(await self.start(**options)).ready()

    def wire(self, house: House) -> Wire:
        """Plain HTTP, with cookies, closed when the test is over."""
        visitor = house.server.visitor()
        return visitor.wire

    async def sign_in(self, house: House, name: str, visitor: Visitor | None = None) -> Visitor:
        """Somebody signed in on pages, by password."""
        person = await house.server.person(name)
        visitor = visitor or house.server.visitor()
        page = await visitor.submit(
            await visitor.get("login"), "login", follow=False, user=name, password=person.password
        )
        self.assertEqual(page.status, 303, page.text)
        return visitor

    async def who(self, visitor: Visitor) -> str | None:
        """Who this browser is signed in as."""
        answer = await visitor.get("corner/mine", follow=False)
        return answer.text if answer.status == 200 else None

    def said(self, answer: Answer) -> dict[str, Any]:
        """The contract's error in an answer."""
        value = answer.value
        self.assertIn("errcode", value)
        self.assertIn("error", value)
        return dict(value)
