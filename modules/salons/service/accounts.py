# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may be meant by a Matrix ID that somebody typed."""

import re

from synapse.module_api import ModuleApi

from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import t

# Also names that servers gave in earlier years; no blanks and nothing that cannot be seen.
# Source: https://spec.matrix.org/v1.16/appendices/#user-identifiers
USER_ID = re.compile(r"@[!-9;-~]+:([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
LONGEST = 255


async def check_account(api: ModuleApi, user_id: str) -> None:
    """That there may be such a person. Rooms take no power levels at all if one of them is for somebody impossible.

    Raises:
        BadInput: it is not a Matrix ID.
        NotFound: it is one of this server, where nobody has it (any more).
    """
    if not USER_ID.fullmatch(user_id) or len(user_id) > LONGEST:
        raise BadInput(
            t("This is no account."), {"user_id": t("An account looks like this: @aiko:example.org")}
        )
    if not api.is_mine(user_id):
        return
    account = await api.get_userinfo_by_id(user_id)
    if account is None or account.is_deactivated:
        raise NotFound(t("There is no such account on this server."), "no_such_account")
