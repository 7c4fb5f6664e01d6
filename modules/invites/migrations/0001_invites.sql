-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who made a code for how many people. `taken` counts people who joined by it, wait, or pay just now; `accounts` counts
-- accounts opened with it. `made_for` makes asking for the same one twice one code.
CREATE TABLE salon_invites (
    code TEXT PRIMARY KEY,
    salon_id TEXT NOT NULL,
    inviter TEXT NOT NULL,
    uses BIGINT NOT NULL,
    taken BIGINT NOT NULL DEFAULT 0,
    accounts BIGINT NOT NULL DEFAULT 0,
    made_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    revoked_ms BIGINT,
    made_for TEXT NOT NULL,
    UNIQUE (salon_id, inviter, made_for)
);
CREATE INDEX salon_invites_by_time ON salon_invites (salon_id, made_ms);
-- Which code an application gave: `chosen` until it is kept for the person (`held`), `used` once they are a member,
-- `freed` where the application ended. `is_named`: whoever invited them may know that they came.
CREATE TABLE salon_invite_uses (
    application_id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    inviter TEXT NOT NULL,
    is_named SMALLINT NOT NULL,
    state TEXT NOT NULL,
    noted_ms BIGINT NOT NULL,
    joined_ms BIGINT,
    left_ms BIGINT,
    ended TEXT
);
CREATE INDEX salon_invite_uses_by_code ON salon_invite_uses (code);
CREATE INDEX salon_invite_uses_by_person ON salon_invite_uses (salon_id, user_id);
CREATE INDEX salon_invite_uses_by_inviter ON salon_invite_uses (salon_id, inviter);
-- A row for each inviter, held while a code is made, so that a limit holds for codes made at one moment.
CREATE TABLE salon_inviters (
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (salon_id, user_id)
);
-- What a salon wants of invitations, where that is not what the house proposes.
CREATE TABLE salon_invite_terms (
    salon_id TEXT PRIMARY KEY,
    who TEXT NOT NULL,
    quota BIGINT NOT NULL,
    set_by TEXT NOT NULL,
    set_ms BIGINT NOT NULL
);
