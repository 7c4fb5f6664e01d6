# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attempts to join, in the database."""

import json
from typing import Any

from modules.membership.domain.application import Application, State
from modules.membership.store import coupons
from synapse_salon.database import Txn

COLUMNS = (
    "id, salon_id, user_id, plan_id, rules_version, community_name, language, mail, age_band, answers, trial_days,"
    " created_ms, expires_ms, state, checkout_ref, pay_url, confirmation, confirmation_hash,"
    " approved_by, is_held, age_before, needs_consent, guardian_mail, provider, pass_months,"
    " awaited_ms, is_promised"
)
OPEN = "('asked', 'consent', 'queued', 'prepared', 'paying')"


def read(row: tuple[Any, ...]) -> Application:
    """An application from its row of COLUMNS."""
    return Application(
        id=row[0],
        salon_id=row[1],
        user_id=row[2],
        plan_id=row[3],
        rules_version=row[4],
        community_name=row[5],
        language=row[6],
        mail=row[7],
        age_band=row[8],
        answers=json.loads(row[9]),
        trial_days=row[10],
        created_ms=row[11],
        expires_ms=row[12],
        state=row[13],
        checkout=row[14],
        pay_url=row[15],
        confirmation=row[16],
        confirmation_hash=row[17],
        approved_by=row[18],
        is_held=bool(row[19]),
        age_before=row[20],
        needs_consent=bool(row[21]),
        guardian_mail=row[22],
        provider=row[23],
        pass_months=row[24],
        awaited_ms=row[25],
        is_promised=bool(row[26]),
    )


def insert(txn: Txn, new: Application) -> bool:
    """Write a new one; False where this person has an open one in this salon."""
    return bool(
        txn.run(
            f"INSERT INTO salon_applications ({COLUMNS})"
            f" VALUES ({', '.join('?' * len(COLUMNS.split(',')))}) ON CONFLICT DO NOTHING",
            new.id,
            new.salon_id,
            new.user_id,
            new.plan_id,
            new.rules_version,
            new.community_name,
            new.language,
            new.mail,
            new.age_band,
            json.dumps(dict(new.answers), ensure_ascii=False),
            new.trial_days,
            new.created_ms,
            new.expires_ms,
            new.state,
            new.checkout,
            new.pay_url,
            new.confirmation,
            new.confirmation_hash,
            new.approved_by,
            int(new.is_held),
            new.age_before,
            int(new.needs_consent),
            new.guardian_mail,
            new.provider,
            new.pass_months,
            new.awaited_ms,
            int(new.is_promised),
        )
    )


def get(txn: Txn, application_id: str) -> Application | None:
    """One application."""
    row = txn.row(f"SELECT {COLUMNS} FROM salon_applications WHERE id = ?", application_id)
    return read(row) if row else None


def open_one(txn: Txn, salon_id: str, user_id: str) -> Application | None:
    """The application a person has open in a salon."""
    row = txn.row(
        f"SELECT {COLUMNS} FROM salon_applications WHERE salon_id = ? AND user_id = ? AND state IN {OPEN}",
        salon_id,
        user_id,
    )
    return read(row) if row else None


def hold_open(txn: Txn, salon_id: str, user_id: str) -> Application | None:
    """As `open_one`, and until this transaction has ended nobody else confirms or ends it."""
    txn.run(
        f"UPDATE salon_applications SET id = id WHERE salon_id = ? AND user_id = ? AND state IN {OPEN}",
        salon_id,
        user_id,
    )
    return open_one(txn, salon_id, user_id)


def being_paid(txn: Txn, user_id: str) -> list[tuple[str, str]]:
    """Salon and plan of what a person confirmed and is paying just now."""
    rows = txn.rows(
        "SELECT salon_id, plan_id FROM salon_applications WHERE user_id = ? AND state = 'paying'", user_id
    )
    return [(row[0], row[1]) for row in rows]


def begin_paying(txn: Txn, application_id: str, confirmation: str, digest: str, expires_ms: int) -> bool:
    """The person confirmed; recorded before the provider is asked. False: it is not waiting for that any more."""
    return bool(
        txn.run(
            "UPDATE salon_applications SET state = 'paying', confirmation = ?, confirmation_hash = ?, expires_ms = ?"
            " WHERE id = ? AND state = 'prepared'",
            confirmation,
            digest,
            expires_ms,
            application_id,
        )
    )


