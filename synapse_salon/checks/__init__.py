# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What in homeserver.yaml would hurt a salon, each with the line to write.

Asked at the start by the foundation and by `python -m synapse_salon check`.
"""

from synapse_salon.checks.findings import SERVICE_ID, Finding, HomeserverSettings, Limit, Service, findings
from synapse_salon.checks.reading import read_settings

__all__ = ["SERVICE_ID", "Finding", "HomeserverSettings", "Limit", "Service", "findings", "read_settings"]
