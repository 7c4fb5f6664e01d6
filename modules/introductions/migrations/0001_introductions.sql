-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Members whom a third one introduces to each other. state is asked, accepted (both said yes) or over; room_id is ''
-- until the room is there; is_private: encrypted and for the three alone, else the staff are in it too.
CREATE TABLE salon_introductions (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    introducer TEXT NOT NULL,
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    words TEXT NOT NULL,
    is_private SMALLINT NOT NULL,
    state TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT '',
    room_id TEXT NOT NULL DEFAULT '',
    asked_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX salon_introductions_open ON salon_introductions (salon_id, one, other) WHERE state <> 'over';
CREATE INDEX salon_introductions_by ON salon_introductions (salon_id, introducer, asked_ms);
CREATE INDEX salon_introductions_due ON salon_introductions (state, until_ms);
CREATE INDEX salon_introductions_room ON salon_introductions (room_id);
-- The three of each. number is what the one who is asked calls the question, 0 where the question never reaches them;
-- event_id is the house's message that asks; left_ms is when they left the room.
CREATE TABLE salon_introduction_people (
    introduction_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    part TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    number BIGINT NOT NULL DEFAULT 0,
    event_id TEXT NOT NULL DEFAULT '',
    left_ms BIGINT,
    PRIMARY KEY (introduction_id, part)
);
CREATE INDEX salon_introduction_people_of ON salon_introduction_people (user_id);
-- Who wants to be introduced to nobody in a salon.
CREATE TABLE salon_introduction_refusals (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    since_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, user_id)
);
