-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who asked whom last for a private conversation, and into which room: one row for two people and a direction, so
-- that nobody asks twice at a time. What became of it stands in the room itself.
CREATE TABLE salon_message_requests (
    asker TEXT NOT NULL,
    asked TEXT NOT NULL,
    room_id TEXT NOT NULL,
    asked_ms BIGINT NOT NULL,
    PRIMARY KEY (asker, asked)
);
