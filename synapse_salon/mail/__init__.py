# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters to people: templates, in text and HTML, handed to whatever provides the Mailer port."""

from synapse_salon.mail.address import mail_address
from synapse_salon.mail.letters import Letters, Sender

__all__ = ["Letters", "Sender", "mail_address"]
