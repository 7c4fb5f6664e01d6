# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Power levels, join rules, and who may post where."""

import attrs
from twisted.trial.unittest import SynchronousTestCase

from synapse_salon.people import HOUSE_ONLY, POWER, Act, Role, may, power_needed
from synapse_salon.rooms import RoomFacts, rules

HOUSE = "@salon:a.example"
OWNER, MOD, AIKO = "@owner:a.example", "@mod:b.example", "@aiko:a.example"
ROLES = {
    OWNER: frozenset({Role.OWNER}),
    MOD: frozenset({Role.MODERATOR, Role.EVENT_STAFF}),
    AIKO: frozenset({Role.EVENT_STAFF}),
    HOUSE: frozenset({Role.OWNER}),
}
NEWS = RoomFacts("!news", "s1", "news", "announce", "members", "News", (), True, False)
CHAT = attrs.evolve(NEWS, kind="chat")


class PowerLevels(SynchronousTestCase):
    def test_everybody_has_the_level_of_the_table_and_the_house_is_not_listed(self) -> None:
        levels = rules.power_levels("chat", ROLES, frozenset(), HOUSE)
        self.assertEqual(levels["users"], {OWNER: 90, MOD: 50})

    def test_who_is_muted_is_below_everything_whatever_their_role(self) -> None:
        levels = rules.power_levels("chat", ROLES, frozenset({MOD, AIKO}), HOUSE)
        self.assertEqual(levels["users"], {OWNER: 90, MOD: -1, AIKO: -1})
        self.assertGreater(levels["events_default"], -1)

    def test_nobody_but_the_house_invites_or_touches_the_doors(self) -> None:
        highest = max(POWER.values())
        for kind in ("space", "tier", "announce", "lobby", "chat", "staff", "ask", "introduction"):
            levels = rules.power_levels(kind, ROLES, frozenset(), HOUSE)  # type: ignore[arg-type]  # mypy reads str
            self.assertGreater(levels["invite"], highest)
            for state in (
                *(
                    "m.room.join_rules",
                    "m.room.power_levels",
                    "m.room.history_visibility",
                    "m.room.encryption",
                ),
                *(
                    "m.room.server_acl",
                    "m.room.tombstone",
                    "m.space.child",
                    "m.space.parent",
                    "m.room.guest_access",
                ),
                *("m.room.canonical_alias", "io.synapse_salon.room", "io.synapse_salon.salon"),
            ):
                self.assertGreater(levels["events"].get(state, levels["state_default"]), highest, state)
            for kind_of_event in ("io.synapse_salon.tip", "io.synapse_salon.invite", "m.room.encrypted"):
                self.assertEqual(levels["events"][kind_of_event], HOUSE_ONLY)

    def test_nobody_speaks_in_spaces_or_puts_people_out_of_them(self) -> None:
        for kind in ("space", "tier"):
            levels = rules.power_levels(kind, ROLES, frozenset(), HOUSE)  # type: ignore[arg-type]  # mypy reads str
            self.assertEqual((levels["events_default"], levels["kick"], levels["ban"]), (100, 100, 100))

    def test_what_a_room_asks_for_an_act_is_what_its_weakest_actor_has(self) -> None:
        levels = rules.power_levels("chat", {}, frozenset(), HOUSE)
        self.assertEqual(levels["redact"], power_needed(Act.MODERATE))
        self.assertEqual(levels["kick"], power_needed(Act.REMOVE_MEMBERS))
        self.assertEqual(levels["events"]["m.room.name"], power_needed(Act.EDIT_ROOMS))
        for role, power in POWER.items():
            self.assertEqual(power >= levels["redact"], may(frozenset({role}), Act.MODERATE))

    def test_announcements(self) -> None:
        levels = rules.power_levels("announce", {}, frozenset(), HOUSE)
        self.assertEqual(levels["events_default"], power_needed(Act.ANNOUNCE))
        for answer in ("m.room.message", "m.reaction", "m.room.redaction", "m.poll.response"):
            self.assertEqual(levels["events"][answer], 0)

    def test_what_everybody_reads_names_nobody_who_need_not_be_named(self) -> None:
        levels = rules.power_levels("chat", ROLES, frozenset({AIKO}), HOUSE, "public")
        self.assertEqual(levels["users"], {OWNER: 90, MOD: 50})
        levels = rules.power_levels("announce", ROLES, frozenset({AIKO}), HOUSE, "public")
        self.assertEqual(levels["users"], {OWNER: 90})
        for kind in ("m.room.message", "m.reaction", "m.room.redaction", "m.poll.response", "x.y"):
            needed = levels["events"].get(kind, levels["events_default"])
            self.assertEqual(needed, power_needed(Act.ANNOUNCE), kind)


