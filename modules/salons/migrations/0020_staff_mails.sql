-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Where those who run salons get letters about them: one address for each account.
CREATE TABLE salon_staff_mails (
    user_id TEXT NOT NULL PRIMARY KEY,
    mail TEXT NOT NULL,
    language TEXT NOT NULL,
    given_ms BIGINT NOT NULL
);
