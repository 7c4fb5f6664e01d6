# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of people and of the house."""

from typing import Any

from synapse.api.errors import LoginError, SynapseError

from synapse_salon.checks import SERVICE_ID
from synapse_salon.host.process import Process


class Accounts(Process):
    """Accounts of people and of the house."""

    async def check_password(self, user_id: str, password: str) -> str | None:
        """The canonical user id if the password is right, else None; rate-limited as at `/login`.

        No public method checks a password, and pages sign people in without a device of their own.
        """
        submission = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user_id},
            "password": password,
        }
        try:
            canonical, _ = await self._hs.get_auth_handler().validate_login(submission, ratelimit=True)
        except LoginError:
            return None
        except SynapseError as refusal:
            if refusal.code in (400, 403, 404):
                return None
            raise
        return canonical

    async def use_login_token(self, token: str) -> str | None:
        """The user id of a one-time login token that the homeserver's single sign-on handed out, or None."""
        try:
            return (await self._hs.get_auth_handler().consume_login_token(token)).user_id
        except SynapseError:
            return None

    async def register(self, localpart: str, password: str, address: str | None) -> str:
        """Open an account with a password; answers its user id.

        The public `register_user` sets no password. Raises SynapseError: the name is taken or not allowed.
        """
        hashed = await self._hs.get_auth_handler().hash(password)
        return await self._hs.get_registration_handler().register_user(
            localpart=localpart, password_hash=hashed, address=address, approved=True
        )

    @property
    def registers_by_token(self) -> bool:
        """Whether clients open accounts with a registration token, and not without."""
        config = self._hs.config.registration
        return bool(config.enable_registration and config.registration_requires_token)

    async def keep_registration_token(self, token: str, uses: int, expires_ms: int) -> None:
        """See that there is this token, for so many accounts until then. Only the admin API knows of tokens."""
        await self._hs.get_datastores().main.create_registration_token(token, uses, expires_ms)

    async def take_registration_token(self, token: str) -> bool | None:
        """Count an account that is opened elsewhere than in a client as one of a token's; False where it has none left,
        None where there is no such token. The homeserver's own functions count in two steps, and only in a client's."""

        def take(cursor: Any) -> bool | None:
            cursor.execute(
                "UPDATE registration_tokens SET completed = completed + 1"
                " WHERE token = ? AND (uses_allowed IS NULL OR pending + completed < uses_allowed)",
                (token,),
            )
            if cursor.rowcount == 1:
                return True
            cursor.execute("SELECT 1 FROM registration_tokens WHERE token = ?", (token,))
            return False if cursor.fetchone() else None

        return await self._api.run_db_interaction("salon_take_registration_token", take)

    async def give_registration_token_back(self, token: str) -> bool:
        """After `take_registration_token`: no account was opened. False where there is no such token any more."""

        def give_back(cursor: Any) -> bool:
            cursor.execute(
                "UPDATE registration_tokens SET completed = completed - 1 WHERE token = ? AND completed > 0",
                (token,),
            )
            return bool(cursor.rowcount == 1)

        return await self._api.run_db_interaction("salon_give_registration_token_back", give_back)

    async def drop_registration_tokens(self, tokens: list[str]) -> dict[str, int]:
        """See that there are no such tokens; answers, of those that there were, how many accounts were opened with each
        or are being opened just now. The homeserver's own functions drop one without saying what became of it."""

        def drop(cursor: Any) -> dict[str, int]:
            marks = ", ".join("?" for _ in tokens) or "NULL"
            cursor.execute(
                f"SELECT token, pending + completed FROM registration_tokens WHERE token IN ({marks})", tokens
            )
            found = {str(token): int(count) for token, count in cursor.fetchall()}
            cursor.execute(f"DELETE FROM registration_tokens WHERE token IN ({marks})", tokens)
            return found

        return await self._api.run_db_interaction("salon_drop_registration_tokens", drop)

    async def open_id_user(self, token: str) -> str | None:
        """The local user whose OpenID token this is, or None. No public method asks for it."""
        now_ms = self._hs.get_clock().time_msec()
        return await self._hs.get_datastores().main.get_user_id_for_open_id_token(token, now_ms)

    async def open_id_user_elsewhere(self, server: str, token: str) -> str | None:
        """The user whose OpenID token this is on another homeserver, asked over federation, or None.

        Only federation requests resolve a server's name the way Matrix does; the public HTTP client does not.
        """
        client = self._hs.get_federation_http_client()
        try:
            answer: object = await client.get_json(
                server, "/_matrix/federation/v1/openid/userinfo", args={"access_token": token}, timeout=10_000
            )
        except Exception:
            return None
        user_id: object = answer.get("sub") if isinstance(answer, dict) else None
        if not isinstance(user_id, str):
            return None
        name, _, home = user_id.partition(":")
        return user_id if name.startswith("@") and len(name) > 1 and home == server else None

    async def register_house(self, localpart: str) -> None:
        """Open the account of our application service's sender.

        The public `register_user` refuses it, as everybody but the service itself.
        """
        service = self.application_service(SERVICE_ID)
        assert service is not None, "the foundation refuses to start without one"
        await self._hs.get_registration_handler().appservice_register(localpart, service.token)

    async def keep_device(self, user_id: str, device_id: str, name: str) -> None:
        """See that a local user has this device. The public `register_device` makes an access token each time."""
        await self._hs.get_device_handler().check_device_registered(user_id, device_id, name)

    async def deleted_among(self, user_ids: list[str]) -> list[str]:
        """Which of these local users' accounts were deactivated. The public API answers for one at a time."""

        def ask(cursor: Any) -> list[str]:
            marks = ", ".join("?" for _ in user_ids) or "NULL"
            cursor.execute(f"SELECT name FROM users WHERE deactivated = 1 AND name IN ({marks})", user_ids)
            return [row[0] for row in cursor.fetchall()]

        return await self._api.run_db_interaction("salon_deleted_among", ask)

    async def is_erased(self, user_id: str) -> bool:
        """Whether somebody who deleted their account asked for what they wrote to be forgotten. No public name."""
        return bool(await self._hs.get_datastores().main.is_user_erased(user_id))  # type: ignore[call-arg,arg-type,misc]  # Synapse's types forget `self`

    @property
    def sign_in_ways(self) -> frozenset[str]:
        """`password`, `sso`: what the homeserver's own login offers. Pages sign people in by the same."""
        ways = set()
        if "m.login.password" in self._hs.get_auth_handler().get_supported_login_types():
            ways.add("password")
        config = self._hs.config
        if config.oidc.oidc_enabled or config.saml2.saml2_enabled or config.cas.cas_enabled:
            ways.add("sso")
        return frozenset(ways)
