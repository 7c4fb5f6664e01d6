# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words to look at twice, and what changed between two texts."""

from twisted.trial.unittest import TestCase

from modules.salons.domain.claims import in_text
from modules.salons.domain.diff import Piece, pieces

NOTICED = {
    "日本一の水草サロン": "claim",
    "業界Ｎｏ．１": "claim",
    "絶対に上達します": "claim",
    "必ず儲かる投資術": "income",
    "guaranteed income from day one": "income",
    "うつが治る呼吸法": "cure",
    "いかなる場合も返金しません": "unfair",
    "いかなる場合でも一切返金いたしません。": "unfair",
    "退会は電話のみで受け付けます": "unfair",
    "No refunds under any circumstances.": "unfair",
    "You cancel only by phone.": "unfair",
}
PLAIN = (
    "毎週の水草の手入れを学びます",
    "絶対音感のない人も",
    "日本一周の写真を見せ合います",
    "退会はいつでもできます。返金は法律に従います。",
    "Leave at any time on your own page.",
    "No. 10 of our zine",
)


class Claims(TestCase):
    def test_what_is_noticed(self) -> None:
        for words, kind in NOTICED.items():
            self.assertIn(kind, [found.kind for found in in_text("body", words)], words)

    def test_what_is_not(self) -> None:
        for words in PLAIN:
            self.assertEqual(in_text("body", words), [], words)


class Changes(TestCase):
    def test_pieces_give_back_both_texts(self) -> None:
        long = "水草\n" * 40_000
        letters = "".join(chr(0x4E00 + number % 101) for number in range(20_000))
        lines = "\n".join(letters[at : at + 40] for at in range(0, 20_000, 40))
        for before, after in (
            ("", "蓮"),
            ("蓮", ""),
            ("青い蓮の池", "白い蓮の池"),
            ("a b c", "a d c"),
            (long, long + "蓮"),
            (letters, letters[::-1]),  # made to take a minute where each letter is compared with each
            (lines, lines[::-1]),
        ):
            found = pieces(before, after)
            self.assertEqual("".join(piece.text for piece in found if piece.change != "new"), before)
            self.assertEqual("".join(piece.text for piece in found if piece.change != "gone"), after)
        self.assertIn("白", [piece.text for piece in pieces("青い蓮", "白い蓮") if piece.change == "new"])

    def test_far_apart_in_a_long_text_the_words_are_told(self) -> None:
        lines = [f"{number} 青い蓮の池のまわりを歩きます。\n" for number in range(500)]
        changed = [*lines]
        changed[2], changed[490] = changed[2].replace("青", "白"), changed[490].replace("池", "庭")
        found = [piece for piece in pieces("".join(lines), "".join(changed)) if piece.change != "same"]
        self.assertEqual(
            found, [Piece("gone", "青"), Piece("new", "白"), Piece("gone", "池"), Piece("new", "庭")]
        )
