-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What was handed over and taken back: a row each time, so that twice shows.
CREATE TABLE salon_stall_hands (
    order_id TEXT NOT NULL,
    what TEXT NOT NULL
);
