# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What guardians are asked and what they answer, in the database."""

from typing import Any

from modules.membership.domain.application import Application
from modules.membership.domain.guardians import CONSENT_MS, Consent
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.mail.address import mailbox
from synapse_salon.money import Money
from synapse_salon.ports.salons import Plan

_COLUMNS = (
    "id, salon_id, user_id, application_id, plan_id, amount, currency, period, guardian_mail, language, ask_key,"
    " stop_key, state, asked_ms, said, said_hash, rules_version, guardian_name, answered_ms, withdrawn_ms"
)


def _consent(row: tuple[Any, ...] | None) -> Consent | None:
    if row is None:
        return None
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    values["price"] = Money(values.pop("amount"), values.pop("currency"))
    values["interval"] = values.pop("period")
    return Consent(**values)


def insert(txn: Txn, new: Consent) -> None:
    """Ask a guardian; whoever was asked for the same application before is asked no more."""
    txn.run(
        "UPDATE salon_consents SET state = 'replaced' WHERE application_id = ? AND state = 'asked'",
        new.application_id,
    )
    row = {
        "id": new.id,
        "salon_id": new.salon_id,
        "user_id": new.user_id,
        "application_id": new.application_id,
        "plan_id": new.plan_id,
        "amount": new.price.minor,
        "currency": new.price.currency,
        "period": new.interval,
        "guardian_mail": new.guardian_mail,
        "language": new.language,
        "ask_key": new.ask_key,
        "stop_key": new.stop_key,
        "state": new.state,
        "asked_ms": new.asked_ms,
    }
    txn.run(
        f"INSERT INTO salon_consents ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", *row.values()
    )


def get(txn: Txn, consent_id: str) -> Consent | None:
    """One of them."""
    return _consent(txn.row(f"SELECT {_COLUMNS} FROM salon_consents WHERE id = ?", consent_id))


def by_key(txn: Txn, key: str) -> Consent | None:
    """The one whose letters lead to this address."""
    return _consent(
        txn.row(f"SELECT {_COLUMNS} FROM salon_consents WHERE ask_key = ? OR stop_key = ?", key, key)
    )


def asked_for(txn: Txn, application_id: str) -> Consent | None:
    """Who is being asked for an application."""
    return _consent(
        txn.row(
            f"SELECT {_COLUMNS} FROM salon_consents WHERE application_id = ? AND state = 'asked'",
            application_id,
        )
    )


def of_person(txn: Txn, salon_id: str, user_id: str) -> list[Consent]:
    """Every guardian who was asked for a person in a salon, the latest first."""
    rows = txn.rows(
        f"SELECT {_COLUMNS} FROM salon_consents WHERE salon_id = ? AND user_id = ? ORDER BY asked_ms DESC, id",
        salon_id,
        user_id,
    )
    return [found for row in rows if (found := _consent(row))]


def covering(txn: Txn, salon_id: str, user_id: str, plan: Plan) -> Consent | None:
    """The consent under which a person may take a plan at its present price."""
    found = of_person(txn, salon_id, user_id)
    return next((one for one in found if one.state == "given" and one.covers(plan)), None)


def is_given(txn: Txn, application: Application) -> bool:
    """Whether a guardian consents to the plan of an application."""
    row = txn.row(
        "SELECT 1 FROM salon_consents WHERE salon_id = ? AND user_id = ? AND plan_id = ? AND state = 'given'",
        application.salon_id,
        application.user_id,
        application.plan_id,
    )
    return row is not None


def forget(txn: Txn, now_ms: int) -> None:
    """What never became a consent goes 30 days after a guardian could have answered, and their address with it."""
    txn.run(
        "DELETE FROM salon_consents WHERE state IN ('asked', 'refused', 'replaced') AND asked_ms < ?",
        now_ms - CONSENT_MS - 30 * DAY_MS,
    )


def asked_lately(txn: Txn, salon_id: str, user_id: str, mail: str, now_ms: int) -> tuple[int, int]:
    """How many letters a person had sent to guardians from this salon within a day, and how many went to this
    mailbox from anywhere, however its address is written."""
    by_person = txn.row(
        "SELECT COUNT(*) FROM salon_consents WHERE salon_id = ? AND user_id = ? AND asked_ms > ?",
        salon_id,
        user_id,
        now_ms - DAY_MS,
    )
    assert by_person is not None, "a count has a row"
    written_to = txn.rows("SELECT guardian_mail FROM salon_consents WHERE asked_ms > ?", now_ms - DAY_MS)
    return by_person[0], [mailbox(row[0]) for row in written_to].count(mailbox(mail))


def answer(txn: Txn, consent: Consent, rules_version: int, now_ms: int) -> bool:
    """Keep a guardian's answer, as `consent` has it; False where there is one already, or nobody asks any more."""
    return bool(
        txn.run(
            "UPDATE salon_consents SET state = ?, said = ?, said_hash = ?, rules_version = ?, guardian_name = ?,"
            " answered_ms = ? WHERE id = ? AND state = 'asked'",
            consent.state,
            consent.said,
            consent.said_hash,
            rules_version,
            consent.guardian_name,
            now_ms,
            consent.id,
        )
    )


def withdraw(txn: Txn, consent: Consent, now_ms: int) -> bool:
    """Keep that a guardian withdrew; False where there was no consent to withdraw. Whatever else was consented to for
    this person in this salon, for another plan or another time, is withdrawn with it."""
    now = get(txn, consent.id)
    if now is None or now.state != "given":
        return False
    sql = "UPDATE salon_consents SET state = 'withdrawn', withdrawn_ms = ? WHERE salon_id = ? AND user_id = ?"
    return bool(txn.run(f"{sql} AND state = 'given'", now_ms, consent.salon_id, consent.user_id))
