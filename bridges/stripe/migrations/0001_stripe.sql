-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What we asked Stripe for under which order id, word for word: written before it is asked, so that whoever goes on after
-- a crash asks the very same. Stripe itself forgets idempotency keys after a day.
CREATE TABLE salon_stripe_requests (
    act TEXT NOT NULL,
    order_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    params TEXT NOT NULL,
    -- What came of it; NULL while nobody has heard an answer.
    ref TEXT,
    answer TEXT,
    made_ms BIGINT NOT NULL,
    PRIMARY KEY (act, order_id)
);
-- What we made at Stripe once and use again: kind is customer or price, name is our own word for it.
CREATE TABLE salon_stripe_things (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    ref TEXT NOT NULL,
    PRIMARY KEY (kind, name)
);
CREATE INDEX salon_stripe_things_ref ON salon_stripe_things (ref);
-- Events about nothing that the house keeps books of.
CREATE TABLE salon_stripe_ignored (
    type TEXT NOT NULL PRIMARY KEY,
    times BIGINT NOT NULL,
    last_ms BIGINT NOT NULL
);
