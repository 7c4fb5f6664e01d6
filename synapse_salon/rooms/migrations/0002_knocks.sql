-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Whether people from outside may ask to come into a room that admits guests.
ALTER TABLE salon_rooms ADD COLUMN knocks SMALLINT NOT NULL DEFAULT 0;
