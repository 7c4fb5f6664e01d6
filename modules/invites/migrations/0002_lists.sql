-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Invitations to a whole list: what became of each row. `sent_to` is the address or account as it was written, `box`
-- tells one that was written to before; `reason` says why a row is refused or failed.
CREATE TABLE salon_invite_rows (
    batch_id TEXT NOT NULL,
    row_no BIGINT NOT NULL,
    salon_id TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    sent_to TEXT NOT NULL,
    box TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    code TEXT,
    tries BIGINT NOT NULL DEFAULT 0,
    due_ms BIGINT NOT NULL,
    made_ms BIGINT NOT NULL,
    PRIMARY KEY (batch_id, row_no)
);
CREATE INDEX salon_invite_rows_due ON salon_invite_rows (state, due_ms);
CREATE INDEX salon_invite_rows_by_box ON salon_invite_rows (salon_id, box);
CREATE INDEX salon_invite_rows_by_code ON salon_invite_rows (code);
-- Who wants no invitations any more, as a hash.
CREATE TABLE salon_invite_unwanted (
    box TEXT PRIMARY KEY,
    at_ms BIGINT NOT NULL
);
