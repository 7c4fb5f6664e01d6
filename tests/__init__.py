# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tests of synapse-salon, one folder a tier; `scripts/test` runs them."""
