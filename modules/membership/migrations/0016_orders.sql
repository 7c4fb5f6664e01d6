-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What was ordered before orders of all features had a table of their own.
INSERT INTO salon_orders (id, salon_id, user_id, purpose, title, tax_percent, made_ms)
SELECT id, salon_id, user_id, 'membership', '', 10, created_ms FROM salon_applications WHERE state <> 'prepared'
ON CONFLICT (id) DO NOTHING;
