-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Append-only: who accepted which version of a salon's rules, and when.
CREATE TABLE salon_rules_accepted (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    accepted_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, user_id, version)
);
-- Whom we reminded of which version, so that one refusal after another does not become one message after another.
CREATE TABLE salon_rules_reminded (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    reminded_ms BIGINT NOT NULL,
    PRIMARY KEY (salon_id, user_id, version)
);
