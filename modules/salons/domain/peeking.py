# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody who is not a member may see of a salon: rooms that everybody may read, and chosen posts. Pure rules."""

from synapse_salon.errors import BadInput, Conflict
from synapse_salon.i18n import t
from synapse_salon.ports.salons import Salon


def check_public(salon: Salon, plans: tuple[str, ...], is_default: bool) -> None:
    """A room that everybody may read is for everybody, and whoever is in it went there knowingly.

    What stands in such a room can be read by anybody, and so can the list of who is in it. So the house brings
    nobody there, and a salon that nobody reviewed yet has none.

    Raises:
        BadInput: it is for some plans only, or members would be brought in.
        Conflict: the salon is not open.
    """
    problems = {}
    if plans:
        problems["plans"] = t("A room that everybody may read is for every plan.")
    if is_default:
        problems["default"] = t("Everybody sees who is in such a room, so members go there on their own.")
    if problems:
        raise BadInput(t("This room cannot be opened as it is."), problems)
    if not salon.is_open:
        raise Conflict(t("Rooms that everybody may read can be opened once the salon is open."), "not_open")
