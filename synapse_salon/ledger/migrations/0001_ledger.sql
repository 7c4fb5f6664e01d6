-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The books: double entry, only ever added to. The rows of one posting have its number and add up to nothing.
-- `digest` is the SHA-256 of the row and of the digest before it, so that a row that was changed or taken out shows.
CREATE TABLE salon_ledger (
    seq BIGINT NOT NULL PRIMARY KEY,
    posting BIGINT NOT NULL,
    -- '' is the service itself: payouts, and what belongs to no order of a salon.
    salon_id TEXT NOT NULL,
    account TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL,
    provider TEXT NOT NULL,
    ref TEXT NOT NULL,
    payment TEXT,
    order_id TEXT,
    at_ms BIGINT NOT NULL,
    digest TEXT NOT NULL
);
CREATE INDEX salon_ledger_salon ON salon_ledger (salon_id, at_ms, seq);
CREATE INDEX salon_ledger_payment ON salon_ledger (provider, payment);
-- Each movement of the provider is booked once.
CREATE TABLE salon_ledger_movements (
    provider TEXT NOT NULL,
    ref TEXT NOT NULL,
    posting BIGINT NOT NULL,
    PRIMARY KEY (provider, ref)
);
-- How far the provider's statement was read.
CREATE TABLE salon_ledger_read (
    provider TEXT NOT NULL PRIMARY KEY,
    through_ms BIGINT NOT NULL
);
