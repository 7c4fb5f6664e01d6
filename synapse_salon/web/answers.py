# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a handler of a page or a raw route answers; API handlers answer a View."""

from collections.abc import Mapping
from typing import Any

import attrs

from synapse_salon.i18n import Text
from synapse_salon.ports.salons import Salon


@attrs.frozen
class Page:
    """A page, rendered in the reader's language inside the shell.

    Args:
        template: below the floor's or a feature's `templates/`, `membership/join.html`.
        title: what stands in the browser's tab, before the site's name.
        values: what the template is given, beside what every template has (docs in pages.py).
        salon: whose page it is: its accent colour, made readable whatever was picked, and its places above.
        keep: browsers and proxies may keep the page for a minute; never for what is personal.
        plain: a page of a salon's desk without the desk's places beside it, as others see it.
    """

    template: str
    title: Text | str
    values: Mapping[str, Any] = attrs.field(factory=dict)
    status: int = 200
    salon: Salon | None = None
    keep: bool = False
    plain: bool = False


@attrs.frozen
class Redirect:
    """Go to another page: one of ours by its path (`s/blue-lotus`), or a complete address (a payment page).

    After a form at a salon's desk or on somebody's own pages there, the next page says that it was saved: by itself
    where the form comes back to its own page, else where `saved` says so. False: that page has its own words.
    """

    url_or_path: str
    status: int = 303
    saved: bool | None = None


@attrs.frozen
class Raw:
    """Bytes as they are: a calendar file, a picture, a webhook's answer."""

    content_type: str
    body: bytes | str
    status: int = 200
    headers: Mapping[str, str] = attrs.field(factory=dict)
