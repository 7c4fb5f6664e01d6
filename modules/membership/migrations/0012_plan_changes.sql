-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The plan that begins with the next paid time, and the moment that paid times are counted from.
ALTER TABLE salon_members ADD COLUMN next_plan_id TEXT;
ALTER TABLE salon_members ADD COLUMN anchor_ms BIGINT;
-- What members asked their plan to become. The id is the order id at the payment provider; where a payment page is
-- needed, the application that is paid there has the same one.
CREATE TABLE salon_plan_changes (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    from_plan TEXT NOT NULL,
    to_plan TEXT NOT NULL,
    -- now | period_end | checkout
    way TEXT NOT NULL,
    subscription_ref TEXT,
    -- the line asked for at the provider, word for word, so that asking again asks for the same
    line_name TEXT NOT NULL,
    line_interval TEXT NOT NULL,
    price BIGINT NOT NULL,
    due_now BIGINT NOT NULL,
    currency TEXT NOT NULL,
    next_ms BIGINT,
    as_of_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    -- prepared | asked | done | declined | refused | expired
    state TEXT NOT NULL,
    confirmation TEXT,
    confirmation_hash TEXT,
    settled_ms BIGINT
);
CREATE INDEX salon_plan_changes_member ON salon_plan_changes (salon_id, user_id, as_of_ms);
CREATE UNIQUE INDEX salon_plan_changes_asked ON salon_plan_changes (salon_id, user_id) WHERE state = 'asked';
-- Append-only: what else of a member changed, and by whom: the plan, the name.
CREATE TABLE salon_member_changes (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    what TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    caused_by TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE INDEX salon_member_changes_person ON salon_member_changes (salon_id, user_id, at_ms);
-- What a payment was for, as the provider tells it.
ALTER TABLE salon_dues ADD COLUMN plan_id TEXT;
ALTER TABLE salon_dues ADD COLUMN paid_for TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE salon_dues ADD COLUMN from_ms BIGINT;
ALTER TABLE salon_dues ADD COLUMN through_ms BIGINT;
