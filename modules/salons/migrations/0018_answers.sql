-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What staff answered through the house; '' where they answered on another way.
ALTER TABLE salon_inquiries ADD COLUMN answer TEXT NOT NULL DEFAULT '';
