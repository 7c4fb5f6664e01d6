-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Salons whose owner asked somebody else to become the owner, until they answer.
CREATE TABLE salon_ownership_offers (
    salon_id TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    offered_ms BIGINT NOT NULL
);
