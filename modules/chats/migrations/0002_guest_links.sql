-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Links by which people without an account come into a chat; of the secret in the address only its hash is kept.
CREATE TABLE salon_chat_links (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    room_id TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    ended_ms BIGINT
);
CREATE UNIQUE INDEX salon_chat_links_hash ON salon_chat_links (hash);
CREATE INDEX salon_chat_links_room ON salon_chat_links (room_id);
-- Who came by one: a browser, and the name in the room under which it speaks, which is no account.
CREATE TABLE salon_chat_visits (
    user_id TEXT NOT NULL PRIMARY KEY,
    link_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    came_ms BIGINT NOT NULL,
    said TEXT NOT NULL
);
CREATE INDEX salon_chat_visits_link ON salon_chat_visits (link_id, hash);
