-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Test cards that are kept for a customer: what each does and how it ends; its number is never kept.
CREATE TABLE salon_sandbox_cards (
    ref TEXT NOT NULL PRIMARY KEY,
    customer TEXT NOT NULL,
    card TEXT NOT NULL,
    last4 TEXT NOT NULL,
    saved_ms BIGINT NOT NULL
);
CREATE INDEX salon_sandbox_cards_of ON salon_sandbox_cards (customer, saved_ms);
-- Pages where a card is given: to be kept for a customer, or to be the one that a subscription is charged to.
CREATE TABLE salon_sandbox_card_pages (
    ref TEXT NOT NULL PRIMARY KEY,
    page_key TEXT NOT NULL UNIQUE,
    customer TEXT NOT NULL,
    subscription TEXT,
    success_url TEXT NOT NULL,
    cancel_url TEXT NOT NULL,
    expires_ms BIGINT NOT NULL,
    -- The card that was given; nothing while the page is open.
    card TEXT
);
-- What is charged to a kept card, beside its row among the payments: where its holder confirms it, and comes back to.
CREATE TABLE salon_sandbox_charges (
    payment TEXT NOT NULL PRIMARY KEY,
    page_key TEXT NOT NULL UNIQUE,
    -- paid | needs_action | declined
    status TEXT NOT NULL,
    return_url TEXT NOT NULL,
    expires_ms BIGINT
);
