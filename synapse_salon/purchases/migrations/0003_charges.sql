-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What the payment provider knows a person by whose cards it keeps: one opaque key each, for all salons.
CREATE TABLE salon_payers (
    user_id TEXT NOT NULL PRIMARY KEY,
    customer TEXT NOT NULL UNIQUE
);
-- What is charged to cards that are kept: reserved here before the provider is asked, under the order's id.
CREATE TABLE salon_charges (
    order_id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    customer TEXT NOT NULL,
    card TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    return_url TEXT NOT NULL,
    -- The day in Japan that it counts on.
    day TEXT NOT NULL,
    -- reserved | unknown | needs_action | pending | succeeded | declined | released
    state TEXT NOT NULL,
    payment TEXT,
    action_url TEXT,
    code TEXT,
    made_ms BIGINT NOT NULL,
    -- When it is looked after again; nothing once it is over.
    due_ms BIGINT
);
CREATE INDEX salon_charges_due ON salon_charges (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX salon_charges_payment ON salon_charges (provider, payment);
-- How much of a day's most somebody has spent in a salon, or has reserved.
CREATE TABLE salon_charge_days (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    day TEXT NOT NULL,
    currency TEXT NOT NULL,
    taken BIGINT NOT NULL,
    PRIMARY KEY (salon_id, user_id, day, currency)
);
