-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
CREATE TABLE salon_rooms (
    room_id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    key TEXT NOT NULL,
    slug TEXT NOT NULL,
    kind TEXT NOT NULL,
    access TEXT NOT NULL,
    name TEXT NOT NULL,
    topic TEXT NOT NULL,
    plans TEXT NOT NULL,
    is_default SMALLINT NOT NULL,
    is_archived SMALLINT NOT NULL,
    position BIGINT NOT NULL,
    opened_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX salon_rooms_key ON salon_rooms (salon_id, key);
CREATE INDEX salon_rooms_slug ON salon_rooms (slug);
-- Who is making a room at this moment, so that nobody else makes it too.
CREATE TABLE salon_room_openings (
    salon_id TEXT NOT NULL,
    key TEXT NOT NULL,
    process TEXT NOT NULL,
    holder TEXT NOT NULL,
    since_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, key)
);
