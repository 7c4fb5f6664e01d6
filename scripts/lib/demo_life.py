# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the people of the demo do once they are in their salon: they say who they are, chat, ask, and invite.

Each step may have happened already in a run that was ended, and then does nothing again.
"""

import urllib.parse

from demo_people import Person

POLICIES = {"dm": "members", "guests": "invited"}
INTERESTS = ["天の川", "流星群", "月", "星景写真", "タイムラプス", "赤道儀", "撮影旅行"]
ABOUT = {
    "member": {
        "interests": ["天の川", "星景写真", "撮影旅行"],
        "skills": ["料理写真", "車の運転"],
        "region": "長野県松本市",
        "about": "スマートフォンで星を撮りはじめました。週末は美ヶ原のあたりにいます。",
        "shown": {"interests": "salon", "skills": "salon", "region": "group", "about": "salon"},
    },
    "traveller": {
        "interests": ["天の川", "タイムラプス", "southern sky"],
        "skills": ["time-lapse editing", "English"],
        "region": "Melbourne, and Hakuba in winter",
        "about": "I follow the Milky Way from both hemispheres. 日本語も少し話します。",
        "shown": {"interests": "salon", "skills": "salon", "region": "salon", "about": "salon"},
    },
    "newcomer": {
        "interests": ["月", "撮影旅行"],
        "skills": ["イラスト"],
        "region": "大阪府",
        "about": "カメラを買ったばかりです。",
        "shown": {"interests": "salon", "skills": "nobody", "region": "nobody", "about": "salon"},
    },
}
"""What each says of themselves, and who sees it."""

CHAT = "流星群の撮影会、場所と車の相談"
CHATTED = [
    ("member", "十二月の流星群、美ヶ原まで車を出せます。あと三人乗れます。"),
    ("traveller", "I'd love to come! 三脚を二本持っていきます。"),
    ("newcomer", "はじめてですが、ごいっしょしてもいいですか。"),
    ("member", "もちろんです。集合は松本駅、夜九時でどうでしょう。"),
]
QUESTION = "撮影会に家族を一人連れていってもよいでしょうか。会員ではありません。"


def live(people: dict[str, Person], slug: str) -> None:
    """The salon, some days later."""
    owner, member = people["owner"], people["member"]
    path = f"salons/{slug}"
    owner.salon("PUT", f"{path}/policies", POLICIES)
    owner.salon("PUT", f"{path}/interests", {"interests": INTERESTS})
    for role, about in ABOUT.items():
        people[role].salon("PUT", f"{path}/me/about", about)
    if not member.salon("GET", f"{path}/invites")["invites"]:
        member.salon("POST", f"{path}/invites", {"uses": 10})
    if not member.salon("GET", f"{path}/me/asks")["asks"]:
        member.salon("POST", f"{path}/ask", {"body": QUESTION})
    chat(people, path)


def chat(people: dict[str, Person], path: str) -> None:
    """A chat that somebody opened, which takes guests, and what is said in it."""
    open_now = people["member"].salon("GET", f"{path}/chats")["chats"]
    rooms = [one["room_id"] for one in open_now if one["name"] == CHAT]
    wish = {"name": CHAT, "guests": "invited"}
    room = rooms[0] if rooms else people["member"].salon("POST", f"{path}/chats", wish)["room_id"]
    for role in dict.fromkeys(role for role, _ in CHATTED):
        people[role].matrix("POST", f"join/{urllib.parse.quote(room)}")
    for role, words in CHATTED:
        people[role].say(room, words)
