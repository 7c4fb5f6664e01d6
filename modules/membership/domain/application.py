# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An attempt to join."""

from collections.abc import Mapping
from typing import Literal

import attrs

from synapse_salon.i18n import Language

State = Literal["prepared", "paying", "paid", "failed", "expired", "refused"]


@attrs.frozen
class Application:
    """An attempt to join: `prepared` until the final confirmation, `paying` until the payment settles.

    `trial_days` is what this person gets, 0 where they had a trial before. `confirmation` is the page they
    confirmed, word for word. The id is the order id at the payment provider. Times in ms.
    """

    id: str
    salon_id: str
    user_id: str
    plan_id: str
    rules_version: int
    community_name: str
    language: Language
    mail: str | None
    age_band: str
    answers: Mapping[str, str] = attrs.field(hash=False)
    trial_days: int
    created_ms: int
    expires_ms: int
    state: State = "prepared"
    checkout: str | None = None
    pay_url: str | None = None
    confirmation: str | None = None
    confirmation_hash: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its person."""
        return self.state in ("prepared", "paying")
