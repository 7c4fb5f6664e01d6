# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people ask a salon on its page, with an account or without: pure rules."""

from typing import Literal

import attrs

from modules.salons.domain.disclosure import Disclosure
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Language, t

About = Literal["question", "seller"]
"""A question to the salon, or to be told the seller's address and phone number (特定商取引法 11条ただし書)."""

LONGEST = 4000
MOST_A_DAY = 5
"""Of one mail address, or of one account, to one salon."""

MOST_FOR_SALON = 200
"""A day, of everybody together: a flood does not fill the staff's room."""

KEPT_MS = 365 * DAY_MS


@attrs.frozen
class Inquiry:
    """One message. `mail` is empty where somebody signed in is answered in chat; `answer` is what the staff wrote
    through the house."""

    id: str
    salon_id: str
    about: About
    user_id: str | None
    name: str
    mail: str
    body: str
    language: Language
    received_ms: int
    answered_by: str | None = None
    answered_ms: int | None = None
    answer: str = ""


def tells_on_request(seller: Disclosure | None) -> bool:
    """Whether the seller's address and phone number are told to those who ask."""
    return seller is not None and seller.on_request and not seller.is_company


def is_told_at_once(seller: Disclosure | None) -> bool:
    """Whether the house knows what those who ask are to be told."""
    return seller is not None and bool(seller.address and seller.phone)


def check_inquiry(inquiry: Inquiry, seller: Disclosure | None) -> None:
    """Raises BadInput: nobody could answer it, or it says nothing."""
    if inquiry.about == "seller" and not tells_on_request(seller):
        problem = t("What there is to know about the seller stands on the page of the disclosure.")
        raise BadInput(problem, {"about": problem}, "not_on_request")
    problems = {}
    if not inquiry.mail and (inquiry.user_id is None or inquiry.about == "seller"):
        problems["mail"] = t("Please give the mail address that the answer goes to.")
    if not inquiry.body and inquiry.about == "question":
        problems["body"] = t("Please write what it is about.")
    if problems:
        raise BadInput(t("Something is missing yet."), problems)
