# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Durable delivery of happenings: written with the change, drained on one process, each handler once."""

from synapse_salon.outbox.outbox import Outbox

__all__ = ["Outbox"]
