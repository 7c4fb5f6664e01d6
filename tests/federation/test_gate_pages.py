# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page and every route of the API, asked by those who have no business there.

The list is the house's own, so that a route added tomorrow is tried too: it is refused to strangers, or stands in
one of the lists here.
"""

import re
from typing import Any

from synapse_salon.platform import Platform
from synapse_salon.web.routes import Kind, Route, Who
from tests.support.gate import GateCase, Scene
from tests.support.people import Person
from tests.support.web import Visitor

OF_ONESELF = {
    ("GET", "v1/me"),
    ("GET", "v1/session"),
    ("DELETE", "v1/session"),
    ("POST", "v1/salons"),
    ("GET", "v1/salons/{slug}/me"),
    ("GET", "v1/salons/{slug}/entry"),
    ("POST", "v1/salons/{slug}/join"),
    ("POST", "v1/salons/{slug}/rules/accept"),
    ("GET", "me"),
    ("GET", "s/{slug}/me"),
    ("GET", "s/{slug}/leave"),
    ("GET", "s/{slug}/left"),
    ("GET", "s/{slug}/posts"),
    ("POST", "s/{slug}/posts"),
    ("POST", "s/{slug}/rules"),
    ("GET", "staff"),
    ("GET", "staff/new"),
    *(("GET", f"staff/new/{step}") for step in ("kind", "about", "plans", "entry", "seller", "look")),
    *(("POST", f"staff/new/{step}") for step in ("kind", "about", "plans", "entry", "seller", "look")),
    *((method, f"staff/new/{act}") for method in ("GET", "POST") for act in ("over", "example", "no-plan")),
    ("GET", "staff/guide"),
    ("GET", "staff/mail"),
    ("POST", "staff/mail"),
    ("GET", "v1/salons/{slug}/means"),
    ("GET", "v1/examples/{kind}"),
}
"""What anybody signed in may ask, about themself or to begin something of their own; and all that is in one's own
corner (`ONES_OWN`)."""

ONES_OWN = ("me/", "v1/me/", "s/{slug}/me/", "v1/salons/{slug}/me/")


def _may_be_answered(name: tuple[str, str]) -> bool:
    return name in OF_ONESELF or name[1].startswith(ONES_OWN)


OF_REVIEWERS = {
    ("GET", "v1/admin/reviews"),
    ("POST", "v1/admin/reviews/{review_id}/approve"),
    ("POST", "v1/admin/reviews/{review_id}/refuse"),
    ("PUT", "v1/admin/reviewers/{user_id}"),
    ("DELETE", "v1/admin/reviewers/{user_id}"),
    ("POST", "v1/admin/clock"),
    ("POST", "v1/admin/reconcile"),
    ("POST", "v1/admin/sandbox/disputes"),
    ("POST", "v1/admin/salons/{slug}/close"),
    ("DELETE", "v1/admin/salons/{slug}/close"),
    ("GET", "v1/salons/{slug}/opening"),
    ("PUT", "v1/admin/salons/{slug}/opening/{step}"),
    ("GET", "staff/openings/{review_id}"),
    ("POST", "staff/openings/{review_id}"),
    ("GET", "staff/reviews"),
    ("GET", "staff/reviews/{review_id}"),
    ("POST", "staff/reviews/{review_id}"),
}
"""What administrators of the server do for the house. None of it opens a salon's rooms."""

