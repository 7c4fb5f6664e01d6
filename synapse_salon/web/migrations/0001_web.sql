-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later

-- Who is signed in on pages. Only a hash of the cookie's secret is kept.
CREATE TABLE salon_web_sessions (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX salon_web_sessions_user ON salon_web_sessions (user_id);
CREATE INDEX salon_web_sessions_expires ON salon_web_sessions (expires_ms);

-- One-time links that sign in. used_ms is 0 until then.
CREATE TABLE salon_web_links (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    next_path TEXT NOT NULL,
    expires_ms BIGINT NOT NULL,
    used_ms BIGINT NOT NULL
);
CREATE INDEX salon_web_links_expires ON salon_web_links (expires_ms);
