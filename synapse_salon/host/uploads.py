# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that the house itself hands to the homeserver."""

import io
import json
import logging

from synapse.http.client import SimpleHttpClient
from synapse.types import UserID
from twisted.web.client import readBody
from twisted.web.http_headers import Headers

from synapse_salon.checks import SERVICE_ID
from synapse_salon.host.process import Process

logger = logging.getLogger(__name__)
UPLOAD = "_matrix/media/v3/upload"


class Uploads(Process):
    """Files that the house itself hands to the homeserver."""

    @property
    def keeps_uploads(self) -> bool:
        """Whether this process has the media repository, and keeps files in the name of any local id."""
        return bool(self._hs.config.media.can_load_media_repo)

    async def keep_upload(self, user_id: str, media_type: str, content: bytes) -> str:
        """Have the homeserver keep a file as this local user's; answers its mxc address, a new one each time.

        The public module API knows nothing of media. A process without the media repository asks the one that has it
        over HTTP, as the house.
        """
        if not self._hs.config.media.can_load_media_repo:
            return await self.upload_elsewhere(media_type, content)
        kept = await self._hs.get_media_repository().create_or_update_content(
            media_type, None, io.BytesIO(content), len(content), UserID.from_string(user_id)
        )
        return str(kept)

    async def upload_elsewhere(self, media_type: str, content: bytes) -> str:
        """As `keep_upload`, through the homeserver's public address and as the house."""
        service = self.application_service(SERVICE_ID)
        assert service is not None, "the foundation refuses to start without one"
        client: SimpleHttpClient = self._api.http_client
        headers = Headers({"Content-Type": [media_type], "Authorization": [f"Bearer {service.token}"]})
        url = f"{self._hs.config.server.public_baseurl}{UPLOAD}"
        response = await client.request("POST", url, content, headers)
        said = await self.yieldable(readBody(response))
        if response.code != 200:
            raise RuntimeError(f"{url} answered {response.code}")
        return str(json.loads(said)["content_uri"])

    async def drop_upload(self, mxc: str) -> None:
        """Have the homeserver forget a file of its own. A process without the media repository cannot, and says so."""
        if self._hs.config.media.can_load_media_repo:
            await self._hs.get_media_repository().delete_local_media_ids([mxc.rsplit("/", 1)[1]])
        else:
            logger.warning("%s is shown no more; this process cannot delete its file", mxc)
