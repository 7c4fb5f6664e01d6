-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Posts that staff chose for people outside to read. What a post says is read from its room each time, never kept here.
-- version: the edit of it that was chosen, '' for the post as it was said. consent: staff (its author serves), asked,
-- named, unnamed, refused.
CREATE TABLE salon_samples (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    author TEXT NOT NULL,
    version TEXT NOT NULL,
    consent TEXT NOT NULL,
    chosen_by TEXT NOT NULL,
    chosen_ms BIGINT NOT NULL,
    answered_ms BIGINT
);
CREATE UNIQUE INDEX salon_samples_post ON salon_samples (salon_id, event_id);
CREATE INDEX salon_samples_author ON salon_samples (salon_id, author);
