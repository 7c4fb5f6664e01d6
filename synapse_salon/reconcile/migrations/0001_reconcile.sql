-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Comparisons of the books with what payment providers have: asked for, and what came of them.
CREATE TABLE salon_reconciles (
    id TEXT NOT NULL PRIMARY KEY,
    asked_ms BIGINT NOT NULL,
    -- asked | begun | done | failed
    state TEXT NOT NULL,
    done_ms BIGINT,
    -- {checked, repaired, drift}, or why it failed
    report TEXT
);
CREATE INDEX salon_reconciles_asked ON salon_reconciles (asked_ms) WHERE state = 'asked';
CREATE INDEX salon_reconciles_done ON salon_reconciles (done_ms) WHERE state = 'done';
