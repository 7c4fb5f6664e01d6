-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What payers' banks took back, and what came of it: no | open | won | lost.
ALTER TABLE salon_sandbox_payments ADD COLUMN disputed TEXT NOT NULL DEFAULT 'no';
CREATE TABLE salon_sandbox_disputes (
    ref TEXT NOT NULL PRIMARY KEY,
    payment TEXT NOT NULL UNIQUE,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    closed_ms BIGINT
);
