# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways to read what is said in a salon, and who is in it, without being in; from both servers."""

from urllib.parse import quote

from tests.support.gate import FIRST_WORD, SECRET, TOPIC, GateCase, Way

_V3 = "/_matrix/client/v3"
_V1 = "/_matrix/client/v1"
_ROOM = f"{_V3}/rooms/{{lounge}}"
_ROOM_V1 = f"{_V1}/rooms/{{lounge}}"
_FILTER = quote('{"room":{"rooms":["{lounge}"],"include_leave":true,"timeline":{"limit":50}}}', safe="{}")
_SLIDING = {
    "lists": {},
    "room_subscriptions": {"{lounge}": {"timeline_limit": 50, "required_state": [["*", "*"]]}},
}
_SEARCH = {
    "search_categories": {"room_events": {"search_term": FIRST_WORD, "filter": {"rooms": ["{lounge}"]}}}
}
_SEARCH_ALL = {"search_categories": {"room_events": {"search_term": FIRST_WORD, "keys": ["content.body"]}}}

READING = (
    Way("the history", "GET", f"{_ROOM}/messages?dir=b&limit=50", None, "open", SECRET),
    Way("the history from the start", "GET", f"{_ROOM}/messages?dir=f&limit=50", None, "open", "chunk"),
    Way("what is around an event", "GET", f"{_ROOM}/context/{{said}}", None, "open", SECRET),
    Way("one event", "GET", f"{_ROOM}/event/{{said}}", None, "open", SECRET),
    Way("answers to an event", "GET", f"{_ROOM_V1}/relations/{{said}}", None, "open", "chunk"),
    Way("the threads", "GET", f"{_ROOM_V1}/threads", None, "open", "chunk"),
    Way("the old first sync of a room", "GET", f"{_ROOM}/initialSync?limit=50", None, "open", SECRET),
    Way("the state", "GET", f"{_ROOM}/state", None, "open", TOPIC),
    Way("one piece of state", "GET", f"{_ROOM}/state/m.room.topic", None, "open", TOPIC),
    Way(
        "what the house tells of a room",
        "GET",
        f"{_ROOM}/state/io.synapse_salon.room",
        None,
        "open",
        "members",
    ),
    Way("the members", "GET", f"{_ROOM}/members", None, "open", "{aiko}"),
    Way("who is joined", "GET", f"{_ROOM}/joined_members", None, "open", "{aiko}"),
    Way("the event at a time", "GET", f"{_ROOM_V1}/timestamp_to_event?ts=1&dir=f", None, "open", "event_id"),
    Way("the aliases of a room", "GET", f"{_ROOM}/aliases", None, "open", "aliases"),
    Way(
        "a sync of one room",
        "GET",
        f"{_V3}/sync?timeout=0&filter={_FILTER}",
        None,
        "open",
        SECRET,
        quiet=True,
    ),
    Way(
        "a subscription of one room",
        "POST",
        "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync",
        _SLIDING,
        "open",
        SECRET,
        quiet=True,
    ),
    Way(
        "the old stream of a room", "GET", f"{_V3}/events?room_id={{lounge}}&timeout=0", None, "open", "chunk"
    ),
    Way("a search in a room", "POST", f"{_V3}/search", _SEARCH, "open", "{said}", quiet=True),
    Way("a search everywhere", "POST", f"{_V3}/search", _SEARCH_ALL, "open", "{said}", quiet=True),
    Way("the Space's rooms", "GET", f"{_V1}/rooms/{{space}}/hierarchy", None, "open", "{hello}"),
    Way("the rooms below a room", "GET", f"{_ROOM_V1}/hierarchy", None, "open", TOPIC),
    Way("the staff's room below it", "GET", f"{_V1}/rooms/{{staff}}/hierarchy"),
    Way("another plan's room below it", "GET", f"{_V1}/rooms/{{tier}}/hierarchy"),
    Way("a room's summary", "GET", f"{_V1}/room_summary/{{lounge}}?via={{our}}", None, "open", TOPIC),
    Way("the Space's summary", "GET", f"{_V1}/room_summary/{{space}}?via={{our}}", None, "open", "room_id"),
    Way("the staff's room's summary", "GET", f"{_V1}/room_summary/{{staff}}?via={{our}}"),
    Way(
        "a room's summary, as it was called before",
        "GET",
        "/_matrix/client/unstable/im.nheko.summary/rooms/{lounge}/summary?via={our}",
        None,
        "open",
        TOPIC,
    ),
    Way("the staff's history", "GET", f"{_V3}/rooms/{{staff}}/messages?dir=b"),
    Way("the lobby's members", "GET", f"{_V3}/rooms/{{lobby}}/members"),
    Way("another plan's members", "GET", f"{_V3}/rooms/{{gold}}/joined_members"),
    Way("the public rooms", "GET", f"{_V3}/publicRooms?limit=100", quiet=True),
    Way(
        "the public rooms by word",
        "POST",
        f"{_V3}/publicRooms",
        {"filter": {"generic_search_term": "蓮"}},
        quiet=True,
    ),
    Way("our public rooms from there", "GET", f"{_V3}/publicRooms?server={{our}}", quiet=True),
    Way(
        "what an alias leads to",
        "GET",
        f"{_V3}/directory/room/#{{slug}}:{{our}}",
        None,
        "open",
        "{space}",
        quiet=True,
    ),
    Way(
        "rooms in common with a member",
        "GET",
        "/_matrix/client/unstable/uk.half-shot.msc2666/user/mutual_rooms?user_id={aiko}",
        quiet=True,
    ),
)
"""Aliases are names that anybody may resolve: to an id that opens nothing, and the servers that are in the room."""

