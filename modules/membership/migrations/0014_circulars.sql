-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What staff write to several members at once: the words, by language, and who it is for.
CREATE TABLE salon_circulars (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    author TEXT NOT NULL,
    words TEXT NOT NULL,
    sent_ms BIGINT NOT NULL,
    stopped_ms BIGINT
);
CREATE INDEX salon_circulars_salon ON salon_circulars (salon_id, sent_ms);
-- state: waiting, told, unwanted (they want none), gone (they left meanwhile), unreached
CREATE TABLE salon_circular_people (
    circular_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (circular_id, user_id)
);
CREATE INDEX salon_circular_people_state ON salon_circular_people (circular_id, state, user_id);
-- Where a person stops such letters of a salon without signing in, and when they did.
CREATE TABLE salon_circular_choices (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    secret TEXT NOT NULL UNIQUE,
    stopped_ms BIGINT,
    PRIMARY KEY (salon_id, user_id)
);
-- One row for each salon whose staff ever wrote: they wait for each other there.
CREATE TABLE salon_circular_desks (
    salon_id TEXT NOT NULL PRIMARY KEY
);
