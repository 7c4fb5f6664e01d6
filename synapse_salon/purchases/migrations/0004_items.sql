-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What an order consists of, where that is more than its title and one rate of tax say.
CREATE TABLE salon_order_items (
    order_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    title TEXT NOT NULL,
    -- What this item costs in all, tax included, in minor units of the payment's currency.
    amount BIGINT NOT NULL,
    tax_percent BIGINT NOT NULL,
    PRIMARY KEY (order_id, place)
);
