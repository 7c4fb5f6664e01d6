# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture or paper that somebody without an account shows in a chat, made harmless. Pure."""

import io
import re

import attrs
from PIL import Image, ImageOps

from modules.chats.domain.files import plain_name
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 20_000_000
LONGEST_SIDE = 2000
MOST_SCANS = 100
"""Cameras and programs make up to about twelve."""

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_SHRINKABLE = ("RGB", "RGBA", "L", "LA")
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]", re.DOTALL)
_SCAN, _END = 0xDA, 0xD9
_MOST_MARKERS = 5000


@attrs.frozen
class Sent:
    """What is shown: a picture, drawn anew, or a PDF as it came (then without a size)."""

    media_type: str
    name: str
    content: bytes = attrs.field(repr=False)
    size: tuple[int, int] | None = None

    def shown_as(self, url: str) -> dict[str, object]:
        """The content of the message that shows it."""
        info: dict[str, object] = {"mimetype": self.media_type, "size": len(self.content)}
        if self.size is not None:
            info |= {"w": self.size[0], "h": self.size[1]}
        kind = "m.file" if self.size is None else "m.image"
        return {
            "msgtype": kind,
            "body": self.name,
            "filename": self.name,
            "url": url,
            "info": info,
            "m.mentions": {},
        }


def read_sent(content: bytes, name: str) -> Sent:
    """A file as it may be shown; what a camera writes into a picture does not stay. Takes some tenths of a second.

    Raises:
        BadInput: it is neither a picture nor a PDF, or too large.
    """
    if not 0 < len(content) <= MOST_BYTES:
        raise unfit()
    if content.startswith(b"%PDF-"):
        return Sent("application/pdf", _named(name, "pdf"), content)
    if _scans(content) > MOST_SCANS:
        raise unfit()
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as found:
            if found.width * found.height > MOST_PIXELS or min(found.size) < 1:
                raise unfit()
            has_holes = found.mode in ("RGBA", "LA", "PA") or "transparency" in found.info
            wanted = "RGBA" if has_holes else "RGB"
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # made small while it is read, where that can be
            small = found if found.mode in _SHRINKABLE else found.convert(wanted)
            small.thumbnail(
                (LONGEST_SIDE, LONGEST_SIDE)
            )  # before anything is copied: large pictures are 80 MB
            turned = ImageOps.exif_transpose(small).convert(wanted)
    except BadInput:
        raise
    except Exception as failure:  # Pillow raises whatever its readers stumble over
        raise unfit() from failure
    plain, drawn = Image.new(turned.mode, turned.size), io.BytesIO()
    plain.paste(turned)
    if has_holes:
        plain.save(drawn, "PNG")
        return Sent("image/png", _named(name, "png"), drawn.getvalue(), plain.size)
    plain.save(drawn, "JPEG", quality=88)
    return Sent("image/jpeg", _named(name, "jpg"), drawn.getvalue(), plain.size)


def _scans(content: bytes) -> int:
    """In how many passes a JPEG is drawn: each looks at all of the picture, and takes few bytes to ask for."""
    if not content.startswith(b"\xff\xd8"):
        return 0
    count, seen, at = 0, 0, 2
    while (found := _MARKER.search(content, at)) is not None and count <= MOST_SCANS:
        marker, at, seen = found[0][1], found.end(), seen + 1
        if seen > _MOST_MARKERS:
            return seen
        if marker == _END:
            break
        if marker == _SCAN:
            count += 1
        elif at + 2 <= len(content):  # a segment says how long it is, and may hold another picture
            at += int.from_bytes(content[at : at + 2], "big")
    return count


def _named(name: str, ending: str) -> str:
    plain = plain_name(name)
    stem = plain.rpartition(".")[0] or plain
    return f"{stem}.{ending}"


def unfit() -> BadInput:
    """What is said of everything else."""
    words = t("A picture (JPEG, PNG, WebP or GIF) or a PDF of up to 5 MB would work here.")
    return BadInput(words, {"content": words}, "not_a_file")
