# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of invitations, from a story of a hundred days."""

from twisted.trial.unittest import SynchronousTestCase

from modules.invites.domain.came import Came
from modules.invites.domain.invite import Invite, normal, people_meant, spent
from modules.invites.domain.lists import decoded, read
from modules.invites.domain.tree import Kept, branches, figures
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput

NOW = 1000 * DAY_MS


def came(
    user: str, inviter: str, days_ago: int, left_after: int | None = None, ended: str | None = None
) -> Came:
    joined_ms = NOW - days_ago * DAY_MS
    left_ms = joined_ms + left_after * DAY_MS if left_after is not None else None
    return Came(user, inviter, False, joined_ms, left_ms, ended)


STORY = (
    came("ben", "aiko", 100),
    came("chika", "aiko", 95, 40, "cancelled"),
    came("dai", "ben", 90, 90, "ended"),
    came("eva", "ben", 45, 10, "banned"),
    came("fumi", "eva", 30),
    came("gen", "chika", 5),
)


class Tree(SynchronousTestCase):
    def test_who_stayed(self) -> None:
        found = figures(STORY, NOW)
        self.assertEqual((found.came, found.inside, found.trouble), (6, 3, 1))
        self.assertEqual(found.after_30, Kept(5, 4), "Eva went after ten days; Gen came five days ago")
        self.assertEqual(found.after_90, Kept(3, 2), "Chika went after forty days, Dai on the ninetieth")

    def test_each_below_who_brought_them(self) -> None:
        found = [(branch.user_id, branch.depth, branch.figures.came) for branch in branches(STORY, NOW)]
        self.assertEqual(found, [("aiko", 0, 2), ("ben", 1, 2), ("eva", 2, 1), ("chika", 1, 1)])
        circle = [came("a", "b", 9), came("b", "a", 8), came("c", "b", 7)]
        self.assertEqual(sorted(branch.user_id for branch in branches(circle, NOW)), ["a", "b"])
        erased = [came("", "a", 9), came("", "a", 8), came("d", "", 7)]
        found = [(branch.user_id, branch.depth, branch.figures.came) for branch in branches(erased, NOW)]
        self.assertEqual(
            found, [("a", 0, 2), ("", 0, 1)], "who was forgotten is not the same person everywhere"
        )
        deep = [came(str(n + 1), str(n), 1) for n in range(5000)]
        self.assertEqual(branches(deep, NOW)[-1].depth, 4999)


class Codes(SynchronousTestCase):
    def test_for_how_many_as_people_write_it(self) -> None:
        for said, meant in (("", 1), ("3", 3), ("２人", 2), (" 2 名まで ", 2), ("4 people", 4), ("0", 0)):
            self.assertEqual(people_meant(said), meant, said)
        for said in ("lotus", "3 and more", "-1", "3人5人", "9" * 10, "٣"):
            self.assertIsNone(people_meant(said), said)

    def test_as_people_type_them(self) -> None:
        for typed in ("abcd2345efgh6723", " ABCD-2345 EFGH-6723\n", "ａｂｃｄ２３４５　ｅｆｇｈ６７２３"):
            self.assertEqual(normal(typed), "abcd2345efgh6723")

    def test_what_counts_for_the_limit(self) -> None:
        def code(
            uses: int, taken: int, over: bool = False, revoked: bool = False, accounts: int = 0
        ) -> Invite:
            return Invite("x", "s", "a", uses, taken, accounts, 0, 1 if over else 9, 1 if revoked else None)

        made = [code(5, 2), code(5, 2, over=True), code(5, 1, revoked=True), code(3, 3)]
        self.assertEqual(spent(made, 2), 5 + 2 + 1 + 3)
        opened = [
            code(5, 2, accounts=4),
            code(5, 2, over=True, accounts=4),
            code(5, 0, revoked=True, accounts=5),
        ]
        self.assertEqual(spent(opened, 2), 5 + 4 + 5)


class Lists(SynchronousTestCase):
    def test_rows_of_all_kinds(self) -> None:
        text = '\ufeffメール,名前\r\n"a@example.org",あ\r\n\r\nA+x@Example.ORG,い\n=1+1@x y,\n'
        text += "@b:x.example\n@b:x.example"
        found = [(row.number, row.kind, row.state, row.reason) for row in read(text)]
        self.assertEqual(
            found,
            [
                (1, "mail", "queued", ""),
                (2, "mail", "refused", "twice"),
                (3, "", "refused", "bad_address"),
                (4, "account", "queued", ""),
                (5, "account", "refused", "twice"),
            ],
        )

    def test_a_first_row_in_wide_letters_is_nobodys_head(self) -> None:
        self.assertEqual(read("ａ＠example.org\nb@example.org")[0].sent_to, "a@example.org")

    def test_files_as_spreadsheets_save_them(self) -> None:
        text = "アドレス,名前\r\na@example.org,髙﨑①\r\n"
        for encoding, said in (
            ("utf-8", None), ("utf-8-sig", None), ("utf-8-sig", "UTF-8"), ("cp932", None), ("cp932", "Shift_JIS"),
            ("cp932", "windows-31j"), ("cp932", "utf-8"),
        ):  # fmt: skip
            found = decoded(text.encode(encoding), said)
            self.assertEqual((found, read(found)[0].sent_to), (text, "a@example.org"), (encoding, said))
        for raw, said in ((text.encode("utf-16"), None), (b"\x82", None), (b"a@example.org", "utf-16")):
            self.assertEqual(list(self.assertRaises(BadInput, decoded, raw, said).problems), ["csv"])
