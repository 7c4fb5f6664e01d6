-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What somebody filled in so far of a salon that they are about to open: one at a time.
CREATE TABLE salon_opening_drafts (
    founder TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL,
    begun_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX salon_opening_drafts_age ON salon_opening_drafts (changed_ms);
-- What a salon wants of private messages and of guests; the highest version is in force, the others tell who changed what.
CREATE TABLE salon_policies (
    salon_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    dm TEXT NOT NULL,
    guests TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, version)
);
-- What reviewers wrote down of the steps that people take before a salon opens; the latest of a step holds.
CREATE TABLE salon_opening_notes (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    step TEXT NOT NULL,
    version BIGINT NOT NULL,
    is_done SMALLINT NOT NULL,
    note TEXT NOT NULL,
    -- 2026-11-21, or '' where no day is agreed
    held_on TEXT NOT NULL,
    written_by TEXT NOT NULL,
    written_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX salon_opening_notes_step ON salon_opening_notes (salon_id, step, version);
