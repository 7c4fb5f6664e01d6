-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Questions of members to those who run their salon; room_id is '' until the room of one is there.
CREATE TABLE salon_asks (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    room_id TEXT NOT NULL DEFAULT '',
    asked_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX salon_asks_of_salon ON salon_asks (salon_id, state, asked_ms);
CREATE INDEX salon_asks_of_person ON salon_asks (salon_id, user_id);
CREATE INDEX salon_asks_of_room ON salon_asks (room_id);
-- Append-only: what became of a question, by whom and when; never what was said.
CREATE TABLE salon_ask_steps (
    ask_id TEXT NOT NULL,
    step BIGINT NOT NULL,
    what TEXT NOT NULL,
    by_user TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (ask_id, step)
);
