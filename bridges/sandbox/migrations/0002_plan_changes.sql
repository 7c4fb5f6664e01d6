-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a subscription is for, and from the next period on; what a payment was made for. What was there before is not told.
ALTER TABLE salon_sandbox_subscriptions ADD COLUMN price_key TEXT NOT NULL DEFAULT '';
ALTER TABLE salon_sandbox_subscriptions ADD COLUMN next_line TEXT;
ALTER TABLE salon_sandbox_payments ADD COLUMN paid_for TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE salon_sandbox_payments ADD COLUMN price_key TEXT NOT NULL DEFAULT '';
ALTER TABLE salon_sandbox_payments ADD COLUMN from_ms BIGINT;
ALTER TABLE salon_sandbox_payments ADD COLUMN through_ms BIGINT;
