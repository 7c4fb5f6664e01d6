# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An attempt to join."""

from collections.abc import Mapping
from typing import Literal

import attrs

from modules.membership.domain.ages import Band
from synapse_salon.i18n import Language

State = Literal["asked", "consent", "queued", "prepared", "paying", "paid", "failed", "expired", "refused"]
WaitsFor = Literal["staff", "guardian", "place"]
_WAITS: dict[str, WaitsFor] = {"asked": "staff", "consent": "guardian", "queued": "place"}


@attrs.frozen
class Application:
    """An attempt to join: `prepared` until the final confirmation, `paying` until the payment settles. Before that it
    may be `asked` while it waits for the staff's answer, `consent` while it waits for a guardian and `queued` while it
    waits for a place.

    `trial_days` is what this person gets, 0 where they had a trial before. `confirmation` is the page they
    confirmed, word for word. `age_before` is the age band they gave earlier, where this one makes them older.
    `guardian_mail` is who is asked where a guardian's consent is needed. `provider` is the payment bridge it is paid
    through ("" the one that takes renewals), `pass_months` for how long it is paid ahead. The id is the order id at the
    payment provider. `awaited_ms` is until when money that comes later is waited for; `pay_url` then says how to pay.
    Where it `is_promised` (a voucher) nobody can take that back: it ends by itself. Times in ms.
    """

    id: str
    salon_id: str
    user_id: str
    plan_id: str
    rules_version: int
    community_name: str
    language: Language
    mail: str | None
    age_band: Band
    answers: Mapping[str, str] = attrs.field(hash=False)
    trial_days: int
    created_ms: int
    expires_ms: int
    state: State = "prepared"
    checkout: str | None = None
    pay_url: str | None = None
    confirmation: str | None = None
    confirmation_hash: str | None = None
    approved_by: str | None = None
    is_held: bool = False
    age_before: Band | None = None
    needs_consent: bool = False
    guardian_mail: str | None = None
    provider: str = ""
    pass_months: int | None = None
    awaited_ms: int | None = None
    is_promised: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it."""
        return self.waits or self.state in ("prepared", "paying")

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody else: the staff, a guardian, or whoever leaves a place."""
        return self.state in _WAITS

    @property
    def is_awaited(self) -> bool:
        """Whether nothing more is to be done on a payment page: the money comes later, or never."""
        return self.state == "paying" and self.awaited_ms is not None

    @property
    def waits_for(self) -> WaitsFor | None:
        """Whom or what it waits for."""
        return _WAITS.get(self.state)

    @property
    def is_kept(self) -> bool:
        """Whether somebody has waited for it, so that it outlives new rules."""
        return self.waits or self.approved_by is not None or self.is_held


def goes_on(present: Application, new: Application) -> bool:
    """Whether a new form changes the open application, rather than taking its place."""
    is_same = present.rules_version == new.rules_version or present.is_kept
    loses_trial = present.state == "paying" and present.trial_days > new.trial_days and not present.is_kept
    is_like = (present.plan_id, present.age_band) == (new.plan_id, new.age_band)
    if present.state == "paying":
        is_like = is_like and (present.provider, present.pass_months) == (new.provider, new.pass_months)
    return is_like and is_same and not loses_trial
