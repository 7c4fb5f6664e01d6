# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of members and payments, as tables and as data: pure."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from modules.membership.domain.application import Application
from modules.membership.domain.changes import Member
from modules.membership.domain.closing import Due
from modules.membership.domain.guardians import Consent
from modules.membership.domain.parting import Parting
from synapse_salon.ports.salons import Plan
from synapse_salon.spreadsheets import cell
from synapse_salon.web.traces import Trace


def member_row(member: Member, plans: Mapping[str, Plan]) -> dict[str, Any]:
    """A member, as their salon may take it along. Times in ms."""
    plan = plans.get(member.plan_id or "")
    return {
        "user_id": member.user_id,
        "status": member.standing.value,
        "community_name": member.community_name,
        "language": member.language,
        "plan": plan.name if plan is not None else None,
        "joined_ms": member.joined_ms,
        "paid_through_ms": member.paid_through_ms,
        "changed_ms": member.changed_ms,
    }


def payment_row(due: Due) -> dict[str, Any]:
    """A payment; amounts in minor units, tax included."""
    return {
        "payment": due.ref,
        "user_id": due.user_id,
        "made_ms": due.made_ms,
        "amount": due.amount.minor,
        "refunded": due.refunded.minor,
        "currency": due.amount.currency,
    }


def parting_row(parting: Parting) -> dict[str, Any]:
    """What somebody wished for their posts, and what was done of it."""
    return {
        "wish": parting.posts,
        "state": parting.state,
        "chosen_ms": parting.chosen_ms,
        "done_ms": parting.done_ms,
        "found": parting.found,
        "deleted": parting.cleared,
        "failed": parting.failed,
    }


def application_row(application: Application) -> dict[str, Any]:
    """An application with what the person wrote, and the confirmation they saw word for word."""
    return {
        "created_ms": application.created_ms,
        "state": application.state,
        "community_name": application.community_name,
        "mail": application.mail,
        "age_band": application.age_band,
        "answers": dict(application.answers),
        "rules_version": application.rules_version,
        "confirmation": application.confirmation,
    }


def trace_row(trace: Trace, until_ms: int) -> dict[str, Any]:
    """On which way a person came, and until when that is kept."""
    return {**attrs.asdict(trace), "until_ms": until_ms}


def consent_row(consent: Consent) -> dict[str, Any]:
    """A guardian who was asked, and what they said. Their address is theirs and is not in it."""
    return {
        "asked_ms": consent.asked_ms,
        "state": consent.state,
        "plan": consent.plan_id,
        "amount": consent.price.minor,
        "currency": consent.price.currency,
        "rules_version": consent.rules_version,
        "answered_ms": consent.answered_ms,
        "withdrawn_ms": consent.withdrawn_ms,
    }


def detail_row(what: str, before: str, after: str, at_ms: int) -> dict[str, Any]:
    """A change of plan (by its id) or name."""
    return {"what": what, "before": before, "after": after, "at_ms": at_ms}


def as_json(what: Any) -> str:
    """For programs, and still to be read by people."""
    return json.dumps(what, ensure_ascii=False, indent=2) + "\n"


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """For spreadsheets: with the mark by which they know UTF-8, and no cell that they would run as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row[column]) for column in columns])
    return "\ufeff" + text.getvalue()