_BODIES: dict[str, Any] = {
    "v1/salons/{slug}/plans": {"name": "x", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"},
    "v1/salons/{slug}/page": {"lead": "x", "benefits": []},
    "v1/salons/{slug}/rules": {"body": "x"},
    "v1/salons/{slug}/rules/accept": {"version": 1},
    "v1/salons/{slug}/rooms": {"key": "x1", "name": "x"},
    "v1/salons/{slug}/roles/{user_id}": {"roles": ["owner"]},
    "v1/salons/{slug}/members/{user_id}/remove": {"reason": "x"},
    "v1/salons/{slug}/members/{user_id}/ban": {"reason": "x"},
    "v1/salons/{slug}/members/{user_id}/readmit": {"reason": "x"},
    "v1/salons/{slug}/members/{user_id}/notes": {"body": "x"},
    "v1/salons/{slug}/members/bulk": {"action": "remove", "user_ids": ["@x:example.org"]},
    "v1/salons/{slug}/by-hand/{hand_id}": {"answer": "back"},
    "v1/salons/{slug}/letters": {"words": {"ja": {"subject": "x", "body": "x"}}},
    "v1/salons/{slug}/letters/look": {"words": {"ja": {"subject": "x", "body": "x"}}},
    "v1/salons/{slug}/me/guardian": {"plan": "x", "guardian_mail": "x@example.org"},
    "v1/salons/{slug}/interests": {"interests": ["x"]},
    "v1/salons/{slug}/me/letters": {"wanted": True},
    "v1/salons/{slug}/me/plan-changes": {"plan": "x"},
    "v1/salons/{slug}/me/picture": {"image": ""},
    "v1/salons/{slug}/rooms/{key}/etiquette": {"body": "x"},
    "v1/salons/{slug}/owner": {"user_id": "@x:example.org"},
    "v1/salons/{slug}/chats": {"name": "x"},
    "v1/salons/{slug}/chats/{room_id}/guest-links": {"expires_in_ms": 3_600_000},
    "v1/salons/{slug}/chats/{room_id}/guests": {"user_id": "@x:example.org"},
    "v1/salons/{slug}/servers/block": {"server": "example.org"},
    "v1/salons/{slug}/samples": {"event_id": "$x"},
    "v1/salons/{slug}/samples/{sample_id}/consent": {"consent": "named"},
    "v1/salons/{slug}/invites/bulk": {"csv": "x@example.org"},
    "v1/salons/{slug}/invites/terms": {"who": "staff", "quota": 0},
    "v1/salons/{slug}/invites/thanks": {"off": True},
    "v1/salons/{slug}/coupons": {"code": "X", "percent": 10},
    "v1/salons/{slug}/coupons/{coupon}": {"on": False},
    "v1/salons/{slug}/transfers/account": {"bank": "x", "branch": "x", "number": "1234567", "holder": "x"},
    "v1/salons/{slug}/transfers/statement": {"csv": "x"},
    "v1/salons/{slug}/transfers/{transfer}/confirm": {
        "amount": {"amount": 1, "currency": "JPY"},
        "day": "2026-01-01",
    },
    "v1/admin/reviews/{review_id}/approve": {"reason": "x"},
    "v1/admin/reviews/{review_id}/refuse": {"reason": "x"},
    "v1/salons/{slug}/ask": {"body": "x"},
    "v1/salons/{slug}/asks/{ask_id}/answer": {"body": "x"},
    "v1/salons/{slug}/introductions": {"user_ids": ["@x:example.org", "@y:example.org"]},
    "v1/salons/{slug}/introductions/{introduction_id}": {"answer": "accept"},
    "v1/salons/{slug}/me/introductions": {"welcome": True},
    "v1/me/messages": {"user_id": "@x:example.org"},
    "v1/me/messages/{room_id}": {"answer": "refuse"},
    "v1/me/blocks": {"whom": "example.net"},
    "v1/me/reports": {"user_id": "@x:example.org", "words": "x"},
    "v1/admin/clock": {"advance_ms": 1},
}


_FORMS: dict[str, dict[str, str]] = {
    "s/{slug}/desk/peek": {"act": "choose", "which": "$x"},
    "s/{slug}/peek/mine": {"which": "x", "consent": "named"},
    "s/{slug}/desk/rooms/{key}/archive": {"act": "archive"},
    "s/{slug}/desk/several": {"deed": "remove", "who": "@x:example.org"},
    "s/{slug}/desk/by-hand": {"id": "x", "answer": "back"},
    "s/{slug}/guardian/{key}": {"act": "refuse"},
    "s/{slug}/me/guardian": {"plan": "x", "guardian_mail": "x@example.org"},
    "s/{slug}/me/plan": {"plan": "x"},
    "s/{slug}/me/profile": {"community_name": "x", "language": "ja"},
    "s/{slug}/me/picture": {"act": "remove"},
    "s/{slug}/me/about": {"about": "x"},
    "s/{slug}/chats": {"name": "x"},
    "s/{slug}/chats/{room_id}": {"user_id": "@x:example.org"},
    "s/{slug}/desk/servers": {"server": "example.org"},
    "s/{slug}/desk/thanks": {"act": "off"},
    "s/{slug}/desk/thanks/given": {"gift": "x"},
    "s/{slug}/desk/etiquette": {"room": "lounge", "body": "x"},
    "s/{slug}/ask": {"body": "x"},
    "s/{slug}/introduce": {"one": "@x:example.org", "other": "@y:example.org"},
    "s/{slug}/me/introductions": {"act": "welcome"},
    "me/messages": {"act": "unblock", "whom": "example.net"},
}


class Pages(GateCase):
    """Ben and Dora have not paid, Eva is in another salon, Pat owns it, the administrator runs the server."""

    def routes(self, scene: Scene, *kinds: Kind) -> list[Route]:
        return [route for route in Platform.of(scene.ours.module_api).web._table if route.kind in kinds]

    def path(self, scene: Scene, route: Route) -> str:
        names = {"slug": scene.salon.slug, "user_id": scene.aiko.user_id, "plan_id": scene.salon.plan}
        return re.sub(r"\{(\w+)(:path)?\}", lambda found: names.get(found[1], "abcdefghij"), route.path)

    async def test_the_api_is_shut_to_whom_it_is_not_for(self) -> None:
        scene = await self.scene(resident=False)
        other = await self.salon(scene.ours, slug="old-pine", owner="pat")
        eva = await other.joins(await scene.ours.person("eva"))
        admin = await scene.ours.admin()
        routes = [route for route in self.routes(scene, Kind.JSON) if route.who is not Who.ANYONE]
        self.assertGreater(len(routes), 25)
        wrong = []
        for route in routes:
            name, path = (route.method, route.path), self.path(scene, route)
            body = _BODIES.get(route.path, {}) if route.method != "GET" else None
            for headers in (
                {},
                {"Authorization": "Bearer made-up"},
                {"Authorization": "Bearer salon_" + "a" * 52},
            ):
                status, answer = await scene.ours.api(route.method, path, body, headers)
                if status != 401 or scene.leaks(answer):
                    wrong.append(f"without a token: {name}: {status} {answer}")
            for person in (scene.ben, scene.dora, eva, other.owner, admin):
                if person is admin and name in OF_REVIEWERS:
                    continue
                if name in OF_ONESELF and route.method != "GET":
                    continue
                status, answer = await person.api(route.method, path, body)
                answered = (200, 400) if _may_be_answered(name) else ()
                if status not in (*answered, 403, 404, 409) or scene.leaks(answer):
                    wrong.append(f"{person.user_id}: {name}: {status} {answer}")
        self.assertEqual(wrong, [])
        for person in (scene.ben, scene.dora, eva):
            for path in (
                "v1/me",
                "v1/salons",
                f"v1/salons/{scene.salon.slug}",
                f"v1/salons/{scene.salon.slug}/me",
            ):
                status, answer = await person.api("GET", path)
                self.assertEqual((status, scene.leaks(answer)), (200, []), path)
            self.assertTrue(await scene.salon.stands(person, "visitor"))

    async def test_pages_are_shut_to_whom_they_are_not_for(self) -> None:
        scene = await self.scene(resident=False)
        other = await self.salon(scene.ours, slug="old-pine", owner="pat")
        visitors = {
            "ben": await self.signed_in(scene, scene.ben),
            "dora": await self.signed_in(scene, scene.dora),
            "pat": await self.signed_in(scene, other.owner),
            "admin": await self.signed_in(scene, await scene.ours.admin()),
        }
        stranger = scene.ours.visitor()
        routes = [
            route
            for route in self.routes(scene, Kind.PAGE, Kind.FORM)
            if route.who is not Who.ANYONE and route.path.startswith(("s/", "me", "staff"))
        ]
        self.assertGreater(len(routes), 15)
        wrong = []
        for route in routes:
            name, path = (route.method, route.path), self.path(scene, route)
            for who, visitor in [("nobody", stranger), *visitors.items()]:
                if who == "admin" and name in OF_REVIEWERS:
                    continue
                if who != "nobody" and name in OF_ONESELF and route.method != "GET":
                    continue
                if route.method == "GET":
                    answer = await visitor.get(path)
                else:
                    answer = await visitor.post(
                        path, csrf=await self.form_token(visitor), **_FORMS.get(route.path, {})
                    )
                to_joining = answer.url.endswith(f"/s/{scene.salon.slug}/join")
                to_login = who == "nobody" and "/login" in answer.url
                own = answer.url.partition("/salon/")[
                    2
                ]  # the page's own address, also where it led elsewhere
                told = scene.leaks(answer.text.replace(path, "").replace(own, ""))
                answered = (200, 400) if who != "nobody" and _may_be_answered(name) else ()
                if (
                    answer.status not in (*answered, 403, 404, 409) and not to_joining and not to_login
                ) or told:
                    wrong.append(f"{who}: {name}: {answer.status} {answer.url} {told}")
        self.assertEqual(wrong, [])
        await self.only_the_homeserver_pushes(scene)

    async def only_the_homeserver_pushes(self, scene: Scene) -> None:
        """Nobody else tells the house what happened."""
        event = {
            "event_id": "$forged",
            "room_id": scene.rooms["lounge"],
            "sender": scene.ben.user_id,
            "state_key": scene.ben.user_id,
            "type": "m.room.member",
            "content": {"membership": "join"},
            "origin_server_ts": 1,
        }
        for prefix in ("watch/_matrix/app/v1/transactions/1", "watch/transactions/1"):
            for token in (None, "made-up", scene.ben.token, scene.ours.as_token):
                headers = {} if token is None else {"Authorization": f"Bearer {token}"}
                status, _ = await scene.ours.api("PUT", prefix, {"events": [event]}, headers)
                self.assertEqual(status, 403, prefix)
        self.assertIsNone(await scene.membership(scene.ben, scene.rooms["lounge"]))

    async def signed_in(self, scene: Scene, person: Person) -> Visitor:
        """A browser in which this person is signed in, by a link of the house."""
        visitor = scene.ours.visitor()
        web = Platform.of(scene.ours.module_api).web
        link = await scene.ours.inside(web.one_time_link, person.user_id)
        await visitor.submit(await visitor.get(link), "web/")
        return visitor

    async def form_token(self, visitor: Visitor) -> str:
        """The token that forms in this browser carry."""
        page = (await visitor.get("me")).text  # or the login that it leads to
        found = re.search(r'name="csrf" (?:content|value)="([^"]+)"', page)
        assert found is not None, page
        return found[1]
