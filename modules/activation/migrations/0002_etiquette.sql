-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Append-only: what staff ask of those who write in a room. An empty body takes it away; event_id is its message there.
CREATE TABLE salon_etiquettes (
    room_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    salon_id TEXT NOT NULL,
    body TEXT NOT NULL,
    written_ms BIGINT NOT NULL,
    event_id TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (room_id, version)
);
-- Who was told which version.
CREATE TABLE salon_etiquette_told (
    room_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    told_ms BIGINT NOT NULL,
    PRIMARY KEY (room_id, user_id, version)
);
