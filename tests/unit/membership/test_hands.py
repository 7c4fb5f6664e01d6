# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a kick, a ban or its end in somebody's app means for the salon."""

from twisted.trial.unittest import TestCase

from modules.membership.domain.hands import HandDeed, what_it_is
from modules.membership.domain.placing import Place
from synapse_salon.people import Role, Standing

_MODERATOR, _MEMBER = frozenset({Role.MODERATOR}), frozenset({Role.MEMBER})
_NOBODY: frozenset[Role] = frozenset()


class Hands(TestCase):
    def test_table(self) -> None:
        cases: tuple[tuple[bool, Standing, frozenset[Role], bool, frozenset[Role], HandDeed | None], ...] = (
            (False, Standing.ACTIVE, _NOBODY, True, _MODERATOR, "put_out"),
            (False, Standing.ACTIVE, _MODERATOR, True, _MODERATOR, "put_out"),
            (False, Standing.LAPSED, _NOBODY, False, _MODERATOR, None),
            (False, Standing.BANNED, _NOBODY, False, _MODERATOR, "unbarred"),
            (True, Standing.ACTIVE, _NOBODY, True, _MODERATOR, "barred"),
            (True, Standing.READ_ONLY, _NOBODY, True, _MODERATOR, "barred"),
            (True, Standing.ACTIVE, _NOBODY, True, _MEMBER, "held"),
            (True, Standing.ACTIVE, _MODERATOR, True, _MODERATOR, "held"),
            (True, Standing.VISITOR, _MODERATOR, False, _MODERATOR, "held"),
            (True, Standing.BANNED, _NOBODY, False, _MODERATOR, None),
            (True, Standing.VISITOR, _NOBODY, False, _MODERATOR, None),
        )
        for is_ban, standing, roles, belongs, by, expected in cases:
            place = Place(standing, "plan", roles)
            self.assertEqual(what_it_is(is_ban, place, belongs, by), expected, (is_ban, standing, roles, by))
