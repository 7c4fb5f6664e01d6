-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A checkout that is complete and not paid yet, as with a voucher of a convenience store: which one it is
-- (pays | never), and when it is paid, or expires.
ALTER TABLE salon_sandbox_checkouts ADD COLUMN voucher TEXT;
ALTER TABLE salon_sandbox_checkouts ADD COLUMN settles_ms BIGINT;
CREATE INDEX salon_sandbox_checkouts_settle ON salon_sandbox_checkouts (settles_ms) WHERE settles_ms IS NOT NULL;
