-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Times in which a member owed a renewal: what they were reminded of, and what came of it.
CREATE TABLE salon_dunning (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    since_ms BIGINT NOT NULL,
    -- How many of the reminders are over, told or passed by.
    told BIGINT NOT NULL,
    -- When the next one is due; nothing once there is none.
    next_ms BIGINT,
    -- open | recovered | lost
    state TEXT NOT NULL,
    ended_ms BIGINT
);
CREATE UNIQUE INDEX salon_dunning_open ON salon_dunning (salon_id, user_id) WHERE state = 'open';
CREATE INDEX salon_dunning_due ON salon_dunning (next_ms) WHERE next_ms IS NOT NULL;
CREATE INDEX salon_dunning_salon ON salon_dunning (salon_id, since_ms);
-- Who owes already was told with each try of the card.
INSERT INTO salon_dunning (id, salon_id, user_id, since_ms, told, state)
SELECT salon_id || ':' || user_id, salon_id, user_id, changed_ms, overdue_attempts, 'open' FROM salon_members
WHERE standing IN ('past_due', 'read_only');
