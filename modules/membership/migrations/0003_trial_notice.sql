-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The end of the trial that its person was told of before the first payment.
ALTER TABLE salon_members ADD COLUMN trial_told_ms BIGINT;
CREATE INDEX salon_members_trials ON salon_members (paid_through_ms) WHERE standing = 'trial';
