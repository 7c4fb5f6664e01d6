-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Why a chat ended, and by whom where somebody ended it; since when everybody in it knows that its day comes.
ALTER TABLE salon_chats ADD COLUMN ended_why TEXT NOT NULL DEFAULT '';
ALTER TABLE salon_chats ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';
ALTER TABLE salon_chats ADD COLUMN warned_ms BIGINT;
