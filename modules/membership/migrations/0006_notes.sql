-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What staff note about a person, for the staff alone.
CREATE TABLE salon_member_notes (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    written_ms BIGINT NOT NULL
);
CREATE INDEX salon_member_notes_person ON salon_member_notes (salon_id, user_id, written_ms);
