# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The picture of a salon that others see where somebody shares its address: drawn, not looked up anywhere."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
_MARGIN = 90
_LINES = 3
_FONTS = (
    "opentype/noto/NotoSansCJK-Bold.ttc",
    "opentype/noto/NotoSerifCJK-Bold.ttc",
    "noto-cjk/NotoSansCJK-Bold.ttc",
    "google-noto-cjk/NotoSansCJK-Bold.ttc",
)


def font_file(wanted: str | None) -> str | None:
    """A font with Japanese letters: the one wanted, or one that distributions install; None where there is none."""
    places = [Path(wanted)] if wanted else [Path("/usr/share/fonts", name) for name in _FONTS]
    return next((str(place) for place in places if place.is_file()), None)


def draw(title: str, accent: str, font: str | None) -> bytes:
    """A PNG of 1200×630 in the salon's colour, with its name where a font can write it."""
    picture = Image.new("RGB", SIZE, accent)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 40, SIZE[0] - 40, SIZE[1] - 40), fill="#ffffff")
    pen.rectangle((40, SIZE[1] - 80, SIZE[0] - 40, SIZE[1] - 40), fill=accent)
    if font is not None:
        letters = ImageFont.truetype(font, 84)
        for number, line in enumerate(_wrapped(title, letters)):
            pen.text((_MARGIN, 130 + 115 * number), line, font=letters, fill="#1c1b1a")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _wrapped(title: str, letters: ImageFont.FreeTypeFont) -> list[str]:
    """The title in lines that fit; letters that the font does not have are left out."""
    unknown = bytes(letters.getmask("\U0010fffe"))
    lines = [""]
    for letter in title:
        if letter != " " and bytes(letters.getmask(letter)) == unknown:
            continue
        if letters.getlength(lines[-1] + letter) > SIZE[0] - 2 * _MARGIN:
            lines.append("")
        lines[-1] += letter
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][:-1] + "…"]
    return lines
