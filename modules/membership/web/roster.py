# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The staff's roster: one member with notes and answers, and deeds done to several at once."""

from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from pydantic import Field

from modules.membership.domain.deeds import Deed
from modules.membership.domain.words import standing_words
from modules.membership.service.house import MembershipHouse
from modules.membership.service.roster import MOST_AT_ONCE, Bulk
from modules.membership.store.notes import Note
from modules.membership.web import views
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.people import Standing
from synapse_salon.ports import Salon, Salons
from synapse_salon.web import Body, Call, Page, Prose, Redirect, Routes, View, Who

UserIds = Annotated[list[str], Field(min_length=1, max_length=MOST_AT_ONCE)]
NoteText = Annotated[Prose, Field(min_length=1, max_length=2000)]

DEEDS: dict[Deed, Text] = {
    "remove": t("Remove from the salon"),
    "ban": t("Bar from the salon"),
    "readmit": t("Readmit"),
}


class NewNote(Body):
    """A note about a person."""

    body: NoteText


class NoteView(View):
    """A note of the staff. Time in ms."""

    id: str
    author: str
    body: str
    written_ms: int


class AnswersView(View):
    """What a person answered when they applied. Time in ms."""

    applied_ms: int
    answers: dict[str, str]


class MemberDetails(View):
    """A member with what their salon's staff know of them."""

    member: views.MemberView
    age_band: str | None
    consents: list[views.ConsentView]
    applications: list[AnswersView]
    notes: list[NoteView]


class BulkWish(Body):
    """A deed to several people. `dry_run` shows what would happen and gives the `token` that lets it happen."""

    action: Deed
    user_ids: UserIds
    reason: Annotated[str, Field(max_length=2000)] = ""
    dry_run: bool = True
    token: Annotated[str, Field(max_length=64)] = ""


class BulkLine(View):
    """One person: how they stand, how they will (or do now), or why nothing happens to them."""

    user_id: str
    community_name: str | None
    before: Standing | None
    after: Standing | None
    problem: str | None


class BulkView(View):
    """What will happen, with the token for it; or what happened."""

    people: list[BulkLine]
    token: str | None = None


class BulkForm(Body):
    """The people chosen in the list, and what is to be done; `write` leads to the letter for them."""

    deed: Deed | Literal["write"]
    who: Annotated[list[str], Field(max_length=MOST_AT_ONCE)] = Field(default=[])
    step: Literal["look", "do"] = "look"
    token: Annotated[str, Field(max_length=64)] = ""
    reason: Annotated[Prose, Field(max_length=2000)] = ""


class NoteForm(Body):
    """A note, or the one to delete."""

    note: Annotated[Prose, Field(max_length=2000)] = ""
    delete: Annotated[str, Field(max_length=64)] = ""


