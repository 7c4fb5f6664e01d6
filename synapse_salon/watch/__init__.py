# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house's eyes: Synapse pushes every event of the rooms the house is in, in order, at least once."""

from synapse_salon.watch.seen import Seen
from synapse_salon.watch.watch import Watch

__all__ = ["Seen", "Watch"]
