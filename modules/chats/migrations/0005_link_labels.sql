-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a link is for, as whoever made it calls it; and since when who comes by it is let in by the host: from when they put
-- out somebody who had come by it.
ALTER TABLE salon_chat_links ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE salon_chat_links ADD COLUMN asks_ms BIGINT;
