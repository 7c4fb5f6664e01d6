# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A standing in a person's words."""

from synapse_salon.i18n import Text, t
from synapse_salon.people import Standing

_STANDING: dict[Standing, Text] = {
    Standing.VISITOR: t("visitor"),
    Standing.FOLLOWER: t("follower"),
    Standing.APPLIED: t("applied"),
    Standing.GUEST: t("guest"),
    Standing.TRIAL: t("on trial"),
    Standing.ACTIVE: t("member"),
    Standing.PAST_DUE: t("member, payment due"),
    Standing.READ_ONLY: t("reading only, payment due"),
    Standing.CANCELLING: t("leaving"),
    Standing.LAPSED: t("former member"),
    Standing.REMOVED: t("removed"),
    Standing.BANNED: t("barred"),
}


def standing_words(standing: Standing) -> Text:
    """A standing in a person's words."""
    return _STANDING[standing]
