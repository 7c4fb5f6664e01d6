-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- One row for a person in a salon, from their first application on.
CREATE TABLE salon_members (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    standing TEXT NOT NULL,
    plan_id TEXT,
    application_id TEXT,
    subscription_ref TEXT,
    community_name TEXT NOT NULL,
    language TEXT NOT NULL,
    mail TEXT,
    joined_ms BIGINT,
    paid_from_ms BIGINT,
    paid_through_ms BIGINT,
    cancel_at_end SMALLINT NOT NULL,
    overdue_attempts BIGINT NOT NULL,
    pay_url TEXT,
    -- when the present step ends by itself: grace, read-only, the last paid day
    next_step_ms BIGINT,
    keeps_lobby SMALLINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, user_id)
);
CREATE INDEX salon_members_list ON salon_members (salon_id, standing, joined_ms, user_id);
CREATE INDEX salon_members_person ON salon_members (user_id);
CREATE INDEX salon_members_steps ON salon_members (next_step_ms) WHERE next_step_ms IS NOT NULL;
CREATE UNIQUE INDEX salon_members_subscription ON salon_members (subscription_ref) WHERE subscription_ref IS NOT NULL;
-- Append-only: every change of standing, with who or what caused it.
CREATE TABLE salon_transitions (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    cause TEXT NOT NULL,
    caused_by TEXT NOT NULL,
    note TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE INDEX salon_transitions_member ON salon_transitions (salon_id, user_id, at_ms);
-- An attempt to join. The id is the order id at the payment provider.
CREATE TABLE salon_applications (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    state TEXT NOT NULL,
    rules_version BIGINT NOT NULL,
    community_name TEXT NOT NULL,
    language TEXT NOT NULL,
    mail TEXT,
    age_band TEXT NOT NULL,
    answers TEXT NOT NULL,
    trial_days BIGINT NOT NULL,
    checkout_ref TEXT,
    pay_url TEXT,
    -- what the final confirmation said, word for word, and its SHA-256
    confirmation TEXT,
    confirmation_hash TEXT,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX salon_applications_open ON salon_applications (salon_id, user_id)
    WHERE state IN ('prepared', 'paying');
CREATE INDEX salon_applications_expiry ON salon_applications (expires_ms) WHERE state IN ('prepared', 'paying');
-- One trial per person and salon.
CREATE TABLE salon_trials (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    application_id TEXT NOT NULL,
    begun_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, user_id)
);
-- The rooms someone had entered when access was lost, so that paying brings each back.
CREATE TABLE salon_former_rooms (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    PRIMARY KEY (salon_id, user_id, room_id)
);
-- Where an upload was shown first: its bytes are for those who may be in that room.
CREATE TABLE salon_media (
    media TEXT NOT NULL,
    room_id TEXT NOT NULL,
    PRIMARY KEY (media, room_id)
);
-- What a payment provider knows a member by: opaque, and another one in each salon.
CREATE TABLE salon_customers (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    customer TEXT NOT NULL UNIQUE,
    PRIMARY KEY (salon_id, user_id)
);
