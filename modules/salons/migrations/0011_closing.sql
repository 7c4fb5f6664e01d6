-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The announced ends of salons: announced -> undone, or closed -> done when the room of the staff is shut too.
CREATE TABLE salon_closings (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    announced_by TEXT NOT NULL,
    by_platform SMALLINT NOT NULL,
    announced_ms BIGINT NOT NULL,
    closes_ms BIGINT NOT NULL,
    staff_until_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX salon_closings_one ON salon_closings (salon_id) WHERE state != 'undone';
CREATE INDEX salon_closings_due ON salon_closings (state, closes_ms);
