# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every test server offers, in this process or in others: people, calls, visitors, and time."""

import hashlib
import hmac
from pathlib import Path
from typing import Any

from tests.support.people import Person, Refused
from tests.support.settings import SHARED_SECRET
from tests.support.web import Visitor, Wire

_MS = {"ms": 1, "seconds": 1000, "minutes": 60_000, "hours": 3_600_000, "days": 86_400_000}


class Server:
    """A homeserver seen from outside."""

    folder: Path
    """Where its data, its mail and its settings lie."""

    def __init__(self, server_name: str, base_url: str) -> None:
        self.server_name = server_name
        self.base_url = base_url
        self._wire = Wire(base_url)
        self._people: dict[str, Person] = {}
        self._visitors: list[Visitor] = []

    def user_id(self, name: str) -> str:
        """The Matrix ID that `name` has or would have here."""
        return f"@{name}:{self.server_name}"

    async def api(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """An anonymous call: (status, parsed JSON or text). A path without leading slash is the salon's."""
        answer = await self._wire.send(method, path, body=body, headers=headers)
        return answer.status, answer.value

    async def person(self, name: str, admin: bool = False) -> Person:
        """The person of that name, registered on first mention."""
        if name not in self._people:
            self._people[name] = await self._register(name, admin)
        return self._people[name]

    async def signs_in(self, name: str) -> Person:
        """Somebody who opened their account on a page, with the password that `person` would give them."""
        password = f"{name}-likes-salons"
        wish = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": name},
            "password": password,
        }
        status, answer = await self.api("POST", "/_matrix/client/v3/login", wish)
        if status != 200:
            raise Refused(f"login {name}", status, answer)
        found = Person(self._wire, answer["user_id"], answer["access_token"], answer["device_id"], password)
        self._people[name] = found
        return found

    async def admin(self) -> Person:
        """The server's administrator."""
        return await self.person("admin", admin=True)

    def visitor(self, language: str = "en") -> Visitor:
        """Somebody who looks at pages in a browser without scripts, not signed in."""
        visitor = Visitor(self.base_url, language)
        self._visitors.append(visitor)
        return visitor

    async def visit_as(self, person: Person, language: str = "en") -> Visitor:
        """Somebody with an account here, who signed in on the pages."""
        visitor = self.visitor(language)
        await visitor.submit(await visitor.get("login"), "login", user=person.name, password=person.password)
        return visitor

    async def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0, ms: int = 0
    ) -> Any:
        """Move the house's clock forward. Synapse itself keeps real time. Returns the route's answer."""
        spans = {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds, "ms": ms}
        advance_ms = round(sum(amount * _MS[unit] for unit, amount in spans.items()))
        return await (await self.admin()).ask("POST", "v1/admin/clock", {"advance_ms": advance_ms})

    async def leave_people(self) -> None:
        """Close every connection that people, visitors and the harness hold to this server."""
        for person in self._people.values():
            await person.close()
        for visitor in self._visitors:
            await visitor.close()
        await self._wire.close()

    async def _register(self, name: str, admin: bool) -> Person:
        path, password = "/_synapse/admin/v1/register", f"{name}-likes-salons"
        _, asked = await self.api("GET", path)
        words = [asked["nonce"], name, password, "admin" if admin else "notadmin"]
        mac = hmac.new(SHARED_SECRET.encode(), "\0".join(words).encode(), hashlib.sha1).hexdigest()
        wish = {"nonce": asked["nonce"], "username": name, "password": password, "admin": admin, "mac": mac}
        status, answer = await self.api("POST", path, wish)
        if status != 200:
            raise Refused(f"register {name}", status, answer)
        return Person(self._wire, answer["user_id"], answer["access_token"], answer["device_id"], password)
