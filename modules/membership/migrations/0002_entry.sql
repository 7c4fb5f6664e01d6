-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a salon asks of those who join. Its row is also what those wait at who want a place at once.
CREATE TABLE salon_entry (
    salon_id TEXT NOT NULL PRIMARY KEY,
    approval SMALLINT NOT NULL,
    -- how many members there may be; NULL for any number
    capacity BIGINT,
    -- JSON: a list of questions
    questions TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_ms BIGINT NOT NULL
);
-- Applications may wait for the staff (asked) and for a place (queued) before they are confirmed and paid.
ALTER TABLE salon_applications ADD COLUMN approved_by TEXT;
-- 1 while a place is kept for it
ALTER TABLE salon_applications ADD COLUMN is_held SMALLINT NOT NULL DEFAULT 0;
DROP INDEX salon_applications_open;
CREATE UNIQUE INDEX salon_applications_open ON salon_applications (salon_id, user_id)
    WHERE state IN ('asked', 'queued', 'prepared', 'paying');
DROP INDEX salon_applications_expiry;
CREATE INDEX salon_applications_expiry ON salon_applications (expires_ms)
    WHERE state IN ('asked', 'queued', 'prepared', 'paying');
CREATE INDEX salon_applications_waiting ON salon_applications (salon_id, state, created_ms)
    WHERE state IN ('asked', 'queued', 'prepared', 'paying');
