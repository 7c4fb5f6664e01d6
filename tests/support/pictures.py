# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures, as people's cameras and drawing programs make them."""

import io

from PIL import Image

MADE_WITH = "a camera of Aiko Tanaka's"


def photo(width: int = 900, height: int = 600, colour: str = "#3a7", kind: str = "JPEG") -> bytes:
    """A picture that says with what it was made."""
    made = Image.new("RGBA" if kind in ("PNG", "WEBP") else "RGB", (width, height), colour)
    exif = Image.Exif()
    exif[0x010F] = MADE_WITH  # Make
    exif[0x0112] = 6  # turned by 90 degrees
    content = io.BytesIO()
    made.save(content, kind, exif=exif)
    return content.getvalue()
