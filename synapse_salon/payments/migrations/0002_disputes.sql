-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Payments of ours that payers' banks took back: open | won | lost, as the provider told of it last.
CREATE TABLE salon_disputes (
    provider TEXT NOT NULL,
    payment TEXT NOT NULL,
    order_id TEXT NOT NULL,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (provider, payment)
);
CREATE INDEX salon_disputes_order ON salon_disputes (order_id, state);
