# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests stand on: real homeservers, people, databases and a browser. See tests/README.md."""
