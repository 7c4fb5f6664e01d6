-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- How much there is of what features sell: `held` is promised to people who are paying, `sold` is paid for.
CREATE TABLE salon_stock (
    item TEXT NOT NULL PRIMARY KEY,
    -- NULL: as many as anybody wants.
    capacity BIGINT,
    -- How many one person may have; NULL: as many as they want.
    per_person BIGINT,
    held BIGINT NOT NULL,
    sold BIGINT NOT NULL
);
-- How many a person holds or has.
CREATE TABLE salon_stock_people (
    item TEXT NOT NULL,
    user_id TEXT NOT NULL,
    taken BIGINT NOT NULL,
    PRIMARY KEY (item, user_id)
);
-- What became of an order of something that is sold once; who ordered it and what it is called stands in salon_orders.
CREATE TABLE salon_sales (
    order_id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    -- The same key of the same person is the same order, if the content is the same.
    key TEXT NOT NULL,
    content TEXT NOT NULL,
    -- JSON: item, name, price of one, how many.
    lines TEXT NOT NULL,
    language TEXT NOT NULL,
    -- Where the payment page leads back to.
    page TEXT NOT NULL,
    -- reserved | pending | paid | fulfilled | expired | refused | returning | returned
    state TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    -- When the payment page closes, and when to look whether it did; NULL where nothing more happens by itself.
    expires_ms BIGINT NOT NULL,
    due_ms BIGINT,
    checkout TEXT,
    pay_url TEXT,
    payment TEXT
);
CREATE UNIQUE INDEX salon_sales_key ON salon_sales (purpose, user_id, key);
CREATE INDEX salon_sales_due ON salon_sales (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX salon_sales_of ON salon_sales (user_id, made_ms);
-- What the payment provider knows a buyer by in a salon.
CREATE TABLE salon_buyers (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    customer TEXT NOT NULL,
    PRIMARY KEY (salon_id, user_id)
);
