-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The rooms in which owners meet, and who was brought there.
CREATE TABLE salon_owner_rooms (
    key TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL
);
CREATE TABLE salon_owner_seats (
    user_id TEXT NOT NULL PRIMARY KEY,
    since_ms BIGINT NOT NULL
);
