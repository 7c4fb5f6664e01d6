-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who sells a salon's plans (特定商取引法に基づく表記).
CREATE TABLE salon_disclosures (
    salon_id TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL,
    author TEXT NOT NULL,
    written_ms BIGINT NOT NULL
);
