# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What features and bridges ask of each other without knowing each other: Protocols and the values they speak in."""

from synapse_salon.ports.invites import Invites
from synapse_salon.ports.mail import Letter, Mailer
from synapse_salon.ports.members import MemberCard, Members
from synapse_salon.ports.rules import Rules
from synapse_salon.ports.salons import Plan, Salon, Salons, no_such_salon

__all__ = [
    "Invites",
    "Letter",
    "Mailer",
    "MemberCard",
    "Members",
    "Plan",
    "Rules",
    "Salon",
    "Salons",
    "no_such_salon",
]
