-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
CREATE TABLE salon_outbox (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    said_ms BIGINT NOT NULL
);
CREATE TABLE salon_outbox_deliveries (
    happening_id TEXT NOT NULL,
    handler TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    last_error TEXT,
    PRIMARY KEY (happening_id, handler)
);
CREATE INDEX salon_outbox_deliveries_due ON salon_outbox_deliveries (due_ms);
