-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The public words as they are searched: one case, one width. Empty on pages that were published before.
ALTER TABLE salon_pages ADD COLUMN words TEXT NOT NULL DEFAULT '';
