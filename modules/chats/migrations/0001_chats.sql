-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Chats that somebody opened. `guests` is what the chat asks for, none, invited or knock; the salon's policy may be stricter.
CREATE TABLE salon_chats (
    room_id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    name TEXT NOT NULL,
    host TEXT NOT NULL,
    guests TEXT NOT NULL,
    opened_ms BIGINT NOT NULL,
    ends_ms BIGINT,
    ended_ms BIGINT
);
CREATE INDEX salon_chats_salon ON salon_chats (salon_id, opened_ms);
CREATE INDEX salon_chats_ends ON salon_chats (ends_ms) WHERE ended_ms IS NULL;
-- People of outside in a chat: asked (they asked to come), admitted (asked in, whether they came yet or not), ended.
CREATE TABLE salon_chat_guests (
    room_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    salon_id TEXT NOT NULL,
    server TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_in_by TEXT NOT NULL,
    words TEXT NOT NULL,
    since_ms BIGINT NOT NULL,
    until_ms BIGINT,
    joined_ms BIGINT,
    ended_ms BIGINT,
    why TEXT NOT NULL,
    PRIMARY KEY (room_id, user_id)
);
CREATE INDEX salon_chat_guests_of ON salon_chat_guests (user_id, salon_id);
CREATE INDEX salon_chat_guests_until ON salon_chat_guests (until_ms) WHERE state = 'admitted';
-- Servers of which a salon takes no guests.
CREATE TABLE salon_chat_servers (
    salon_id TEXT NOT NULL,
    server TEXT NOT NULL,
    blocked_by TEXT NOT NULL,
    blocked_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, server)
);
