-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- How a member stood when a payer's bank took a payment of theirs back; nothing where no dispute is open.
ALTER TABLE salon_members ADD COLUMN disputed_from TEXT;
