-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What authors can show for words that were noticed in their page: for reviewers, and never part of what is public.
ALTER TABLE salon_page_drafts ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]';
ALTER TABLE salon_page_reviews ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]';
-- What a salon is about, from a list; '' for none of them.
ALTER TABLE salon_salons ADD COLUMN theme TEXT NOT NULL DEFAULT '';
-- What people ask a salon on its page: a question, or who sells (about = 'question', 'seller').
CREATE TABLE salon_inquiries (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    about TEXT NOT NULL,
    -- who was signed in, or NULL
    user_id TEXT,
    name TEXT NOT NULL,
    -- where the answer goes; '' for somebody signed in who is answered in chat
    mail TEXT NOT NULL,
    body TEXT NOT NULL,
    language TEXT NOT NULL,
    received_ms BIGINT NOT NULL,
    answered_by TEXT,
    answered_ms BIGINT
);
CREATE INDEX salon_inquiries_salon ON salon_inquiries (salon_id, received_ms, id);
CREATE INDEX salon_inquiries_received ON salon_inquiries (received_ms);
