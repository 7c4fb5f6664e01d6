# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture that somebody chose, as it is shown: square, small, and without what cameras write into it."""

import io

import attrs
from PIL import ExifTags, Image, ImageOps

from synapse_salon.errors import BadInput
from synapse_salon.i18n import t

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_READ = 20_000_000
"""How many of them are held in memory at once."""
SIDE = 512
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Source: Exif 2.3, 4.6.4, tag 0x0112."""


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
            found.draft("RGB", (SIDE * 2, SIDE * 2))  # photos are read at a smaller size, others as they are
            if found.width * found.height > MOST_READ:
                raise _unfit()
            has_holes = found.mode in ("RGBA", "LA", "PA") or "transparency" in found.info
            side = min(SIDE, *found.size)
            fitted = ImageOps.fit(found.convert("RGBA" if has_holes else "RGB"), (side, side))
            turn = _TURNS.get(_orientation(found))
            square = fitted if turn is None else fitted.transpose(turn)
    except BadInput:
        raise
    except Exception as failure:  # Pillow raises whatever its readers stumble over
        raise _unfit() from failure
    drawn = io.BytesIO()
    plain = Image.new(square.mode, square.size)
    plain.paste(square)
    if has_holes:
        plain.save(drawn, "PNG", optimize=True)
        return Picture("image/png", drawn.getvalue())
    plain.save(drawn, "JPEG", quality=85, optimize=True)
    return Picture("image/jpeg", drawn.getvalue())


def _orientation(found: Image.Image) -> int:
    """How the camera was held; as it is where nobody can read that."""
    try:
        return int(found.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # as above: what else stands there is for cameras
        return 1


def _unfit() -> BadInput:
    return BadInput(
        t("This picture cannot be used."),
        {"picture": t("Please choose a photo or drawing (JPEG, PNG, WebP or GIF) of up to 5 MB.")},
        "not_a_picture",
    )
