-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
CREATE TABLE salon_payment_events (
    provider TEXT NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_ref TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    recorded_ms BIGINT NOT NULL,
    content TEXT NOT NULL,
    -- new | done | parked
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    last_error TEXT,
    PRIMARY KEY (provider, event_id)
);
CREATE INDEX salon_payment_events_new ON salon_payment_events (provider, due_ms) WHERE state = 'new';
CREATE INDEX salon_payment_events_objects ON salon_payment_events (provider, object_kind, object_ref);
-- How far a provider's own list of news was read.
CREATE TABLE salon_payment_cursors (
    provider TEXT NOT NULL PRIMARY KEY,
    created_ms BIGINT NOT NULL
);
