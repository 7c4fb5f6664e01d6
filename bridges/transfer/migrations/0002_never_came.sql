-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Whether money that was to be sent back had never come: it was confirmed by mistake.
ALTER TABLE salon_transfer_returns ADD COLUMN never_came SMALLINT NOT NULL DEFAULT 0;
