-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Money that staff give back: written before the provider is asked, under the id that the provider is asked with.
CREATE TABLE salon_refunds (
    id TEXT NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    payment TEXT NOT NULL,
    salon_id TEXT NOT NULL,
    -- asked | given | pending | refused
    state TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_ms BIGINT NOT NULL
);
CREATE INDEX salon_refunds_payment ON salon_refunds (provider, payment, asked_ms);
