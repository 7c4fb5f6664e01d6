-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Chats that are being opened: their room is made under this key, and they are written down after it. What breaks off in
-- between leaves a room that is no chat, which is shut.
CREATE TABLE salon_chat_openings (
    salon_id TEXT NOT NULL,
    room_key TEXT NOT NULL,
    host TEXT NOT NULL,
    begun_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, room_key)
);
