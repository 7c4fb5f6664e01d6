-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Answers to requests that came with an Idempotency-Key, for a day; without an answer the request is being served.
CREATE TABLE salon_web_repeats (
    user_id TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status BIGINT,
    body TEXT,
    made_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX salon_web_repeats_made ON salon_web_repeats (made_ms);