class JoinRules(SynchronousTestCase):
    def test_doors(self) -> None:
        allow = [{"type": "m.room_membership", "room_id": "!space"}]
        for kind, access, expected in (
            ("chat", "members", {"join_rule": "restricted", "allow": allow}),
            ("chat", "guests", {"join_rule": "restricted", "allow": allow}),
            ("chat", "invited", {"join_rule": "invite"}),
            ("announce", "public", {"join_rule": "public"}),
            ("chat", "public", {"join_rule": "restricted", "allow": allow}),
            ("staff", "staff", {"join_rule": "invite"}),
            ("lobby", "lobby", {"join_rule": "invite"}),
            ("space", "members", {"join_rule": "invite"}),
            ("tier", "members", {"join_rule": "invite"}),
        ):
            self.assertEqual(rules.join_rules(kind, access, ["!space"]), expected)  # type: ignore[arg-type]  # the same
        asking = rules.join_rules("chat", "guests", ["!space"], knocks=True)
        self.assertEqual(asking, {"join_rule": "knock_restricted", "allow": allow})
        self.assertEqual(rules.join_rules("chat", "members", [], knocks=True)["join_rule"], "restricted")

    def test_who_reads_from_outside(self) -> None:
        for access in ("guests", "invited"):
            found = rules.history_visibility(access)  # type: ignore[arg-type]  # the same
            self.assertEqual(found, {"history_visibility": "joined"}, access)
        for access in ("members", "staff", "lobby"):
            found = rules.history_visibility(access)  # type: ignore[arg-type]  # the same
            self.assertEqual(found, {"history_visibility": "shared"}, access)
        self.assertEqual(rules.history_visibility("public"), {"history_visibility": "world_readable"})

    def test_the_space_lists_what_members_may_enter(self) -> None:
        listed = [
            rules.is_listed("chat", access)
            for access in ("members", "guests", "public", "invited", "staff", "lobby")
        ]
        self.assertEqual(listed, [True, True, True, False, False, False])
        self.assertFalse(rules.is_listed("tier", "members"))
        child = rules.child_of_space("a.example", True, 7)
        self.assertEqual(child, {"via": ["a.example"], "suggested": True, "order": "0007"})


class Posting(SynchronousTestCase):
    def may(self, *roles: Role, room: RoomFacts = NEWS, **relation: object) -> bool:
        content = {"body": "x", **({"m.relates_to": relation} if relation else {})}
        return rules.may_post(room, frozenset(roles), content)

    def test_staff_announce_and_members_answer(self) -> None:
        self.assertTrue(self.may(Role.COMMUNITY_MANAGER))
        self.assertFalse(self.may(Role.MODERATOR))
        self.assertFalse(self.may())
        self.assertTrue(self.may(rel_type="m.thread", event_id="$root"))
        self.assertTrue(self.may(rel_type="m.replace", event_id="$mine"))
        self.assertTrue(self.may(room=CHAT))
        self.assertFalse(self.may(Role.OWNER, room=attrs.evolve(CHAT, is_archived=True)))

    def test_where_outsiders_come_in_only_those_who_announce_write(self) -> None:
        window = attrs.evolve(NEWS, access="public")
        self.assertTrue(self.may(Role.COMMUNITY_MANAGER, room=window))
        for roles in ((), (Role.MODERATOR,)):
            self.assertFalse(self.may(*roles, room=window, rel_type="m.thread", event_id="$root"))

    def test_what_only_looks_like_an_answer(self) -> None:
        reply = {"m.in_reply_to": {"event_id": "$root"}}
        for relation in (
            reply,
            {"rel_type": "m.thread"},
            {"rel_type": "m.thread", "event_id": 1},
            {"rel_type": "x"},
        ):
            self.assertFalse(rules.may_post(NEWS, frozenset(), {"m.relates_to": relation}), relation)
        self.assertFalse(rules.may_post(NEWS, frozenset(), {"m.relates_to": "thread"}))
