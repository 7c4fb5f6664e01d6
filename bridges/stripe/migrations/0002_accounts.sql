-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The accounts of owners that salons are paid to.
CREATE TABLE salon_stripe_accounts (
    salon_id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL UNIQUE,
    -- Whether it could take payments when it was looked at last.
    is_ready SMALLINT NOT NULL
);
