-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The one row of the house's clock: how far ahead of the machine's time it was moved.
CREATE TABLE salon_clock (
    one SMALLINT NOT NULL PRIMARY KEY,
    offset_ms BIGINT NOT NULL
);
-- The one row of what this house's sandbox signs its notifications with.
CREATE TABLE salon_sandbox_house (
    one SMALLINT NOT NULL PRIMARY KEY,
    secret TEXT NOT NULL
);
-- What was asked under which order id, so that the same asked twice is done once.
CREATE TABLE salon_sandbox_requests (
    act TEXT NOT NULL,
    order_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    ref TEXT NOT NULL,
    PRIMARY KEY (act, order_id)
);
CREATE TABLE salon_sandbox_checkouts (
    ref TEXT NOT NULL PRIMARY KEY,
    page_key TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL,
    customer TEXT NOT NULL,
    lines TEXT NOT NULL,
    trial_days BIGINT NOT NULL,
    -- open | complete | expired
    status TEXT NOT NULL,
    due_now BIGINT NOT NULL,
    currency TEXT NOT NULL,
    subscription TEXT,
    payment TEXT,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    success_url TEXT NOT NULL,
    cancel_url TEXT NOT NULL,
    language TEXT NOT NULL
);
CREATE INDEX salon_sandbox_checkouts_open ON salon_sandbox_checkouts (expires_ms) WHERE status = 'open';
CREATE TABLE salon_sandbox_subscriptions (
    ref TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL,
    customer TEXT NOT NULL,
    page_key TEXT NOT NULL UNIQUE,
    price BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- month | year
    period TEXT NOT NULL,
    -- What the card does and how it ends; its number is never kept.
    card TEXT,
    last4 TEXT,
    -- trial | active | overdue | ended
    status TEXT NOT NULL,
    anchor_ms BIGINT NOT NULL,
    turns BIGINT NOT NULL,
    period_start_ms BIGINT NOT NULL,
    period_end_ms BIGINT NOT NULL,
    cancel_at_end SMALLINT NOT NULL,
    attempts BIGINT NOT NULL,
    bills BIGINT NOT NULL,
    return_url TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    -- When something next happens by itself.
    due_ms BIGINT
);
CREATE INDEX salon_sandbox_subscriptions_due ON salon_sandbox_subscriptions (due_ms) WHERE due_ms IS NOT NULL;
-- Bills and payments are one: an owed row is an open bill.
CREATE TABLE salon_sandbox_payments (
    ref TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL,
    subscription TEXT,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    refunded BIGINT NOT NULL,
    -- owed | paid | void
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    made_ms BIGINT NOT NULL
);
CREATE INDEX salon_sandbox_payments_owed ON salon_sandbox_payments (subscription) WHERE status = 'owed';
CREATE TABLE salon_sandbox_refunds (
    ref TEXT NOT NULL PRIMARY KEY,
    payment TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_ms BIGINT NOT NULL
);
CREATE TABLE salon_sandbox_notices (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_ref TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- When it is to be sent (again); nothing once it arrived, or was given up.
    due_ms BIGINT
);
CREATE INDEX salon_sandbox_notices_due ON salon_sandbox_notices (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX salon_sandbox_notices_made ON salon_sandbox_notices (created_ms);
