-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The interests that a salon's staff offer to choose from, in their order.
CREATE TABLE salon_people_offered (
    salon_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (salon_id, place)
);
