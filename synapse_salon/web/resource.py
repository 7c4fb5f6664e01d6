# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one web resource, at `/_synapse/client/salon`: hands a request to the desk and writes the outcome."""

from collections.abc import Awaitable, Callable
from typing import Any

from synapse.module_api import DirectServeJsonResource, SynapseRequest

from synapse_salon.web.outcomes import CORS, Outcome, write


class SalonResource(DirectServeJsonResource):
    """A leaf: everything below our prefix ends here. HEAD is answered as GET without the body.

    Synapse answers OPTIONS itself on listeners of its own making, in the same way as here.
    """

    isLeaf = True  # noqa: N815  # Twisted's name

    def __init__(self, clock: Any, answer: Callable[[SynapseRequest], Awaitable[Outcome]]) -> None:
        super().__init__(clock=clock)
        self._answer = answer

    async def _async_render(self, request: SynapseRequest) -> None:
        if request.method == b"OPTIONS":
            write(request, Outcome(204, "text/plain", b"", CORS))
            return
        write(request, await self._answer(request))
