# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What operators run: `python -m synapse_salon <command>`. Each answers on standard output and with an exit status."""
