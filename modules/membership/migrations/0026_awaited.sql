-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Payments that come days after somebody decided to pay. Until when the money is waited for, NULL where none is.
ALTER TABLE salon_applications ADD COLUMN awaited_ms BIGINT;
-- 1 where nobody can take the promise back, such as a voucher's: it expires.
ALTER TABLE salon_applications ADD COLUMN is_promised SMALLINT NOT NULL DEFAULT 0;
