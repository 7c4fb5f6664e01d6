-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The house's direct room with each person. `is_ours`: the house made it and nobody else can be brought in.
CREATE TABLE salon_bot_dms (
    user_id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL,
    is_ours SMALLINT NOT NULL,
    made_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX salon_bot_dms_room ON salon_bot_dms (room_id);
-- What was said under which key, for longer than the homeserver remembers transaction ids.
CREATE TABLE salon_bot_said (
    room_id TEXT NOT NULL,
    key TEXT NOT NULL,
    event_id TEXT NOT NULL,
    said_ms BIGINT NOT NULL,
    PRIMARY KEY (room_id, key)
);
CREATE INDEX salon_bot_said_ms ON salon_bot_said (said_ms);
