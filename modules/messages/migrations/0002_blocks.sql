-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Whom a person takes no private messages from: a user id, or the name of a server.
CREATE TABLE salon_message_blocks (
    user_id TEXT NOT NULL,
    blocked TEXT NOT NULL,
    blocked_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, blocked)
);
