-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- `state` is waiting, sent or failed. `content` (JSON) is gone once the state is no longer waiting, `recipient` once
-- the letter is sent; the whole row 30 days after `settled_ms`.
CREATE TABLE salon_mail_queue (
    key TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    recipient TEXT,
    content TEXT,
    taken_ms BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    reason TEXT,
    settled_ms BIGINT
);
CREATE INDEX salon_mail_queue_due ON salon_mail_queue (due_ms) WHERE state = 'waiting';
CREATE INDEX salon_mail_queue_settled ON salon_mail_queue (settled_ms) WHERE state <> 'waiting';
