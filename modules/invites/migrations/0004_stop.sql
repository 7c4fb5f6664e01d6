-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The word in the address by which somebody stops more invitations. Whoever sent the list sees its codes, and not these.
-- Rows from before have none: their letters stop by the code.
ALTER TABLE salon_invite_rows ADD COLUMN stop_word TEXT;
CREATE INDEX salon_invite_rows_by_stop ON salon_invite_rows (stop_word);
