# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Short names in addresses: pure rules."""

import re

from synapse_salon.errors import BadInput
from synapse_salon.i18n import t

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
# Words that are, or may become, addresses of our own beside `s/`, and names that would mislead.
RESERVED_SLUGS = frozenset(
    {"admin", "api", "help", "house", "me", "new", "salon", "salons", "staff", "static", "v1"}
)


def check_slug(slug: str) -> str:
    """The short name in a salon's address.

    Raises:
        BadInput: it is not 1 to 40 of a-z, 0-9 and inner hyphens, or is reserved.
    """
    if not SLUG.fullmatch(slug) or slug in RESERVED_SLUGS:
        raise BadInput(
            t("This short name cannot be used."),
            {
                "slug": t(
                    "Please use 1 to 40 small letters, digits and hyphens, such as blue-lotus. Some words are reserved."
                )
            },
        )
    return slug


def check_room_key(key: str) -> str:
    """The short name of a room that staff open. Raises BadInput: it cannot be used, or is a plan's hidden space's."""
    check_slug(key)
    if key.startswith("tier-"):
        raise BadInput(
            t("This short name cannot be used."),
            {"key": t("Please choose one that does not begin with tier-.")},
        )
    return key
