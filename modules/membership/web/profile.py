# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who a member is in one salon: name, picture, language and mail address, by the API and on a page."""

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from modules.membership.domain.pictures import MOST_BYTES
from modules.membership.service.house import MembershipHouse
from modules.membership.web.find import find_known_salon
from synapse_salon.errors import BadInput, Conflict, NotFound, TooMany
from synapse_salon.i18n import Language, Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.web import Body, Call, OneLine, Page, Raw, Redirect, Routes, View, Who

JSON_LIMIT = MOST_BYTES * 4 // 3 + 64 * 1024
FORM_LIMIT = JSON_LIMIT * 3 // 2
"""Forms write some letters of base64 as three."""


class ProfileChange(Body):
    """The name one goes by in a salon, and the language one is written to in; what is left out stays as it is."""

    community_name: OneLine | None = None
    language: Language | None = None


class ProfileForm(Body):
    """The same as a form."""

    community_name: OneLine
    language: Language


class NewPicture(Body):
    """A picture, its bytes in base64."""

    image: Annotated[str, Field(max_length=JSON_LIMIT)]


class PictureForm(Body):
    """What is shown: a picture that comes with the form, in base64, that of the account, or none."""

    act: Literal["save", "account", "remove"] = "save"
    image: Annotated[str, Field(max_length=JSON_LIMIT)] = ""


class NewMail(Body):
    """A mail address; none is to get no letters any more."""

    mail: Annotated[str, Field(max_length=254)] | None = None


class ProfileView(View):
    """Who the person who asks is in a salon. `mail_to_confirm` is an address that a letter was sent to, and that is
    not confirmed yet; `has_picture`: they chose one for this salon."""

    community_name: str
    language: Language
    mail: str | None = None
    mail_to_confirm: str | None = None
    has_picture: bool


