-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- At which provider a sale is paid: a house may have several, and another one later.
ALTER TABLE salon_sales ADD COLUMN provider TEXT NOT NULL DEFAULT '';
