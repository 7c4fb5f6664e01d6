# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where somebody who runs salons says where letters about them go."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from modules.salons.service.house import SalonsHouse
from synapse_salon.i18n import Text, t
from synapse_salon.web import Body, Call, Page, Redirect, Routes, Who


class MailForm(Body):
    """An address; empty for none."""

    mail: str = Field(default="", max_length=320)


class MailQuery(Body):
    """Whether it has just been changed."""

    saved: bool = False


def staff_mail_routes(house: SalonsHouse) -> Routes:
    """`staff/mail`."""
    routes = Routes("staff_mail")

    async def shown(call: Call[Any, Any], saved: bool) -> Page:
        values = {"known": await house.staff_mails.of(call.person), "saved": saved}
        return Page("salons/staff_mail.html", t("Letters about the salons you run"), values)

    @routes.page("staff/mail", who=Who.SIGNED_IN, query=MailQuery)
    async def page(call: Call[None, MailQuery]) -> Page:
        return await shown(call, call.query.saved)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await shown(call, False)

    @routes.form("staff/mail", body=MailForm, who=Who.SIGNED_IN, again=again)
    async def change(call: Call[MailForm]) -> Redirect:
        await house.staff_mails.change(call.person, call.body.mail, call.language)
        return Redirect("staff/mail?saved=true")

    return routes
