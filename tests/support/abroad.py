# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People of another server at a salon's API, and what their server can do on its own."""

from typing import Any
from urllib.parse import quote

from tests.support.homeserver import Homeserver
from tests.support.people import Person, Refused
from tests.support.web import Wire


class Guest(Person):
    """Somebody from another server: Matrix calls go to their own, the salon's to the salon's.

    They sign in there as widgets do, by OpenID, and again when the house's clock has outrun their session.
    """

    salon_wire: Wire
    salon_token: str

    async def api(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """See `Person.api`."""
        if path.startswith("/"):
            return await super().api(method, path, body, headers)
        status, value = await self._ask_salon(method, path, body, headers)
        if status == 401:
            await self.sign_in()
            status, value = await self._ask_salon(method, path, body, headers)
        return status, value

    async def sign_in(self) -> None:
        """Sign in at the salon's server."""
        path = f"/_matrix/client/v3/user/{quote(self.user_id)}/openid/request_token"
        token = await self.ask("POST", path, {})
        answer = await self.salon_wire.send("POST", "v1/session/openid", body=token)
        if answer.status != 200:
            raise Refused(f"{self.user_id} signs in", answer.status, answer.value)
        self.salon_token = answer.value["token"]

    async def close(self) -> None:
        """See `Person.close`."""
        await super().close()
        await self.salon_wire.close()

    async def _ask_salon(
        self, method: str, path: str, body: object, headers: dict[str, str] | None
    ) -> tuple[int, Any]:
        authorized = {"Authorization": f"Bearer {self.salon_token}", **(headers or {})}
        answer = await self.salon_wire.send(method, path, body=body, headers=authorized)
        return answer.status, answer.value


async def abroad(name: str, home: Homeserver, salon_server: Homeserver) -> Guest:
    """The person of that name at `home`, signed in at the salon's server."""
    person = await home.person(name)
    guest = Guest(person._wire, person.user_id, person.token, person.device_id, person.password)
    guest.salon_wire = Wire(salon_server.base_url)
    person._elsewhere.append(guest)
    await guest.sign_in()
    return guest
