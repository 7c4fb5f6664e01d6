-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a salon gives to whoever brings people; no row: nothing. There is no column for money, shares or levels.
CREATE TABLE salon_invite_thanks (
    salon_id TEXT PRIMARY KEY,
    what TEXT NOT NULL,
    after_days BIGINT NOT NULL,
    most_per_year BIGINT NOT NULL,
    set_by TEXT NOT NULL,
    set_ms BIGINT NOT NULL
);
-- What somebody has coming for one person whom they brought, as the salon had said when that one came. `invitee` is a hash, so
-- that nobody is thanked for twice however long ago. `waiting` until `due_ms`, then `owed` and `given`, or `over` (more than the
-- salon gives in a year), or `ended` (nobody to thank, or the one who came is gone).
CREATE TABLE salon_invite_gifts (
    id TEXT PRIMARY KEY,
    salon_id TEXT NOT NULL,
    invitee TEXT NOT NULL,
    inviter TEXT NOT NULL,
    application_id TEXT NOT NULL,
    what TEXT NOT NULL,
    most_per_year BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    state TEXT NOT NULL,
    owed_ms BIGINT,
    given_by TEXT,
    given_ms BIGINT,
    UNIQUE (salon_id, invitee)
);
CREATE INDEX salon_invite_gifts_due ON salon_invite_gifts (state, due_ms, id);
CREATE INDEX salon_invite_gifts_by_salon ON salon_invite_gifts (salon_id, state, owed_ms, id);
CREATE INDEX salon_invite_gifts_by_inviter ON salon_invite_gifts (salon_id, inviter, owed_ms);
CREATE INDEX salon_invite_gifts_by_application ON salon_invite_gifts (application_id);
