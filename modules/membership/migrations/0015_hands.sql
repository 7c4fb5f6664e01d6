-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What staff did to people in their apps, past the salon's books. `id` is the event's; `deed` is put_out, barred, held
-- (barred, but taken back at once: they work for the salon, or whoever did it might not) or unbarred.
CREATE TABLE salon_hands (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    done_by TEXT NOT NULL,
    deed TEXT NOT NULL,
    reason TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    settled_ms BIGINT,
    settled_by TEXT
);
CREATE INDEX salon_hands_open ON salon_hands (salon_id, settled_ms, at_ms);
