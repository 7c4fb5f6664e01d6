-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What somebody ordered, of whichever feature: written before the provider is asked for its payment.
CREATE TABLE salon_orders (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    -- The feature's own word for what it is: membership, ticket, goods …
    purpose TEXT NOT NULL,
    title TEXT NOT NULL,
    -- The tax that the price includes, in percent.
    tax_percent BIGINT NOT NULL,
    made_ms BIGINT NOT NULL
);
CREATE INDEX salon_orders_of ON salon_orders (salon_id, user_id);
-- Payments, as the provider told of them last: whose they are, and what is left of them.
CREATE TABLE salon_payments (
    provider TEXT NOT NULL,
    ref TEXT NOT NULL,
    order_id TEXT NOT NULL,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    -- pending | succeeded | failed
    status TEXT NOT NULL,
    amount BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    currency TEXT NOT NULL,
    paid_for TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    PRIMARY KEY (provider, ref)
);
CREATE INDEX salon_payments_salon ON salon_payments (salon_id, made_ms, ref);
CREATE INDEX salon_payments_user ON salon_payments (user_id, made_ms, ref);
CREATE INDEX salon_payments_order ON salon_payments (order_id);
