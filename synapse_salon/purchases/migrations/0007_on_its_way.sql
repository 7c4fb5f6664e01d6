-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What of `refunded` was asked for and has not been sent yet: somebody has to send it by hand.
ALTER TABLE salon_payments ADD COLUMN on_its_way BIGINT NOT NULL DEFAULT 0;
