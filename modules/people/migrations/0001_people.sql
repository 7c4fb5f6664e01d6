-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who is inside of a salon, and what they say of themselves there. Follows the members; `gone_ms` is when somebody lost
-- access who is expected back. What others find them by is kept folded: for every member, and for those in a group with them.
CREATE TABLE salon_people (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    came_ms BIGINT NOT NULL,
    gone_ms BIGINT,
    is_listed SMALLINT NOT NULL DEFAULT 1,
    interests TEXT NOT NULL DEFAULT '[]',
    skills TEXT NOT NULL DEFAULT '[]',
    region TEXT NOT NULL DEFAULT '',
    about TEXT NOT NULL DEFAULT '',
    shown TEXT NOT NULL DEFAULT '{}',
    found_by_all TEXT NOT NULL DEFAULT '',
    found_by_group TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (salon_id, user_id)
);
CREATE INDEX salon_people_by_name ON salon_people (salon_id, sort_name, user_id);
CREATE INDEX salon_people_by_arrival ON salon_people (salon_id, came_ms, user_id);
CREATE INDEX salon_people_by_account ON salon_people (user_id);
-- Interests and skills, one row each: `part` is interests or skills, `seen_by` who sees them.
CREATE TABLE salon_people_labels (
    salon_id TEXT NOT NULL,
    folded TEXT NOT NULL,
    part TEXT NOT NULL,
    user_id TEXT NOT NULL,
    label TEXT NOT NULL,
    seen_by TEXT NOT NULL,
    PRIMARY KEY (salon_id, folded, part, user_id)
);
CREATE INDEX salon_people_labels_by_person ON salon_people_labels (salon_id, user_id);
-- Each letter and each pair of letters that somebody may be found by.
CREATE TABLE salon_people_grams (
    salon_id TEXT NOT NULL,
    gram TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (salon_id, gram, user_id)
);
CREATE INDEX salon_people_grams_by_person ON salon_people_grams (salon_id, user_id);
