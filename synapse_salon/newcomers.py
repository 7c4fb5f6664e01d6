# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opens an account on this server for someone who joins, or opens a salon, and has none."""

from synapse.module_api.errors import Codes, SynapseError

from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.platform import Platform

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 512


async def open_account(platform: Platform, username: str, password: str, address: str) -> str:
    """A new account; answers its user id.

    Raises:
        BadInput: the name is taken or cannot be used, or the password is too short.
        SynapseError: the homeserver opens no account now: too many came from this address, or it is full.
    """
    name = username.strip().lower()
    refused = t("This account cannot be opened.")
    if not name:
        raise BadInput(refused, {"username": t("Please choose a name for your account, such as aiko.")})
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(
            refused,
            {"password": t("Please choose a password of at least {n} characters.", n=SHORTEST_PASSWORD)},
        )
    if len(password) > LONGEST_PASSWORD:
        raise BadInput(
            refused, {"password": t("Please choose a password of up to {n} characters.", n=LONGEST_PASSWORD)}
        )
    try:
        await platform.api.check_username(name)
        return await platform.host.register(name, password, address)
    except SynapseError as refusal:
        if refusal.errcode in (Codes.USER_IN_USE, Codes.EXCLUSIVE):
            raise BadInput(refused, {"username": t("This name is taken. Please choose another.")}) from None
        if refusal.errcode != Codes.INVALID_USERNAME:
            raise
        raise BadInput(
            refused, {"username": t("Please use only a-z, 0-9 and . _ - and do not begin with _.")}
        ) from None
