-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Through which payment bridge an application is paid ('' is the one that takes renewals), and for how many months
-- ahead; nothing where it renews by itself, or is paid once for good.
ALTER TABLE salon_applications ADD COLUMN provider TEXT NOT NULL DEFAULT '';
ALTER TABLE salon_applications ADD COLUMN pass_months BIGINT;
-- For how many months somebody paid ahead the last time; their time ends with what they paid.
ALTER TABLE salon_members ADD COLUMN pass_months BIGINT;
CREATE INDEX salon_members_passes ON salon_members (paid_through_ms) WHERE pass_months IS NOT NULL;
-- Each time that was paid ahead.
CREATE TABLE salon_passes (
    application_id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    months BIGINT NOT NULL,
    from_ms BIGINT NOT NULL,
    through_ms BIGINT NOT NULL,
    -- 1 where all of its payment was given back
    is_taken_back SMALLINT NOT NULL
);
-- Who was told how many days before the end of which time.
CREATE TABLE salon_pass_notices (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    through_ms BIGINT NOT NULL,
    days BIGINT NOT NULL,
    PRIMARY KEY (salon_id, user_id, through_ms, days)
);
