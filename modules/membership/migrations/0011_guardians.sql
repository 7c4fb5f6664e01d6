-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The age that a person gave in a salon. A later one that makes them older goes to the staff.
CREATE TABLE salon_ages (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    -- under_18 | 18_19 | 20_over
    band TEXT NOT NULL,
    -- the age that was asked for when they were turned away; NULL where they were not
    turned_away_below BIGINT,
    told_ms BIGINT NOT NULL,
    -- which of the staff took an older one as true; NULL where nobody was asked
    decided_by TEXT,
    PRIMARY KEY (salon_id, user_id)
);
INSERT INTO salon_ages (salon_id, user_id, band, told_ms)
    SELECT m.salon_id, m.user_id, a.age_band, a.created_ms
    FROM salon_members m JOIN salon_applications a ON a.id = m.application_id;
ALTER TABLE salon_applications ADD COLUMN age_before TEXT;
-- An application may also wait for a guardian (consent).
ALTER TABLE salon_applications ADD COLUMN needs_consent SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE salon_applications ADD COLUMN guardian_mail TEXT;
DROP INDEX salon_applications_open;
CREATE UNIQUE INDEX salon_applications_open ON salon_applications (salon_id, user_id)
    WHERE state IN ('asked', 'consent', 'queued', 'prepared', 'paying');
DROP INDEX salon_applications_expiry;
CREATE INDEX salon_applications_expiry ON salon_applications (expires_ms)
    WHERE state IN ('asked', 'consent', 'queued', 'prepared', 'paying');
DROP INDEX salon_applications_waiting;
CREATE INDEX salon_applications_waiting ON salon_applications (salon_id, state, created_ms)
    WHERE state IN ('asked', 'consent', 'queued', 'prepared', 'paying');
-- free_only | paid | always: when people under 18 need a guardian's consent
ALTER TABLE salon_entry ADD COLUMN minors TEXT NOT NULL DEFAULT 'paid';
-- A guardian who is asked, and what they said. ask_key and stop_key are the secret parts of the letters' links.
CREATE TABLE salon_consents (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    application_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    period TEXT NOT NULL,
    guardian_mail TEXT NOT NULL,
    language TEXT NOT NULL,
    ask_key TEXT NOT NULL UNIQUE,
    stop_key TEXT NOT NULL UNIQUE,
    -- asked | given | refused | withdrawn | replaced
    state TEXT NOT NULL,
    asked_ms BIGINT NOT NULL,
    -- the page they answered, word for word, and its SHA-256; the rules it showed; who they said they are
    said TEXT,
    said_hash TEXT,
    rules_version BIGINT,
    guardian_name TEXT,
    answered_ms BIGINT,
    withdrawn_ms BIGINT
);
CREATE INDEX salon_consents_person ON salon_consents (salon_id, user_id, asked_ms);
CREATE INDEX salon_consents_mail ON salon_consents (guardian_mail, asked_ms);
-- Mail addresses and cards that began a trial, as SHA-256 that differ from salon to salon.
CREATE TABLE salon_trial_marks (
    salon_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    application_id TEXT NOT NULL,
    begun_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, digest)
);
