# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's pages for letters to several members, and the page on which a member stops them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs

from pydantic import Field

from modules.membership.domain.circular import Words
from modules.membership.domain.words import standing_words
from modules.membership.service.circulars import INSIDE, Aim, Circulars
from modules.membership.service.roster import MOST_AT_ONCE
from modules.membership.web.circulars import LetterAim
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Language, Text, t
from synapse_salon.i18n.texts import LANGUAGES
from synapse_salon.people import Standing
from synapse_salon.ports import Salon, Salons
from synapse_salon.web import Body, Call, Page, Prose, Redirect, Routes, Who

Subject = Annotated[Prose, Field(max_length=200)]
LetterBody = Annotated[Prose, Field(max_length=5000)]
_NAMES: dict[Language, Text] = {"ja": t("Japanese"), "en": t("English")}


class AimFields(Body):
    """Whom a letter is for, in a form or an address."""

    status: Literal["", "trial", "active", "past_due", "read_only", "cancelling"] = ""
    plan: Annotated[str, Field(max_length=100)] = ""
    q: Annotated[str, Field(max_length=100)] = ""
    since: Annotated[str, Field(max_length=10)] = ""
    who: Annotated[list[str], Field(max_length=MOST_AT_ONCE)] = Field(default=[])

    def aim(self, salon: Salon) -> Aim:
        """The same for the service. Raises BadInput."""
        standing = Standing(self.status) if self.status else None
        return LetterAim(status=standing, plan=self.plan, q=self.q, since=self.since, user_ids=self.who).aim(
            salon
        )


class LetterForm(AimFields):
    """A letter as it is written, looked at and sent."""

    subject_ja: Subject = ""
    body_ja: LetterBody = ""
    subject_en: Subject = ""
    body_en: LetterBody = ""
    step: Literal["look", "edit", "send"] = "look"
    id: Annotated[str, Field(max_length=64)] = ""
    token: Annotated[str, Field(max_length=64)] = ""

    def words(self) -> dict[Language, Words]:
        """The letter by language. Raises BadInput: a subject without a letter, or a letter without a subject."""
        typed: tuple[tuple[Language, str, str], ...] = (
            ("ja", self.subject_ja, self.body_ja),
            ("en", self.subject_en, self.body_en),
        )
        problems: dict[str, Text] = {}
        for language, subject, body in typed:
            if body and not (subject and subject.replace("\u3000", " ").isprintable()):
                problems[f"subject_{language}"] = t("Please give a subject of one line.")
            if subject and not body:
                problems[f"body_{language}"] = t("Please write the letter.")
        if problems:
            raise BadInput(t("This letter cannot be sent yet."), problems)
        return {language: Words(subject, body) for language, subject, body in typed if body}


def writing_routes(salons: Salons, circulars: Circulars) -> Routes:
    """`s/{slug}/desk/letters`, `…/new`, `…/{letter_id}`, `s/{slug}/letters/{secret}` and `s/{slug}/me/letters`."""
    routes = Routes("writing")

    async def paper(salon: Salon, person: str, fields: AimFields, form: LetterForm | None = None) -> Page:
        """The empty form, or what was written so far; its first lines say whom it is for."""
        await circulars.check_writer(salon, person)
        values = {
            "salon": salon,
            "fields": fields,
            "form": form,
            "languages": sorted(LANGUAGES, key=lambda language: language != salon.language),
            "names": _NAMES,
            "statuses": [("", t("everybody in the salon"))]
            + [(standing.value, standing_words(standing)) for standing in INSIDE],
            "plans": [("", t("any plan"))] + [(plan.id, plan.name) for plan in await salons.plans(salon.id)],
        }
        return Page("membership/letter_new.html", t("A letter to several members"), values, salon=salon)

    @routes.page("s/{slug}/desk/letters", who=Who.SIGNED_IN)
    async def listed(call: Call[None]) -> Page:
        salon = await salons.find(call.path["slug"])
        values = {"salon": salon, "letters": await circulars.sent(salon, call.person)}
        return Page(
            "membership/letters.html", t("Letters of {title}", title=salon.title), values, salon=salon
        )

    @routes.page("s/{slug}/desk/letters/new", who=Who.SIGNED_IN, query=AimFields)
    async def new(call: Call[None, AimFields]) -> Page:
        return await paper(await salons.find(call.path["slug"]), call.person, call.query)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        salon = await salons.find(call.path["slug"])
        form = call.body if isinstance(call.body, LetterForm) else None
        # What was typed is shown by its name; the people who were chosen have one name together.
        who = parse_qs(call.raw.decode("ascii", "replace")).get("who", [])[:MOST_AT_ONCE]
        return await paper(salon, call.person, form or AimFields(who=who), form)

    @routes.form(
        "s/{slug}/desk/letters/new", body=LetterForm, who=Who.SIGNED_IN, again=again, limit=256 * 1024
    )
    async def write(call: Call[LetterForm]) -> Page | Redirect:
        salon = await salons.find(call.path["slug"])
        form = call.body
        if form.step == "edit":
            return await paper(salon, call.person, form, form)
        words, aim = form.words(), form.aim(salon)
        if form.step == "send":
            sent = await circulars.send(salon, call.person, words, aim, form.id, form.token)
            return Redirect(f"s/{salon.slug}/desk/letters/{sent.circular.id}")
        found = await circulars.look(salon, call.person, words, aim)
        by_language = [
            (language, sum(one.language == language for one in found.people)) for language in words
        ]
        values = {
            "salon": salon,
            "form": form,
            "look": found,
            "words": words,
            "by_language": by_language,
            "names": _NAMES,
        }
        return Page("membership/letter_look.html", t("Look at the letter"), values, salon=salon)

    @routes.page("s/{slug}/desk/letters/{letter_id}", who=Who.SIGNED_IN)
    async def one(call: Call[None]) -> Page:
        salon = await salons.find(call.path["slug"])
        sent = await circulars.one(salon, call.person, call.path["letter_id"])
        values = {"salon": salon, "sent": sent, "names": _NAMES}
        return Page("membership/letter.html", t("A letter to several members"), values, salon=salon)

    @routes.form("s/{slug}/desk/letters/{letter_id}", who=Who.SIGNED_IN)
    async def stop(call: Call[None]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        await circulars.stop(salon, call.person, call.path["letter_id"])
        return Redirect(f"s/{salon.slug}/desk/letters/{call.path['letter_id']}")

    @routes.page("s/{slug}/me/letters", who=Who.SIGNED_IN)
    async def own(call: Call[None]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        secret, _ = await circulars.own_choice(salon, call.person)
        return Redirect(f"s/{salon.slug}/letters/{secret}")

    @routes.page("s/{slug}/letters/{secret}")
    async def ask(call: Call[None]) -> Page:
        salon = await salons.find(call.path["slug"])
        values = {"salon": salon, "wanted": await circulars.choice(salon, call.path["secret"])}
        return Page("membership/letters_choice.html", t("Letters of {title}", title=salon.title), values)

    # No token: a mail program sends this form by itself (RFC 8058), and the address is the permission.
    @routes.form("s/{slug}/letters/{secret}", csrf=False)
    async def choose(call: Call[None]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        wanted = b"act=want" in call.raw.split(b"&")
        await circulars.choose(salon, call.path["secret"], wanted)
        return Redirect(f"s/{salon.slug}/letters/{call.path['secret']}")

    return routes
