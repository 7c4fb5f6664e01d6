-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What salons take off prices for whoever gives a code. What a coupon gives never changes: another one has another code.
CREATE TABLE salon_coupons (
    id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    code TEXT NOT NULL,
    -- One of both: percent, or an amount in minor units.
    percent BIGINT,
    amount BIGINT,
    currency TEXT NOT NULL,
    -- JSON: ids of plans; empty for all that cost money.
    plans TEXT NOT NULL,
    -- once | months | forever
    lasts TEXT NOT NULL,
    months BIGINT,
    -- How often it can be used in all and by one person; NULL for any number.
    uses BIGINT,
    per_person BIGINT,
    valid_until_ms BIGINT,
    is_on SMALLINT NOT NULL,
    -- How often it is used, or kept for somebody who is paying.
    taken BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX salon_coupons_code ON salon_coupons (salon_id, code);
-- Which application gave which code. chosen: filled in; held: kept while it is being paid; used: paid; freed: not paid.
CREATE TABLE salon_redemptions (
    application_id TEXT NOT NULL PRIMARY KEY,
    coupon_id TEXT NOT NULL,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    state TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    -- When the first reduced payment was, or will be, made.
    from_ms BIGINT
);
CREATE INDEX salon_redemptions_coupon ON salon_redemptions (coupon_id, user_id, state);
