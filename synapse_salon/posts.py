# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody wrote in a room, as a value."""

import attrs


@attrs.frozen
class Post:
    """A message with its latest edit applied; `version` is that edit's event id, "" for a message as it was said.

    `body` is without what it answers, as older clients quote it. `kind` is what Matrix calls `msgtype`, `media` the id
    of a picture of this server that it shows, "" for none. `sent_ms` is what its sender's server claims.
    """

    event_id: str
    room_id: str
    sender: str
    sent_ms: int
    kind: str
    body: str
    version: str
    media: str = ""
