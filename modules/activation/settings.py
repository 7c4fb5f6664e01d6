# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of activation."""

from synapse_salon.settings import Settings


class ActivationSettings(Settings):
    """The `config:` of modules.activation.Activation."""

    greet: bool = True
    """Whether the house account greets a new member in a direct message."""