def profile_routes(platform: Platform, salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/me/profile`, `s/{slug}/mail/{secret}`, and the same by the API."""
    routes = Routes("profile")

    async def known(call: Call[Any, Any]) -> Salon:
        return await find_known_salon(salons, house, call.path["slug"], call.person)

    async def view(call: Call[Any, Any], salon: Salon) -> ProfileView:
        member = await house.profiles.member(salon, call.person)
        waiting = await house.mails.waiting(salon, call.person)
        return ProfileView(
            community_name=member.community_name,
            language=member.language,
            mail=member.mail,
            mail_to_confirm=waiting.mail if waiting is not None else None,
            has_picture=await house.profiles.picture(salon, call.person) is not None,
        )

    @routes.get(
        "v1/salons/{slug}/me/profile",
        says="Shows who the person who asks is in a salon.",
        returns=ProfileView,
        errors=(Conflict, NotFound),
    )
    async def show(call: Call[None]) -> ProfileView:
        return await view(call, await known(call))

    @routes.put(
        "v1/salons/{slug}/me/profile",
        says="Changes the name one goes by in a salon, and the language one is written to in.",
        body=ProfileChange,
        returns=ProfileView,
        errors=(BadInput, Conflict, NotFound, TooMany),
    )
    async def change(call: Call[ProfileChange]) -> ProfileView:
        salon = await known(call)
        await house.profiles.change(salon, call.person, call.body.community_name, call.body.language)
        return await view(call, salon)

    @routes.put(
        "v1/salons/{slug}/me/picture",
        says="Shows a picture beside one's name in a salon: JPEG, PNG, WebP or GIF, drawn anew as a square.",
        body=NewPicture,
        returns=ProfileView,
        errors=(BadInput, Conflict, NotFound),
        limit=JSON_LIMIT,
    )
    async def choose_picture(call: Call[NewPicture]) -> ProfileView:
        salon = await known(call)
        await house.profiles.choose_picture(salon, call.person, _bytes(call.body.image))
        return await view(call, salon)

    @routes.delete(
        "v1/salons/{slug}/me/picture",
        says="Takes one's picture in a salon away.",
        errors=(NotFound,),
    )
    async def remove_picture(call: Call[None]) -> None:
        await house.profiles.remove_picture(await known(call), call.person)

    @routes.put(
        "v1/salons/{slug}/me/mail",
        says="Has letters go to another address, once a link in a letter to it was opened; or to none.",
        body=NewMail,
        returns=ProfileView,
        errors=(BadInput, Conflict, NotFound, TooMany),
    )
    async def change_mail(call: Call[NewMail]) -> ProfileView:
        salon = await known(call)
        await house.mails.ask(salon, call.person, call.body.mail)
        return await view(call, salon)

    async def page(call: Call[Any, Any]) -> Page:
        salon = await known(call)
        values = {
            "salon": salon,
            "profile": await view(call, salon),
            "person": call.person,
            "local": platform.api.is_mine(call.person),
            "languages": [("ja", "日本語"), ("en", "English")],
        }
        return Page("membership/profile.html", t("Who you are here"), values, salon=salon)

    async def again(call: Call[Any, Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await page(call)

    @routes.page("s/{slug}/me/profile", who=Who.SIGNED_IN)
    async def profile(call: Call[None]) -> Page:
        return await page(call)

    @routes.form("s/{slug}/me/profile", body=ProfileForm, who=Who.SIGNED_IN, again=again)
    async def save(call: Call[ProfileForm]) -> Redirect:
        salon = await known(call)
        await house.profiles.change(salon, call.person, call.body.community_name, call.body.language)
        return Redirect(f"s/{salon.slug}/me/profile")

    @routes.page("s/{slug}/me/picture", who=Who.SIGNED_IN)
    async def picture(call: Call[None]) -> Raw:
        salon = await known(call)
        found = await house.profiles.picture(salon, call.person)
        if found is None:
            raise NotFound(t("There is no picture."), "no_picture")
        return Raw(found.media_type, found.content, headers={"Cache-Control": "no-store"})

    @routes.form("s/{slug}/me/picture", body=PictureForm, who=Who.SIGNED_IN, again=again, limit=FORM_LIMIT)
    async def save_picture(call: Call[PictureForm]) -> Redirect:
        salon = await known(call)
        if call.body.act == "remove":
            await house.profiles.remove_picture(salon, call.person)
        elif call.body.act == "account":
            await house.profiles.show_account_picture(salon, call.person)
        else:
            await house.profiles.choose_picture(salon, call.person, _bytes(call.body.image))
        return Redirect(f"s/{salon.slug}/me/profile", saved=True)

    @routes.form("s/{slug}/me/mail", body=NewMail, who=Who.SIGNED_IN, again=again)
    async def save_mail(call: Call[NewMail]) -> Redirect:
        salon = await known(call)
        await house.mails.ask(salon, call.person, call.body.mail)
        return Redirect(f"s/{salon.slug}/me/profile")

    @routes.page("s/{slug}/mail/{secret}")
    async def look(call: Call[None]) -> Page:
        salon = await salons.find(call.path["slug"])
        asked = await house.mails.find(salon, call.path["secret"])
        values = {"salon": salon, "mail": asked.mail, "secret": asked.secret, "done": False}
        return Page("membership/mail_confirm.html", t("Your mail address"), values, salon=salon)

    @routes.form("s/{slug}/mail/{secret}")
    async def confirm(call: Call[None]) -> Page:
        salon = await salons.find(call.path["slug"])
        asked = await house.mails.confirm(salon, call.path["secret"])
        values = {"salon": salon, "mail": asked.mail, "secret": "", "done": True}
        return Page("membership/mail_confirm.html", t("Your mail address"), values, salon=salon)

    return routes


def _bytes(image: str) -> bytes:
    try:
        return base64.b64decode(image, validate=True)
    except (binascii.Error, ValueError):
        problem = t("Please send the picture's bytes in base64.")
        raise BadInput(t("This picture cannot be used."), {"picture": problem}, "not_a_picture") from None
