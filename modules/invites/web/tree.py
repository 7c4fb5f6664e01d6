# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who invited whom: the API and the desk's page."""

from modules.invites.domain.tree import Branch, Figures, Kept, branches, figures
from modules.invites.service.house import InvitesHouse
from modules.invites.store import uses
from synapse_salon.errors import NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web import Call, Page, Routes, View, Who


class KeptView(View):
    """Of those who came so many days ago or before (`of`), how many stayed so long."""

    of: int
    kept: int


class FiguresView(View):
    """What came of invitations; `trouble` counts who was removed or barred, or whose bank took a payment back."""

    came: int
    inside: int
    after_30_days: KeptView
    after_90_days: KeptView
    trouble: int


class PersonView(View):
    """Somebody who came by an invitation. Times in ms."""

    user_id: str
    joined_ms: int
    left_ms: int | None = None
    ended: str | None = None


class BranchView(View):
    """Somebody who invited people; `depth` is 0 for whoever came by no invitation themself."""

    user_id: str
    depth: int
    figures: FiguresView
    invited: list[PersonView]


class TreeView(View):
    """Everybody who invited somebody, each below who invited them."""

    figures: FiguresView
    inviters: list[BranchView]


def _kept(kept: Kept) -> KeptView:
    return KeptView(of=kept.of, kept=kept.kept)


def _figures(found: Figures) -> FiguresView:
    return FiguresView(
        came=found.came,
        inside=found.inside,
        after_30_days=_kept(found.after_30),
        after_90_days=_kept(found.after_90),
        trouble=found.trouble,
    )


def _branch(branch: Branch) -> BranchView:
    invited = [
        PersonView(user_id=one.user_id, joined_ms=one.joined_ms, left_ms=one.left_ms, ended=one.ended)
        for one in branch.invited
    ]
    return BranchView(
        user_id=branch.user_id, depth=branch.depth, figures=_figures(branch.figures), invited=invited
    )


def tree_routes(platform: Platform, house: InvitesHouse) -> Routes:
    """`v1/salons/{slug}/invites/tree` and `s/{slug}/desk/invite-tree`."""
    routes = Routes("invite_tree")

    async def found(slug: str, by: str) -> tuple[Salon, Figures, list[Branch]]:
        salon = await house.salons.by_slug(slug)
        if salon is None:
            raise NotFound(t("There is no salon at {slug}.", slug=slug), "no_such_salon")
        await house.salons.allow(salon, by, Act.SEE_MEMBERS)
        came = await platform.database.run("salon_invite_tree", uses.everybody, salon.id)
        now_ms = platform.clock.now_ms()
        return salon, figures(came, now_ms), branches(came, now_ms)

    @routes.get(
        "v1/salons/{slug}/invites/tree",
        says="Shows who invited whom, who stayed for 30 and 90 days, and who made trouble, to staff.",
        returns=TreeView,
        errors=(NotAllowed, NotFound),
    )
    async def show(call: Call[None]) -> TreeView:
        _, total, tree = await found(call.path["slug"], call.person)
        return TreeView(figures=_figures(total), inviters=[_branch(branch) for branch in tree])

    @routes.page("s/{slug}/desk/invite-tree", who=Who.SIGNED_IN)
    async def page(call: Call[None]) -> Page:
        salon, total, tree = await found(call.path["slug"], call.person)
        names = {}
        for branch in tree:
            for user_id in (branch.user_id, *(one.user_id for one in branch.invited)):
                if user_id not in names:
                    card = await house.members.card(salon.id, user_id)
                    names[user_id] = card.community_name if card is not None else user_id
        values = {"salon": salon, "total": total, "tree": tree, "names": names}
        return Page(
            "invites/tree.html", t("Who invited whom in {title}", title=salon.title), values, salon=salon
        )

    return routes
