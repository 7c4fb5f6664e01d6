# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture that somebody chose, as it is shown: square, small, and without what cameras write into it."""

import io

import attrs
from PIL import Image, ImageOps, UnidentifiedImageError

from synapse_salon.errors import BadInput
from synapse_salon.i18n import t

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIDE = 512
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


@attrs.frozen
class Picture:
    """A picture's bytes, and what they are."""

    media_type: str
    content: bytes = attrs.field(repr=False)


def read_picture(content: bytes) -> Picture:
    """The middle of a picture as a square of up to 512 pixels, drawn anew: nothing of the file stays, neither where
    it was taken nor what else was hidden in it. Takes some tenths of a second.

    Raises:
        BadInput: it is no picture, or a very large one.
    """
    if len(content) > MOST_BYTES:
        raise _unfit()
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS or min(found.size) < 1:
                raise _unfit()
            found.draft("RGB", (SIDE * 2, SIDE * 2))
            upright = ImageOps.exif_transpose(found)
            has_holes = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            side = min(SIDE, *upright.size)
            square = ImageOps.fit(upright.convert("RGBA" if has_holes else "RGB"), (side, side))
    except BadInput:
        raise
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
    ) as failure:
        raise _unfit() from failure
    drawn = io.BytesIO()
    plain = Image.new(square.mode, square.size)
    plain.paste(square)
    if has_holes:
        plain.save(drawn, "PNG", optimize=True)
        return Picture("image/png", drawn.getvalue())
    plain.save(drawn, "JPEG", quality=85, optimize=True)
    return Picture("image/jpeg", drawn.getvalue())


def _unfit() -> BadInput:
    return BadInput(
        t("This picture cannot be used."),
        {"picture": t("Please choose a photo or drawing (JPEG, PNG, WebP or GIF) of up to 5 MB.")},
        "not_a_picture",
    )
