# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures that members choose."""

import io
import warnings
import zlib

from PIL import Image
from twisted.trial.unittest import TestCase

from modules.membership.domain.pictures import MOST_BYTES, read_picture
from synapse_salon.errors import BadInput
from tests.support.pictures import MADE_WITH, photo


class Pictures(TestCase):
    def test_it_is_drawn_anew_as_a_square_without_what_the_camera_wrote(self) -> None:
        for kind, becomes in (("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg")):
            before = photo(kind=kind)
            self.assertIn(MADE_WITH.encode(), before)
            picture = read_picture(before)
            self.assertEqual(picture.media_type, becomes, kind)
            self.assertNotIn(MADE_WITH.encode(), picture.content)
            with Image.open(io.BytesIO(picture.content)) as drawn:
                self.assertEqual((drawn.size, len(drawn.getexif())), ((512, 512), 0))
        with Image.open(io.BytesIO(read_picture(photo(40, 30)).content)) as drawn:
            self.assertEqual(drawn.size, (30, 30))
        moving = io.BytesIO()
        Image.new("P", (9, 9)).save(moving, "GIF", save_all=True, append_images=[Image.new("P", (9, 9))])
        self.assertIn(read_picture(moving.getvalue()).media_type, ("image/png", "image/jpeg"))

    def test_it_is_upright_also_where_what_the_camera_wrote_is_broken(self) -> None:
        two = Image.new("RGB", (20, 20), "#f00")
        two.paste("#00f", (0, 0, 20, 10))  # blue above, red below; the camera was held to the right
        for orientation, corner in ((6, "right"), (8, "left"), (3, "below"), (1, "above")):
            exif = Image.Exif()
            exif[0x0112], exif[0x010E] = orientation, "a garden"
            file = io.BytesIO()
            two.save(file, "PNG", exif=exif)
            with Image.open(io.BytesIO(read_picture(file.getvalue()).content)) as drawn:
                blue = {"above": (10, 2), "below": (10, 17), "left": (2, 10), "right": (17, 10)}[corner]
                shade = drawn.convert("RGB").getpixel(blue)
            assert isinstance(shade, tuple)
            self.assertTrue(shade[2] > 200 > 60 > shade[0], (orientation, shade))
        whole = file.getvalue()
        at = whole.index(b"a garden") - 60
        for place in range(at, at + 60):
            for odd in (0, 1, 2, 3, 5, 7, 9, 12, 255):
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # Pillow says of each what it makes of it
                    self.assertEqual(read_picture(_with_exif(whole, place, odd)).media_type, "image/jpeg")

    def test_what_is_no_picture_is_refused(self) -> None:
        drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        bitmap = io.BytesIO()
        Image.new("RGB", (9, 9)).save(bitmap, "BMP")
        huge = io.BytesIO()
        Image.new("1", (9000, 9000)).save(huge, "PNG")
        wide = io.BytesIO()
        Image.new("1", (7000, 3000)).save(wide, "PNG")
        for content in (
            *(b"", b"x", drawing, bitmap.getvalue(), huge.getvalue(), wide.getvalue()),
            *(photo()[:400], photo()[:-300] and b"\xff\xd8\xff" + b"x" * 100, b"\0" * (MOST_BYTES + 1)),
        ):
            refusal = self.assertRaises(BadInput, read_picture, content)
            self.assertEqual(refusal.reason, "not_a_picture")


def _with_exif(png: bytes, place: int, value: int) -> bytes:
    """A PNG with one byte of what the camera wrote changed, and right check sums."""
    begin = png.index(b"eXIf") - 4
    length = int.from_bytes(png[begin : begin + 4], "big")
    body = bytearray(png[begin + 4 : begin + 8 + length])
    body[4 + (place - begin) % length] = value
    end = begin + 12 + length
    return png[: begin + 4] + bytes(body) + zlib.crc32(body).to_bytes(4, "big") + png[end:]
