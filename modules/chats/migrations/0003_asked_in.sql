-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Which members may enter a chat: all, or those alone who are asked in (invited).
ALTER TABLE salon_chats ADD COLUMN members TEXT NOT NULL DEFAULT 'all';
-- Members, and who works for the salon, asked into a chat of the second kind, whoever opened it among them, until they leave it.
CREATE TABLE salon_chat_asked (
    room_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    salon_id TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_ms BIGINT NOT NULL,
    PRIMARY KEY (room_id, user_id)
);
CREATE INDEX salon_chat_asked_of ON salon_chat_asked (user_id, salon_id);
