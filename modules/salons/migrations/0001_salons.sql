-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
CREATE TABLE salon_salons (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    purpose TEXT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    timezone TEXT NOT NULL,
    owner TEXT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    minimum_age BIGINT NOT NULL,
    this_server_only SMALLINT NOT NULL,
    accent TEXT NOT NULL,
    space TEXT,
    rules_version BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    opened_ms BIGINT
);
CREATE INDEX salon_salons_state ON salon_salons (state, opened_ms);
CREATE TABLE salon_rules (
    salon_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    published_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, version)
);
CREATE TABLE salon_plans (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    every TEXT NOT NULL,
    trial_days BIGINT NOT NULL,
    is_offered SMALLINT NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX salon_plans_salon ON salon_plans (salon_id, created_ms);
-- salon_id is '' for the roles of the platform: platform_admin, reviewer
CREATE TABLE salon_roles (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    role TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, user_id, role)
);
CREATE INDEX salon_roles_person ON salon_roles (user_id);
-- A page's words while they are written: never read by what serves the public.
CREATE TABLE salon_page_drafts (
    salon_id TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL,
    author TEXT NOT NULL,
    written_ms BIGINT NOT NULL
);
CREATE TABLE salon_page_reviews (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    content TEXT NOT NULL,
    author TEXT NOT NULL,
    submitted_by TEXT NOT NULL,
    submitted_ms BIGINT NOT NULL,
    decision TEXT,
    reason TEXT,
    decided_by TEXT,
    decided_ms BIGINT
);
CREATE UNIQUE INDEX salon_page_reviews_open ON salon_page_reviews (salon_id) WHERE decision IS NULL;
CREATE INDEX salon_page_reviews_queue ON salon_page_reviews (decision, submitted_ms);
-- What the public sees. Filled by an approval alone, in its transaction, with the words that were reviewed.
CREATE TABLE salon_pages (
    salon_id TEXT NOT NULL PRIMARY KEY,
    review_id TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL,
    published_ms BIGINT NOT NULL
);
