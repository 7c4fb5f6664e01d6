# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether words name money or what stands for it: what a salon gives to those who bring people is neither."""

import re
import unicodedata

from synapse_salon.kana import in_katakana

_PARTED = r"(?<![a-z]){}(?![a-z])"
"""A word of Latin letters by itself: Japanese may stand right beside it."""

# Without the blanks and signs that stand between letters, hiragana as katakana, wide letters as narrow ones.
_JOINED = re.compile(
    "|".join(
        (
            "[%¥$€£₩¢₿]",
            "[0-9〇一二三四五六七八九十百千万億兆数何壱弐参]+(円|圓|ドル|ユーロ|ウォン|割|パーセント|マイル)",
            "(円|圓)(?![卓形満盤陣筒柱熟滑環周])",
            "現金|ゲンキン|金券|金銭|賞金|奨励金|報奨金|祝イ?金|礼金|謝金|オ(金|カネ)|マネー",
            "小切手|報酬|紹介料|手数料|(ギフト|商品|図書|旅行|食事|優待|買イ?物)(券|カード|コード)",
            "(クオ|quo|プリペイド|アマゾン|amazon)カード",
            "バウチャー|クーポン|株式|株券|paypay|ペイペイ",
            "ポイント|(?<!ス)マイル(?!ド)|キャッシュ|還元|返金|払戻|払イ戻",
            "割リ?引|値引|半額|無料|免除|会費|月謝|料金|参加費|代金|月分|[月年]間?(ノ)?(延長|タダ)|期間(ノ)?延長",
            "暗号資産|仮想通貨|暗号通貨|ビットコイン|イーサリアム|ステーブルコイン",
        )
    )
)
_MONEY = (
    r"cash[ -]?(back)?|money|gift[ -]?(cards?|certificates?|codes?)|vouchers?|coupons?|commissions?|wages?"
)
_COINS = r"yen|jpy|usd[ct]?|eur|gbp|krw|dollars?|euros?|bucks|crypto\w*|bitcoins?|btc|ethereum|nfts?|paypal"
_LESS = r"discount(s|ed)?|rebates?|refund(s|ed)?|per ?cent|half[ -]?price|[0-9]+ ?off|waive[ds]?|fees?|dues"
_LIKE = r"subscriptions?|points?|(air ?|[0-9] ?)miles|(store|shop|account|site|[0-9]) ?credits?"
_PAY = r"pay(s|ments?|outs?)?|paid"
_TIME = r"(months?|weeks?|years?|memberships?|plans?|trials?|tickets?)"
_FREE = rf"free (\w+ ){{0,2}}{_TIME}|{_TIME} (\w+ ){{0,2}}free|free of charge"
_APART = re.compile(_PARTED.format(f"({_MONEY}|{_COINS}|{_LESS}|{_LIKE}|{_PAY}|{_FREE})"))


def money_in(text: str) -> str | None:
    """The first words of a text that name money or what stands for it, as they stand there; None: it names none.

    It is a list of words: it catches who did not know, and whoever wants to say money in other words is not
    kept from it, but gives no amount that anything here would count.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = _APART.search(" ".join(plain.casefold().split()))
    if found is not None:
        return found[0].strip()
    letters = [
        (sign, place)
        for place, character in enumerate(plain)
        for sign in in_katakana(character.casefold())
        if sign.isalnum() or sign in "%¥$€£₩¢₿"
    ]
    found = _JOINED.search("".join(sign for sign, _ in letters))
    if found is None:
        return None
    return plain[letters[found.start()][1] : letters[found.end() - 1][1] + 1]
