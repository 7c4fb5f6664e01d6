-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- One row per room and person: the newest wish wins. `id` tells a newer wish from the one being fulfilled.
CREATE TABLE salon_crowd (
    room_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    wish TEXT NOT NULL,
    why TEXT NOT NULL,
    wanted_ms BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    failed SMALLINT NOT NULL,
    last_error TEXT,
    PRIMARY KEY (room_id, user_id)
);
CREATE INDEX salon_crowd_due ON salon_crowd (due_ms) WHERE failed = 0;
CREATE INDEX salon_crowd_user ON salon_crowd (user_id);
