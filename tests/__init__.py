# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tests of synapse-salon, one folder a tier; `scripts/test` runs them."""

import threading

from prometheus_client import metrics

# Work of a homeserver that was stopped may be garbage. Collected while a metric is made, it measures its own end and
# asks for the lock that its own thread holds: for ever, unless a thread may take a lock twice.
metrics.Lock = threading.RLock