def change_details(txn: Txn, new: Application) -> None:
    """Take over what the person wrote the second time; plan and age are the application's own."""
    txn.run(
        "UPDATE salon_applications SET community_name = ?, mail = ?, answers = ?, rules_version = ?,"
        " needs_consent = ?, guardian_mail = ?, trial_days = ?, provider = ?, pass_months = ? WHERE id = ?",
        new.community_name,
        new.mail,
        json.dumps(dict(new.answers), ensure_ascii=False),
        new.rules_version,
        int(new.needs_consent),
        new.guardian_mail,
        new.trial_days,
        new.provider,
        new.pass_months,
        new.id,
    )


def set_checkout(txn: Txn, application_id: str, ref: str, pay_url: str, expires_ms: int) -> None:
    """Where the person pays, and until when: some means take days."""
    txn.run(
        "UPDATE salon_applications SET checkout_ref = ?, pay_url = ?,"
        " expires_ms = CASE WHEN expires_ms < ? THEN ? ELSE expires_ms END WHERE id = ?",
        ref,
        pay_url,
        expires_ms,
        expires_ms,
        application_id,
    )


def await_money(
    txn: Txn, application_id: str, until_ms: int, pay_url: str | None, is_promised: bool = False
) -> bool:
    """Money comes later: until when it is waited for, and where it is said how to pay; False where that is known."""
    return bool(
        txn.run(
            "UPDATE salon_applications SET awaited_ms = ?, is_promised = ?, pay_url = COALESCE(?, pay_url)"
            " WHERE id = ? AND state = 'paying' AND awaited_ms IS NULL",
            until_ms,
            int(is_promised),
            pay_url,
            application_id,
        )
    )


def customer(txn: Txn, salon_id: str, user_id: str, fresh: str) -> str:
    """What the payment provider knows this person by in this salon; `fresh` becomes it where there is none."""
    txn.run(
        "INSERT INTO salon_customers (salon_id, user_id, customer) VALUES (?, ?, ?)"
        " ON CONFLICT (salon_id, user_id) DO NOTHING",
        salon_id,
        user_id,
        fresh,
    )
    row = txn.row(
        "SELECT customer FROM salon_customers WHERE salon_id = ? AND user_id = ?", salon_id, user_id
    )
    assert row is not None, "written a line above"
    return str(row[0])


def close(txn: Txn, application_id: str, state: State) -> bool:
    """End an application; False where it had ended like this, or for good. A late payment may still turn an
    expired one into a paid one, never the reverse."""
    changed = txn.run(
        "UPDATE salon_applications SET state = ? WHERE id = ? AND state NOT IN ('paid', 'refused', ?)",
        state,
        application_id,
        state,
    )
    if changed and state != "paid":
        coupons.free(txn, application_id)
    return bool(changed)


def expired(txn: Txn, now_ms: int, limit: int) -> list[Application]:
    """Open applications whose time is over."""
    rows = txn.rows(
        f"SELECT {COLUMNS} FROM salon_applications WHERE state IN {OPEN} AND expires_ms <= ?"
        " ORDER BY expires_ms, id LIMIT ?",
        now_ms,
        limit,
    )
    return [read(row) for row in rows]


def open_of(txn: Txn, user_id: str) -> list[Application]:
    """The applications a person has open, in every salon."""
    rows = txn.rows(
        f"SELECT {COLUMNS} FROM salon_applications WHERE user_id = ? AND state IN {OPEN}"
        " ORDER BY created_ms, id",
        user_id,
    )
    return [read(row) for row in rows]


def of_member(txn: Txn, salon_id: str, user_id: str) -> list[Application]:
    """Every application of a person to a salon that is still kept, oldest first."""
    rows = txn.rows(
        f"SELECT {COLUMNS} FROM salon_applications WHERE salon_id = ? AND user_id = ? ORDER BY created_ms, id",
        salon_id,
        user_id,
    )
    return [read(row) for row in rows]


def expire_at(txn: Txn, application_id: str, expires_ms: int) -> None:
    """Look at an application again at `expires_ms`; only one whose order, which says when it ends, is placed."""
    txn.run(
        "UPDATE salon_applications SET expires_ms = ? WHERE id = ? AND checkout_ref IS NOT NULL",
        expires_ms,
        application_id,
    )
