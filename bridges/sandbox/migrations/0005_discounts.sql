-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What is taken off payments (JSON), of how many that are still to come (NULL: of all), and what the present period cost
-- where that was less than its price.
ALTER TABLE salon_sandbox_checkouts ADD COLUMN discount TEXT;
ALTER TABLE salon_sandbox_subscriptions ADD COLUMN discount TEXT;
ALTER TABLE salon_sandbox_subscriptions ADD COLUMN discounts_left BIGINT;
ALTER TABLE salon_sandbox_subscriptions ADD COLUMN period_cost BIGINT;
