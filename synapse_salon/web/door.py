# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who asks: by Matrix access token, by our own session token, or by the session's cookie."""

import struct
from collections.abc import Mapping

import attrs
from synapse.module_api import ModuleApi, SynapseRequest

from synapse_salon.errors import NotAllowed, NotSignedIn
from synapse_salon.i18n import t
from synapse_salon.web import cookies, csrf
from synapse_salon.web.routes import Kind, Route, Who
from synapse_salon.web.sessions import OWNERS_WAYS, Sessions

BEARER = "salon_"
"""What our own tokens begin with (they are handed to widgets, which cannot keep cookies)."""


class SessionEnded(NotSignedIn):
    """A token of ours that does not hold any more."""

    errcode, reason = "M_UNKNOWN_TOKEN", "session_ended"


_ENDED = t("This sign-in is no longer valid. Please sign in again.")

_MANGLED = (struct.error, IndexError, Exception)
"""What Synapse 1.163.2 lets through, of exactly these types, from pymacaroons where a made-up token is read as one."""


@attrs.frozen
class Asker:
    """Somebody, or nobody in particular. `secret` is that of the session of the cookie; `proven_ms` as in `Call`."""

    user_id: str | None = None
    is_admin: bool = False
    secret: str | None = None
    prolonged: bool = False
    proven_ms: int = 0


NOBODY = Asker()


class Door:
    """Finds out who asks, and whether the route is for them."""

    def __init__(self, api: ModuleApi, sessions: Sessions) -> None:
        self._api = api
        self._sessions = sessions

    async def who_asks(self, request: SynapseRequest, route: Route, held: Mapping[str, str]) -> Asker:
        """The asker of this request.

        Raises:
            NotSignedIn, NotAllowed, SynapseError: a token was brought that does not hold, or is no person's.
        """
        if route.kind is Kind.RAW or not route.waits:
            return NOBODY
        if route.kind is Kind.JSON:
            token = _token(request)
            if token is not None and token.startswith(BEARER):
                asker = await self.by_session(token.removeprefix(BEARER))
                if asker is None:
                    raise SessionEnded(_ENDED)
                return attrs.evolve(asker, secret=None)
            if token is not None and not token.isascii():
                raise SessionEnded(_ENDED)
            if token is not None:
                return await self._by_token(request)
        asker = await self.by_session(held[cookies.SESSION]) if cookies.SESSION in held else None
        if asker is None:
            return NOBODY
        if route.kind is Kind.JSON and route.method != "GET":
            given = request.getHeader("X-Salon-CSRF")
            if not csrf.is_token_for(asker.secret, given):
                raise NotAllowed(
                    t("A page's script must send its form token in the header X-Salon-CSRF."), "csrf"
                )
        return asker

    def let_in(self, route: Route, asker: Asker) -> None:
        """Whether this route is for this asker.

        Raises:
            NotSignedIn, NotAllowed: it is not.
        """
        if route.who is Who.ANYONE:
            return
        if asker.user_id is None:
            raise NotSignedIn(t("Please sign in first."))
        if route.who is Who.SERVER_ADMIN and not asker.is_admin:
            raise NotAllowed(t("Only administrators of this server can do this."), "not_server_admin")

    async def _by_token(self, request: SynapseRequest) -> Asker:
        try:
            requester = await self._api.get_user_by_req(request)
        except Exception as failure:
            if type(failure) not in _MANGLED:
                raise
            raise SessionEnded(_ENDED) from failure
        if requester.app_service_id is not None:
            raise NotAllowed(t("Only people can use this, not application services."), "application_service")
        user_id = requester.user.to_string()
        return Asker(user_id, await self._api.is_user_admin(user_id))

    async def by_session(self, secret: str) -> Asker | None:
        """Whose session this is; a deactivated or locked account's sessions end here.

        An administrator's powers do not go through a widget's hands.
        """
        found = await self._sessions.find(secret)
        if found is None:
            return None
        if not self._api.is_mine(found.user_id):
            return Asker(found.user_id, False, secret, found.prolonged)
        account = await self._api.get_userinfo_by_id(found.user_id)
        if account is None or account.is_deactivated or account.locked:
            await self._sessions.end_all(found.user_id)
            return None
        proven_ms = found.begun_ms if found.way in OWNERS_WAYS else 0
        is_admin = account.is_admin and found.way != "openid"
        return Asker(found.user_id, is_admin, secret, found.prolonged, proven_ms)


def _token(request: SynapseRequest) -> str | None:
    """The access token, from where Synapse takes it too. None: none was brought."""
    for header in request.requestHeaders.getRawHeaders("Authorization") or ():
        kind, _, token = header.strip().partition(" ")
        if kind.lower() == "bearer":
            return token.strip()
    given = (request.args or {}).get(b"access_token")
    return given[0].decode("utf-8", "replace") if given else None
