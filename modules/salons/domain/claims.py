# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words in a page that a law has something to say about: pure rules, for the author and the reviewer.

Findings are remarks: a person decides, nothing is refused by them. Claims that nobody can show to be true are
景品表示法 5条; terms that take away what a consumer is entitled to are 消費者契約法 8–10条.
"""

import re
import unicodedata
from typing import Literal

import attrs

from modules.salons.domain.pages import PageContent
from synapse_salon.i18n import Text, t

Kind = Literal["claim", "income", "cure", "unfair"]


@attrs.frozen
class Finding:
    """Words in a field that somebody looks at twice. `field` is one of the page's, `rules`, or a plan's name."""

    field: str
    kind: Kind
    words: str


_WHY: dict[Kind, Text] = {
    "claim": t("says that something is the best or certain: be able to show it, or say it otherwise"),
    "income": t("promises income: nobody can promise that"),
    "cure": t("promises an effect on health: leave it out"),
    "unfair": t("takes away what members are entitled to by law: such a term does not hold"),
}

_RULES: tuple[tuple[Kind, str], ...] = (
    (
        "claim",
        r"no\.? ?1(?![0-9])|ナンバー(?:ワン|1)|(?:日本|世界|業界)(?:一(?![周度部月人年])|初|最大|最高|最安)",
    ),
    ("claim", r"業界(?:トップ|唯一)"),
    (
        "claim",
        r"絶対に?(?!音感|値|零度)|(?<![0-9])100 ?%(?!.{0,3}(?:綿|果汁))|完全(?:保証|無欠)",
    ),
    (
        "claim",
        r"必ず(?:成功|合格|上達|痩せ|やせ)",
    ),
    ("claim", r"満足度 ?[0-9０-９]|最安値|他に類を見ない"),
    (
        "claim",
        r"\b(?:number one|world'?s (?:best|first)|best in the world|guaranteed (?:success|results?))\b",
    ),
    (
        "income",
        r"(?:必ず|絶対に?|誰でも|楽して|簡単に).{0,8}(?:儲か|もうか|稼げ|稼ぐ)|元本保証|不労所得|月収[0-9]+ ?万",
    ),
    ("income", r"\b(?:guaranteed (?:income|profits?|returns?)|risk[- ]free (?:income|profits?)|get rich)\b"),
    (
        "cure",
        r"(?:完治|根治)|(?:病気|がん|癌|うつ).{0,6}(?:治る|治り|治せ|消え)",
    ),
    ("cure", r"\b(?:cures?|heals?) (?:cancer|depression|any)\b"),
    (
        "unfair",
        r"(?:いかなる|どのような|どんな|如何なる).{0,12}(?:返金|返還|責任|補償|賠償).{0,12}(?:ません|ない|負わ|致しかね|いたしかね)",
    ),
    (
        "unfair",
        r"一切.{0,8}(?:返金|責任|補償|賠償|返還).{0,10}(?:ません|ない|負わ)|(?:返金|解約|退会).{0,4}(?:は)?一切.{0,10}(?:ません|ない|できない)",
    ),
    ("unfair", r"(?:退会|解約|キャンセル).{0,12}(?:電話|書面|郵送|窓口)(?:で)?(?:のみ|だけ|に限)|違約金"),
    (
        "unfair",
        r"\b(?:no refunds?(?: under any circumstances| whatsoever)|under no circumstances.{0,40}(?:refund|liab))",
    ),
    (
        "unfair",
        r"\b(?:cancel(?:lation)?s?|leav(?:e|ing)).{0,30}(?:only by|by) (?:phone|telephone|post|letter)",
    ),
)

_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _RULES)


def why(kind: Kind) -> Text:
    """What is the matter with such words."""
    return _WHY[kind]


def in_text(field: str, text: str) -> list[Finding]:
    """What one field says, each kind of words once; full-width letters and digits count as plain ones."""
    plain = unicodedata.normalize("NFKC", text)
    found = [
        Finding(field, kind, match.group(0))
        for kind, pattern in _COMPILED
        for match in pattern.finditer(plain)
    ]
    return list(dict.fromkeys(found))


def in_page(content: PageContent, rules: str = "") -> list[Finding]:
    """What a page and its salon's rules say."""
    fields = {
        "title": content.title,
        "purpose": content.purpose,
        "lead": content.lead,
        "benefits": "\n".join(content.benefits),
        "body": content.body,
        "links": "\n".join(link.label for link in content.links),
        "rules": rules,
    }
    return [finding for field, text in fields.items() for finding in in_text(field, text)]
