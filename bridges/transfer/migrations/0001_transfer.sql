-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The account that a salon is paid to.
CREATE TABLE salon_transfer_accounts (
    salon_id TEXT NOT NULL PRIMARY KEY,
    bank TEXT NOT NULL,
    branch TEXT NOT NULL,
    -- ordinary | current | savings
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    holder TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_ms BIGINT NOT NULL
);
-- What was asked under which order id, so that the same asked twice is done once.
CREATE TABLE salon_transfer_requests (
    act TEXT NOT NULL,
    order_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    ref TEXT NOT NULL,
    PRIMARY KEY (act, order_id)
);
-- Transfers that are awaited, came, or came not. `account` is what the payer was told, as JSON.
CREATE TABLE salon_transfers (
    ref TEXT NOT NULL PRIMARY KEY,
    page_key TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL,
    salon_id TEXT NOT NULL,
    customer TEXT NOT NULL,
    title TEXT NOT NULL,
    price_key TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    account TEXT NOT NULL,
    -- open | complete | expired
    status TEXT NOT NULL,
    -- What came in, what of it went back before the transfer was whole, and what was given back of the payment.
    received BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    settled_ms BIGINT,
    success_url TEXT NOT NULL,
    cancel_url TEXT NOT NULL,
    language TEXT NOT NULL
);
CREATE INDEX salon_transfers_salon ON salon_transfers (salon_id, status, created_ms);
CREATE INDEX salon_transfers_open ON salon_transfers (expires_ms) WHERE status = 'open';
CREATE INDEX salon_transfers_customer ON salon_transfers (customer);
-- What came in, each once. `surplus` is how much of it was more than was asked.
CREATE TABLE salon_transfer_receipts (
    id TEXT NOT NULL PRIMARY KEY,
    ref TEXT NOT NULL,
    amount BIGINT NOT NULL,
    surplus BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- The bank's day, as YYYY-MM-DD.
    day TEXT NOT NULL,
    payer TEXT NOT NULL,
    -- Who confirmed it, and when: that is when it counts.
    confirmed_by TEXT NOT NULL,
    made_ms BIGINT NOT NULL
);
CREATE INDEX salon_transfer_receipts_of ON salon_transfer_receipts (ref);
CREATE INDEX salon_transfer_receipts_made ON salon_transfer_receipts (made_ms);
-- Lines of the bank's lists. One that was uploaded twice is one.
CREATE TABLE salon_transfer_lines (
    salon_id TEXT NOT NULL,
    line TEXT NOT NULL,
    day TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    payer TEXT NOT NULL,
    -- new | booked | other
    state TEXT NOT NULL,
    ref TEXT,
    uploaded_by TEXT NOT NULL,
    uploaded_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, line)
);
-- Money that the owner sends back, and whether it was sent. `kind`: refund | partial | surplus.
CREATE TABLE salon_transfer_returns (
    ref TEXT NOT NULL PRIMARY KEY,
    transfer TEXT NOT NULL,
    salon_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- pending | done | dropped
    state TEXT NOT NULL,
    asked_ms BIGINT NOT NULL,
    done_by TEXT,
    done_ms BIGINT
);
CREATE INDEX salon_transfer_returns_pending ON salon_transfer_returns (salon_id, asked_ms) WHERE state = 'pending';
CREATE INDEX salon_transfer_returns_of ON salon_transfer_returns (transfer);
CREATE INDEX salon_transfer_returns_done ON salon_transfer_returns (done_ms) WHERE state = 'done';
-- News, as the inbox was told of them.
CREATE TABLE salon_transfer_news (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_ref TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX salon_transfer_news_made ON salon_transfer_news (created_ms);
