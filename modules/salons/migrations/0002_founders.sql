-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A row to wait at for those who open several salons at once.
CREATE TABLE salon_founders (
    user_id TEXT NOT NULL PRIMARY KEY
);
