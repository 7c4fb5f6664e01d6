-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The line that a payment was made for, as the provider said first: a renewal after a change of plan is for another one
-- than the order was. '' where it could not say.
ALTER TABLE salon_payments ADD COLUMN price_key TEXT NOT NULL DEFAULT '';
