-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Receipts and credit notes: only ever added, and deleted from the oldest on when the law lets them go.
-- `content` is the document itself as JSON; the columns before it repeat what is searched for. `digest` is the SHA-256 of
-- `content` and of the digest before it in the same salon, so that a document that was changed or taken out shows.
CREATE TABLE salon_receipts (
    salon_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    -- receipt | credit_note | credit_withdrawn
    kind TEXT NOT NULL,
    provider TEXT NOT NULL,
    payment TEXT NOT NULL,
    user_id TEXT NOT NULL,
    payer TEXT NOT NULL,
    recipient TEXT NOT NULL,
    total BIGINT NOT NULL,
    currency TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    issued_ms BIGINT NOT NULL,
    -- The number of the receipt that this one is instead of, with a recipient.
    replaces BIGINT,
    keep_until_ms BIGINT NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (salon_id, number)
);
CREATE INDEX salon_receipts_payment ON salon_receipts (provider, payment, number);
CREATE INDEX salon_receipts_user ON salon_receipts (user_id, at_ms);
CREATE INDEX salon_receipts_at ON salon_receipts (salon_id, at_ms, number);
CREATE UNIQUE INDEX salon_receipts_replaces ON salon_receipts (salon_id, replaces);
-- Where a salon's numbers are: the last one given out, the last one deleted, and the seals of both.
CREATE TABLE salon_receipt_series (
    salon_id TEXT NOT NULL PRIMARY KEY,
    last_number BIGINT NOT NULL,
    last_digest TEXT NOT NULL,
    gone_number BIGINT NOT NULL,
    gone_digest TEXT NOT NULL
);
-- Who issues a salon's receipts.
CREATE TABLE salon_receipt_issuers (
    salon_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    registration_number TEXT NOT NULL,
    registered_from TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_ms BIGINT NOT NULL
);
-- Whom a person's receipts are made out to from now on; gone with the account.
CREATE TABLE salon_receipt_names (
    user_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);
