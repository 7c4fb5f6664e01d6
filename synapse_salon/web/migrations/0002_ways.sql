-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later

-- How somebody signed in: opened, password, sso, link, openid. Of those who did before nothing is known.
ALTER TABLE salon_web_sessions ADD COLUMN way TEXT NOT NULL DEFAULT 'link';
