-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What people who leave a salon wish for their posts there, and what was done of it.
CREATE TABLE salon_partings (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    -- keep, anonymise, delete
    posts TEXT NOT NULL,
    -- chosen until they are out, working, done; undone where they stayed
    state TEXT NOT NULL,
    chosen_ms BIGINT NOT NULL,
    begun_ms BIGINT,
    done_ms BIGINT,
    -- what is being worked at: posts, names, uploads
    phase TEXT NOT NULL,
    -- 1 when the posts have been listed
    is_listed SMALLINT NOT NULL,
    due_ms BIGINT NOT NULL,
    found BIGINT NOT NULL,
    cleared BIGINT NOT NULL,
    failed BIGINT NOT NULL
);
CREATE UNIQUE INDEX salon_partings_chosen ON salon_partings (salon_id, user_id) WHERE state = 'chosen';
CREATE INDEX salon_partings_person ON salon_partings (salon_id, user_id, chosen_ms);
CREATE INDEX salon_partings_due ON salon_partings (due_ms) WHERE state = 'working';
-- Each event that is to be redacted: what was said (post), or a name in a room (name).
CREATE TABLE salon_parting_posts (
    parting_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- left, gone, failed
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    last_error TEXT,
    PRIMARY KEY (parting_id, event_id)
);
CREATE INDEX salon_parting_posts_left ON salon_parting_posts (parting_id, kind, state);
-- What a salon asks those who leave.
CREATE TABLE salon_exit_questions (
    salon_id TEXT NOT NULL PRIMARY KEY,
    -- JSON: a list of questions
    questions TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_ms BIGINT NOT NULL
);
-- What they answered, with the plan they had and how long they were there. The name goes after a while.
CREATE TABLE salon_exit_answers (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT,
    plan_id TEXT,
    tenure_days BIGINT NOT NULL,
    -- JSON: by the question's key, each with the question's words at that time
    answers TEXT NOT NULL,
    answered_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX salon_exit_answers_person ON salon_exit_answers (salon_id, user_id) WHERE user_id IS NOT NULL;
CREATE INDEX salon_exit_answers_salon ON salon_exit_answers (salon_id, answered_ms);
