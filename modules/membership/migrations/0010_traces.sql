-- SPDX-FileCopyrightText: 2026 The synapse-salon authors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- On which way somebody came to the salon's page, kept with their application and, once they joined, until `until_ms`.
CREATE TABLE salon_traces (
    application_id TEXT NOT NULL PRIMARY KEY,
    salon_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    source TEXT NOT NULL,
    medium TEXT NOT NULL,
    campaign TEXT NOT NULL,
    term TEXT NOT NULL,
    content TEXT NOT NULL,
    referrer TEXT NOT NULL,
    invite TEXT NOT NULL,
    noted_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL
);
CREATE INDEX salon_traces_person ON salon_traces (salon_id, user_id);
CREATE INDEX salon_traces_until ON salon_traces (until_ms);
CREATE INDEX salon_applications_begun ON salon_applications (salon_id, created_ms);
