# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in and out: by the homeserver's own login, by a widget's OpenID token."""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import Field

from synapse_salon.errors import BadInput, NotAllowed, NotSignedIn
from synapse_salon.i18n import Text, t
from synapse_salon.web import csrf
from synapse_salon.web.answers import Page, Redirect
from synapse_salon.web.bodies import Body, View
from synapse_salon.web.call import Call
from synapse_salon.web.door import BEARER
from synapse_salon.web.paths import safe_next, with_query
from synapse_salon.web.routes import Routes, Who

if TYPE_CHECKING:
    from synapse_salon.platform import Platform
    from synapse_salon.web.web import Web

SSO = "_matrix/client/v3/login/sso/redirect"
_SERVER = re.compile(r"[A-Za-z0-9.\-]{1,230}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")


class LoginQuery(Body):
    """Where to go after signing in."""

    next: str = ""


class LoginForm(Body):
    """The homeserver's own name and password."""

    user: str = Field(min_length=1, max_length=255)
    password: str = Field(min_length=1, max_length=1000)
    next: str = ""


class SsoReturn(Body):
    """What the homeserver's single sign-on comes back with."""

    loginToken: str = Field(default="", max_length=2000)  # noqa: N815  # Matrix's name
    state: str = ""
    next: str = ""


class OpenIdToken(Body):
    """What `POST /_matrix/client/v3/user/{id}/openid/request_token` gives to a widget."""

    access_token: str = Field(min_length=1, max_length=2000)
    matrix_server_name: str = Field(min_length=1, max_length=255)
    token_type: str | None = None
    expires_in: int | None = None


class SessionView(View):
    """Somebody signed in. `token` goes into `Authorization: Bearer …`; it is shown this once."""

    user_id: str
    token: str | None = None
    csrf: str | None = None
    """For scripts on our own pages: the header `X-Salon-CSRF` of calls that change something."""


def sign_in_routes(platform: "Platform", web: "Web") -> Routes:
    """The routes of signing in and out."""
    routes = Routes("session")

    def show(call: Call[Any, Any], next_path: str) -> Page:
        ways = platform.host.sign_in_ways
        values = {
            "ways": ways,
            "next": next_path,
            "server": platform.api.server_name,
            "house": platform.house,
        }
        return Page("floor/login.html", t("Sign in"), values)

    @routes.page("login", query=LoginQuery)
    async def login(call: Call[None, LoginQuery]) -> Page | Redirect:
        next_path = safe_next(call.query.next)
        if call.person_or_none is not None:
            return Redirect(next_path)
        return show(call, next_path)

    async def login_again(call: Call[LoginForm], problems: Any, given: Any) -> Page:
        return show(call, safe_next(given.get("next")))

    @routes.form("login", body=LoginForm, again=login_again, pace="sign_in")
    async def log_in(call: Call[LoginForm]) -> Redirect:
        user_id = _local(platform, call.body.user.strip())
        web.limiter.take("guess", user_id)
        if "password" not in platform.host.sign_in_ways:
            raise NotAllowed(t("This server does not sign people in by password."))
        found = await platform.host.check_password(user_id, call.body.password)
        if found is None:
            raise BadInput(t("The name or the password is not right."), {"password": _WRONG})
        await web.sign_in(call, found, "password")
        return Redirect(safe_next(call.body.next))

    @routes.page("login/sso", query=LoginQuery, pace="sign_in")
    async def leave_for_sso(call: Call[None, LoginQuery]) -> Redirect:
        if "sso" not in platform.host.sign_in_ways:
            raise NotAllowed(t("This server has no single sign-on."))
        back = [("state", web.form_token(call)), ("next", safe_next(call.query.next))]
        return Redirect(
            f"{platform.base_url}{SSO}?redirectUrl={quote(web.url(with_query('login/done', back)), safe='')}"
        )

    @routes.page("login/done", query=SsoReturn, pace="sign_in")
    async def come_back(call: Call[None, SsoReturn]) -> Redirect:
        if not csrf.is_token_for(call.crumbs.session or call.crumbs.visitor, call.query.state):
            raise NotAllowed(t("This sign-in was begun in another browser. Please start it again."), "csrf")
        found = await platform.host.use_login_token(call.query.loginToken)
        if found is None:
            raise NotAllowed(
                t("This sign-in has expired. Please start it again."), "expired", web.url("login")
            )
        await web.sign_in(call, found, "sso")
        return Redirect(safe_next(call.query.next))

    @routes.form("logout")
    async def log_out(call: Call[None]) -> Redirect:
        await web.sign_out(call)
        return Redirect("")

    @routes.get("v1/session", says="Who is signed in.", returns=SessionView)
    async def session(call: Call[None]) -> SessionView:
        token = csrf.token_for(call.crumbs.session) if call.crumbs.session else None
        return SessionView(user_id=call.person, csrf=token)

    @routes.delete("v1/session", says="Sign out of the pages in this browser.")
    async def end_session(call: Call[None]) -> None:
        await web.sign_out(call)

    @routes.post(
        "v1/session/openid",
        says="Sign in by a Matrix OpenID token, as widgets get one; also people from other servers.",
        body=OpenIdToken,
        returns=SessionView,
        who=Who.ANYONE,
        errors=(NotSignedIn,),
        pace="sign_in",
    )
    async def open_id(call: Call[OpenIdToken]) -> SessionView:
        server = call.body.matrix_server_name
        if not _SERVER.fullmatch(server):
            raise BadInput(
                t("Something in this request would not work. Please look at the marked fields."),
                {
                    "matrix_server_name": t(
                        "The name of a Matrix server would work here, such as example.org."
                    )
                },
            )
        if server == platform.api.server_name:
            user_id = await platform.host.open_id_user(call.body.access_token)
        else:
            user_id = await platform.host.open_id_user_elsewhere(server, call.body.access_token)
        if user_id is None:
            raise NotSignedIn(t("This token is not valid on the server it names."), "openid_refused")
        await web.sign_in(call, user_id, "openid")
        assert call.crumbs.session is not None
        return SessionView(user_id=user_id, token=BEARER + call.crumbs.session)

    return routes


_WRONG: Text = t("The name or the password is not right.")


def _local(platform: "Platform", name: str) -> str:
    """The complete user id of a name as people type it.

    Raises:
        BadInput: it is a name on another server, whose password is none of our business.
    """
    user_id = platform.api.get_qualified_user_id(name.removeprefix("@").lower() if ":" not in name else name)
    if ":" in name and not name.startswith("@"):
        user_id = "@" + name
    if not platform.api.is_mine(user_id):
        elsewhere = t(
            "This account is from elsewhere. Write !web to {house} in your chat app: it sends you a link.",
            house=platform.house,
        )
        raise BadInput(
            t("Something in this request would not work. Please look at the marked fields."),
            {"user": elsewhere},
        )
    return user_id