def roster_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`v1/salons/{slug}/members/…` beyond the list, and its pages."""
    routes = Routes("roster")
    roster = house.roster

    @routes.get(
        "v1/salons/{slug}/members/{user_id}",
        says="Shows a member with their answers and the staff's notes, to staff.",
        returns=MemberDetails,
        errors=(NotAllowed, NotFound),
    )
    async def details(call: Call[None]) -> MemberDetails:
        salon = await salons.find(call.path["slug"])
        user_id = call.path["user_id"]
        notes = await roster.notes(salon, call.person, user_id)
        member = await house.records.get(salon.id, user_id)
        if member is None:
            raise NotFound(t("There is no such member."), "no_such_member")
        applied = await roster.applications(salon, call.person, user_id)
        return MemberDetails(
            member=views.member_view(member),
            age_band=await house.consents.age_of(salon, call.person, user_id),
            consents=[
                views.consent_view(one) for one in await house.consents.of_person(salon, call.person, user_id)
            ],
            applications=[
                AnswersView(applied_ms=one.created_ms, answers=dict(one.answers)) for one in applied
            ],
            notes=[_note(note) for note in notes],
        )

    @routes.post(
        "v1/salons/{slug}/members/{user_id}/notes",
        says="Notes something about a member, for the staff alone.",
        body=NewNote,
        returns=NoteView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def note(call: Call[NewNote]) -> NoteView:
        salon = await salons.find(call.path["slug"])
        return _note(await roster.note(salon, call.person, call.path["user_id"], call.body.body))

    @routes.delete(
        "v1/salons/{slug}/members/{user_id}/notes/{note_id}",
        says="Deletes a note of the staff.",
        errors=(NotAllowed, NotFound),
    )
    async def delete_note(call: Call[None]) -> None:
        salon = await salons.find(call.path["slug"])
        await roster.delete_note(salon, call.person, call.path["user_id"], call.path["note_id"])

    @routes.post(
        "v1/salons/{slug}/members/bulk",
        says="Removes, bars or readmits several members: first a preview, then with its token for good.",
        body=BulkWish,
        returns=BulkView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def bulk(call: Call[BulkWish]) -> BulkView:
        salon = await salons.find(call.path["slug"])
        wish = call.body
        if wish.dry_run:
            found = await roster.preview(salon, call.person, wish.action, wish.user_ids)
        else:
            found = await roster.do(salon, call.person, wish.action, wish.user_ids, wish.token, wish.reason)
        people = [
            BulkLine(
                user_id=row.user_id,
                community_name=row.member.community_name if row.member else None,
                before=row.member.standing if row.member else None,
                after=row.after,
                problem=call.say(row.problem) if row.problem else None,
            )
            for row in found.rows
        ]
        return BulkView(people=people, token=found.token)

    def bulk_page(salon: Salon, deed: Deed, found: Bulk, reason: str) -> Page:
        values = {
            "salon": salon,
            "deed": deed,
            "deed_words": DEEDS[deed],
            "rows": found.rows,
            "token": found.token,
            "acts": sum(1 for row in found.rows if row.problem is None),
            "reason": reason,
            "standing_words": standing_words,
        }
        return Page("membership/bulk.html", DEEDS[deed], values, salon=salon)

    # Whoever changes the language on a page that came back comes by with GET.
    @routes.page("s/{slug}/desk/several", who=Who.SIGNED_IN)
    async def back(call: Call[None]) -> Redirect:
        return Redirect(f"s/{call.path['slug']}/desk/members")

    @routes.form("s/{slug}/desk/several", body=BulkForm, who=Who.SIGNED_IN)
    async def several(call: Call[BulkForm]) -> Page | Redirect:
        salon = await salons.find(call.path["slug"])
        wish = call.body
        if not wish.who:
            return Redirect(f"s/{salon.slug}/desk/members")
        if wish.deed == "write":
            who = urlencode([("who", user_id) for user_id in wish.who])
            return Redirect(f"s/{salon.slug}/desk/letters/new?{who}")
        if wish.step == "look":
            found = await roster.preview(salon, call.person, wish.deed, wish.who)
        else:
            found = await roster.do(salon, call.person, wish.deed, wish.who, wish.token, wish.reason)
        return bulk_page(salon, wish.deed, found, wish.reason)

    @routes.page("s/{slug}/desk/notes/{user_id}", who=Who.SIGNED_IN)
    async def back_to_member(call: Call[None]) -> Redirect:
        return Redirect(f"s/{call.path['slug']}/desk/members/{quote(call.path['user_id'], safe='')}")

    @routes.form("s/{slug}/desk/notes/{user_id}", body=NoteForm, who=Who.SIGNED_IN)
    async def write(call: Call[NoteForm]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        user_id = call.path["user_id"]
        if call.body.delete:
            await roster.delete_note(salon, call.person, user_id, call.body.delete)
        elif call.body.note:
            await roster.note(salon, call.person, user_id, call.body.note)
        return Redirect(f"s/{salon.slug}/desk/members/{quote(user_id, safe='')}", saved=True)

    return routes


def _note(note: Note) -> NoteView:
    return NoteView(id=note.id, author=note.author, body=note.body, written_ms=note.written_ms)
