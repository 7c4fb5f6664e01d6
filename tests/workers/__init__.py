# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A deployment of several processes: PostgreSQL, Redis, main process and a worker."""
