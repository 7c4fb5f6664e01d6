# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a code may be given by whoever joins, and what is said where not."""

from modules.invites.domain.invite import Invite
from synapse_salon.errors import Conflict
from synapse_salon.i18n import t


def unknown() -> Conflict:
    """The refusal of a code that is none of this salon's."""
    return Conflict(
        t("There is no such invitation to this salon. Please look at its code again."), "invite_unknown"
    )


def check_use(invite: Invite, user_id: str | None, now_ms: int) -> None:
    """The code may be given by this person. Raises Conflict with the reason."""
    if invite.inviter == user_id:
        raise Conflict(t("This invitation is your own. It is for somebody else."), "invite_own")
    match invite.state(now_ms):
        case "revoked":
            raise revoked()
        case "expired":
            raise Conflict(
                t("This invitation was for a time that is over. Ask for a new one, or join without it."),
                "invite_expired",
            )
        case "used_up":
            raise used_up()


def revoked() -> Conflict:
    """The refusal of a code that was taken back."""
    return Conflict(t("This invitation was taken back. You can join without it."), "invite_revoked")


def used_up() -> Conflict:
    """The refusal of a code that as many people took as it was for."""
    return Conflict(
        t("This invitation was used by as many people as it was for. Ask for a new one, or join without it."),
        "invite_used_up",
    )
