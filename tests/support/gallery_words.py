# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said in the salon of the gallery: long names, words that do not break, and a little of everything."""

from tests.support.salon import MONTHLY

LONG_NAME = "睡蓮と水草とベランダの小さな池をこよなく愛するあいこ"
UNBROKEN = "Wolfeschlegelsteinhausenbergerdorff"
GOLD = {
    **MONTHLY,
    "name": "株分け会と少人数の相談室がつく応援プラン",
    "description": "少人数の部屋に入れます。毎月一度、鉢の写真を見ながらいっしょに考えます。",
    "price": {"amount": 55080, "currency": "JPY"},
}
FREE = {**MONTHLY, "name": "見学", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
SELLER = {
    "name": "蓮見はな",
    "address": "東京都台東区1-2-3 スカイハイツ上野公園前アネックス 1203",
    "phone": "03-0000-0000",
    "mail": "hana.with.a.rather.long.address@mail.example.org",
}
QUESTIONS = [
    {
        "key": "why",
        "label": "育てたい水草は？",
        "kind": "choice",
        "choices": ["睡蓮", "蓮"],
        "required": True,
    },
    {"key": "tell", "label": "ベランダの向きと広さを、わかる範囲で教えてください", "kind": "long"},
]
EXIT = [
    {
        "key": "why",
        "label": "理由にいちばん近いものは？",
        "kind": "choice",
        "choices": ["時間がない", "費用"],
    },
    {"key": "more", "label": "ほかに伝えたいこと", "kind": "long"},
]
QUESTION = {
    "name": UNBROKEN,
    "mail": "chika@example.org",
    "body": "見学はできますか。\n\n土曜の午後が空いています。" * 3,
}
ABOUT = {
    "aiko": {
        "interests": ["睡蓮", "ビオトープ", "写真", "朝の散歩"],
        "skills": ["株分け", "鉢の選び方"],
        "region": "関西、山のほう",
        "about": "ベランダで睡蓮とメダカを育てて八年になります。枯らした数だけ、お話しできます。",
        "shown": {"skills": "group"},
    },
    "gen": {
        "interests": ["写真", "睡蓮", "メダカ"],
        "skills": ["水質", "朝の散歩"],
        "region": "九州",
        "about": "写真から入りました。\n\n水面に映る空を撮るのが好きです。",
    },
    "leo": {"interests": ["メダカ", UNBROKEN[:30]], "about": UNBROKEN * 2},
}
LETTER = {
    "ja": {"subject": "株分け会のお知らせ", "body": "日曜の十時からです。\n\n手ぶらでどうぞ。"},
    "en": {"subject": "Dividing the plants", "body": "Sunday at ten.\n\nBring nothing."},
}