PEOPLE = Way(
    "a search for people", "POST", f"{_V3}/user_directory/search", {"search_term": "青い"}, quiet=True
)
"""On our server. Another server's directory is its own: there, people who share a room find each other."""

DOING = (
    Way("speak", "PUT", f"{_ROOM}/send/m.room.message/t1", {"msgtype": "m.text", "body": "hi"}),
    Way(
        "react",
        "PUT",
        f"{_ROOM}/send/m.reaction/t2",
        {"m.relates_to": {"rel_type": "m.annotation", "event_id": "{said}", "key": "x"}},
    ),
    Way("redact", "PUT", f"{_ROOM}/redact/{{said}}/t3", {}),
    Way("write state", "PUT", f"{_ROOM}/state/m.room.topic", {"topic": "mine"}),
    Way("upgrade a room", "POST", f"{_ROOM}/upgrade", {"new_version": "12"}),
    Way("type", "PUT", f"{_ROOM}/typing/{{me}}", {"typing": True, "timeout": 1000}),
    Way("kick", "POST", f"{_ROOM}/kick", {"user_id": "{house}"}),
    Way("ban", "POST", f"{_ROOM}/ban", {"user_id": "{house}"}),
    Way("invite", "POST", f"{_ROOM}/invite", {"user_id": "@x:{our}"}),
    Way("name a room", "PUT", f"{_V3}/directory/room/#mine-now:{{our}}", {"room_id": "{lounge}"}),
    Way("publish a room", "PUT", f"{_V3}/directory/list/room/{{lounge}}", {"visibility": "public"}),
    Way("take a name away", "DELETE", f"{_V3}/directory/room/#{{slug}}:{{our}}"),
)


class Reading(GateCase):
    """Aiko has said something in the lounge that is for members."""

    async def test_nothing_is_read_before_paying_and_all_of_it_after(self) -> None:
        scene = await self.scene()
        admin, applied = await scene.ours.admin(), await scene.ours.person("fumi")
        await scene.salon.apply(applied)
        await self.all_refused(scene, (*READING, *DOING), scene.ben, applied, scene.dora)
        await self.all_refused(scene, [PEOPLE], scene.ben, applied, scene.dora, admin)
        # An administrator of the server is told a room's names, and has the admin API; see docs/gate.md.
        await self.all_refused(scene, [way for way in READING if "aliases" not in way.name], admin)
        for person in (scene.ben, applied, admin, scene.dora):
            self.assertNotIn(scene.rooms["lounge"], await person.rooms())

        await scene.pays(scene.ben)
        await scene.pays(scene.dora)
        await scene.dora.hears(scene.rooms["lounge"], SECRET)
        await self.as_intended(scene, READING, scene.ben, scene.dora)
        await self.all_refused(scene, [PEOPLE], scene.ben)

    async def test_from_a_server_without_a_member_by_another_salons_people_and_without_a_token(self) -> None:
        scene = await self.scene(resident=False)
        await self.all_refused(scene, READING + DOING, scene.dora)
        other = await self.salon(scene.ours, slug="old-pine", owner="pat")
        eva = await other.joins(await scene.ours.person("eva"))
        await self.all_refused(scene, (*READING, *DOING, PEOPLE), eva, other.owner)
        for headers in ({}, {"Authorization": "Bearer made-up"}):
            for way in READING + DOING:
                status, answer = await scene.ours.api(
                    way.method, scene.path(way, scene.ben), scene.fill(way.body, scene.ben), headers
                )
                open_to_all = way.name == "what an alias leads to"
                self.assertIn(status, (200,) if open_to_all else (401, 404), f"{way.name}: {answer}")
                self.assertEqual(scene.leaks(answer), [], way.name)
