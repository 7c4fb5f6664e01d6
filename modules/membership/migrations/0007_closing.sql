-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Members who were told that their salon closes; their subscriptions end with it or before.
CREATE TABLE salon_endings (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    closing_id TEXT NOT NULL,
    closes_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, user_id)
);
-- What members paid, as the provider told last.
CREATE TABLE salon_dues (
    ref TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    refunded BIGINT NOT NULL,
    made_ms BIGINT NOT NULL
);
CREATE INDEX salon_dues_salon ON salon_dues (salon_id, made_ms, ref);
CREATE INDEX salon_dues_order ON salon_dues (order_id);
-- What a closed salon gives back, once for each payment. `asked` is what the provider was asked for: less than
-- `amount` where less was left; written before it is asked, so that asking again asks for the same.
CREATE TABLE salon_closing_refunds (
    payment_ref TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    closing_id TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    asked BIGINT,
    given_ms BIGINT
);
CREATE INDEX salon_closing_refunds_member ON salon_closing_refunds (salon_id, user_id);
