# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of one's posts in a salon that one leaves: by the API and on a page."""

from modules.membership.domain import parting as rules
from modules.membership.domain.parting import Parting, PartingState, PostsChoice
from modules.membership.domain.words import POSTS
from modules.membership.service.house import MembershipHouse
from modules.membership.web.find import find_known_salon
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.i18n import t
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, Page, Redirect, Routes, View, Who


class LeaveRequest(Body):
    """How somebody leaves. `posts` is what becomes of what they wrote: kept unless they say otherwise."""

    posts: PostsChoice | None = None


class PostsChosen(Body):
    """What becomes of one's posts."""

    posts: PostsChoice


class PostsView(View):
    """What somebody wished for their posts, and what is done of it. Times in ms.

    `state` is chosen until they are out, working, then done. Of `found` posts `deleted` are gone and `failed`
    could not be taken away.
    """

    posts: PostsChoice
    state: PartingState | None = None
    chosen_ms: int | None = None
    done_ms: int | None = None
    found: int = 0
    deleted: int = 0
    failed: int = 0


def posts_view(parting: Parting | None) -> PostsView:
    """What becomes of somebody's posts; who wished nothing keeps theirs."""
    if parting is None:
        return PostsView(posts="keep")
    return PostsView(
        posts=parting.posts,
        state=parting.state,
        chosen_ms=parting.chosen_ms,
        done_ms=parting.done_ms,
        found=parting.found,
        deleted=parting.cleared,
        failed=parting.failed,
    )


def parting_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/posts`, and the same by the API."""
    routes = Routes("parting")

    @routes.get(
        "v1/salons/{slug}/me/posts",
        says="Shows what becomes of one's posts in a salon that one leaves or left, and how much of it is done.",
        returns=PostsView,
        errors=(NotFound,),
    )
    async def shown(call: Call[None]) -> PostsView:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        return posts_view(await house.partings.latest(salon.id, call.person))

    @routes.put(
        "v1/salons/{slug}/me/posts",
        says="Says what becomes of one's posts: on the way out, or at once where one is out already.",
        body=PostsChosen,
        returns=PostsView,
        errors=(Conflict, NotFound),
    )
    async def chosen(call: Call[PostsChosen]) -> PostsView:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        return posts_view(await house.partings.choose(salon, call.person, call.body.posts))

    @routes.page("s/{slug}/posts", who=Who.SIGNED_IN)
    async def page(call: Call[None]) -> Page:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        member = await house.records.get(salon.id, call.person)
        parting = await house.partings.latest(salon.id, call.person)
        values = {
            "salon": salon,
            "member": member,
            "parting": parting,
            "may_choose": rules.may_choose(member),
            "choices": [option for option in POSTS if option[0] in rules.left_to_choose(parting)],
            "account": call.person,
        }
        return Page(
            "membership/posts.html", t("Your posts in {title}", title=salon.title), values, salon=salon
        )

    @routes.form("s/{slug}/posts", body=PostsChosen, who=Who.SIGNED_IN)
    async def choose(call: Call[PostsChosen]) -> Redirect:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        await house.partings.choose(salon, call.person, call.body.posts)
        return Redirect(f"s/{salon.slug}/posts")

    return routes
