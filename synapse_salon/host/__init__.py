# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only folder that touches what Synapse keeps to itself.

One function per need, each with what it does, why the public module API is not enough, and the version
it was checked on. `tests/server/test_host.py` runs each on a real homeserver, so that an upgrade of
Synapse fails there first. Checked on Synapse 1.163.2.
"""

from synapse_salon.host.accounts import Accounts
from synapse_salon.host.events import Related
from synapse_salon.host.files import Files, ShownFile
from synapse_salon.host.guards import Guards
from synapse_salon.host.posts import Posts
from synapse_salon.host.reading import Stored
from synapse_salon.host.rooms import Memberships
from synapse_salon.host.threads import Threads
from synapse_salon.host.uploads import Uploads

__all__ = ["Host", "Related", "ShownFile", "Stored", "Threads"]


class Host(Accounts, Memberships, Posts, Files, Uploads, Guards):
    """What we need of the homeserver beside its public module API."""
