-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A report is a question that the staff see first, and by its own word: 1 for one, 0 for a question. An answer that the
-- staff write on the page of a question stands as the note of its step.
ALTER TABLE salon_asks ADD COLUMN is_report BIGINT NOT NULL DEFAULT 0;
