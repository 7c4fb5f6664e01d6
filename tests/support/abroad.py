# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People of another server at a salon's API, and what their server can do on its own."""

from typing import Any
from urllib.parse import quote

from tests.support.homeserver import Homeserver
from tests.support.people import Person, Refused
from tests.support.web import Wire


class Guest(Person):
    """Somebody from another server: Matrix calls go to their own, the salon's to the salon's."""

    salon_wire: Wire
    salon_token: str

    async def api(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """See `Person.api`."""
        if path.startswith("/"):
            return await super().api(method, path, body, headers)
        authorized = {"Authorization": f"Bearer {self.salon_token}", **(headers or {})}
        answer = await self.salon_wire.send(method, path, body=body, headers=authorized)
        return answer.status, answer.value

    async def close(self) -> None:
        """See `Person.close`."""
        await super().close()
        await self.salon_wire.close()


async def abroad(name: str, home: Homeserver, salon_server: Homeserver) -> Guest:
    """The person of that name at `home`, signed in at the salon's server as widgets do it: by OpenID."""
    person = await home.person(name)
    guest = Guest(person._wire, person.user_id, person.token, person.device_id, person.password)
    guest.salon_wire = Wire(salon_server.base_url)
    person._elsewhere.append(guest)
    path = f"/_matrix/client/v3/user/{quote(guest.user_id)}/openid/request_token"
    token = await guest.ask("POST", path, {})
    answer = await guest.salon_wire.send("POST", "v1/session/openid", body=token)
    if answer.status != 200:
        raise Refused(f"{guest.user_id} signs in", answer.status, answer.value)
    guest.salon_token = answer.value["token"]
    return guest
