-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The picture that a member chose for one salon. Its bytes are here until the homeserver has them, and for the
-- person's own page; mxc is where the homeserver keeps it, another place for each salon and each picture.
CREATE TABLE salon_pictures (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    media_type TEXT NOT NULL,
    -- base64
    content TEXT NOT NULL,
    mxc TEXT,
    chosen_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, user_id)
);
-- Mail addresses that members gave, until they showed by a link that letters arrive there.
CREATE TABLE salon_mail_changes (
    id TEXT NOT NULL PRIMARY KEY,
    secret TEXT NOT NULL UNIQUE,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    mail TEXT NOT NULL,
    mail_before TEXT,
    -- asked | done | replaced
    state TEXT NOT NULL,
    asked_ms BIGINT NOT NULL
);
CREATE INDEX salon_mail_changes_person ON salon_mail_changes (salon_id, user_id, asked_ms);
CREATE INDEX salon_mail_changes_address ON salon_mail_changes (mail, asked_ms);
