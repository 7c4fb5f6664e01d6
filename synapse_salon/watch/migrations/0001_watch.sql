-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
CREATE TABLE salon_watch_events (
    event_id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    type TEXT NOT NULL,
    state_key TEXT,
    content TEXT NOT NULL,
    origin_ms BIGINT NOT NULL,
    position BIGINT NOT NULL
);
CREATE TABLE salon_watch_deliveries (
    event_id TEXT NOT NULL,
    watcher TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    failed SMALLINT NOT NULL,
    last_error TEXT,
    PRIMARY KEY (event_id, watcher)
);
CREATE INDEX salon_watch_deliveries_due ON salon_watch_deliveries (due_ms) WHERE failed = 0;
-- What was taken in already: the homeserver may push an event again.
CREATE TABLE salon_watch_seen (
    event_id TEXT NOT NULL PRIMARY KEY,
    seen_ms BIGINT NOT NULL
);
CREATE INDEX salon_watch_seen_ms ON salon_watch_seen (seen_ms);
