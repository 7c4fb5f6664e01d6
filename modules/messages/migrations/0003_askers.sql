-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A row for each member who asks, held while a question is written down, so that their limit holds at one moment too.
CREATE TABLE salon_askers (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (salon_id, user_id)
);
