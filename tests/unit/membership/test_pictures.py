# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures that members choose."""

import io

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

    def test_what_is_no_picture_is_refused(self) -> None:
        drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        bitmap = io.BytesIO()
        Image.new("RGB", (9, 9)).save(bitmap, "BMP")
        huge = io.BytesIO()
        Image.new("1", (9000, 9000)).save(huge, "PNG")
        for content in (
            *(b"", b"x", drawing, bitmap.getvalue(), huge.getvalue()),
            *(photo()[:400], photo()[:-300] and b"\xff\xd8\xff" + b"x" * 100, b"\0" * (MOST_BYTES + 1)),
        ):
            refusal = self.assertRaises(BadInput, read_picture, content)
            self.assertEqual(refusal.reason, "not_a_picture")
