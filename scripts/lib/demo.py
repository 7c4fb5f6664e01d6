# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fill a fresh homeserver with a salon and people in it, through nothing but the public API.

Reads as what the people do, one after another: see `fill`. Passwords are random, and are written down before
the first account is opened, so that a run that was ended in the middle is taken up again by the next start.
"""

import hashlib
import hmac
import json
import os
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import demo_life
import yaml
from demo_people import DemoFailed, Person, send

FILE = "demo.json"
"""What the demo writes when it is done: {base_url, server_name, people: {role: {user_id, password}}, salon}."""

SLUG = "hoshizora"
CARD_THAT_PAYS = "4242424242424242"
PEOPLE = {
    # role: (localpart, whether an administrator of the homeserver)
    "admin": ("admin", True),
    "reviewer": ("reviewer", False),
    "owner": ("hikari", False),
    "member": ("aiko", False),
    "traveller": ("ben", False),
    "newcomer": ("mei", False),
}
MEMBERS = {
    # role: (name in the salon, birth date)
    "member": ("あいこ", "1990-04-01"),
    "traveller": ("Ben", "1985-09-12"),
    "newcomer": ("芽衣", "1998-01-23"),
}
PAGE = {
    "title": "星空写真サロン",
    "purpose": "星空の撮り方を学び、見せ合い、いっしょに撮りに行くサロンです。",
    "lead": "スマートフォンでも、天の川は撮れます。",
    "benefits": [
        "毎月の撮影テーマと、一枚ずつの講評",
        "機材や設定を、いつでも聞けるラウンジ",
        "季節ごとの撮影会のお知らせ",
    ],
    "body": (
        "主宰の星野ひかりが、十五年撮りためた星空と失敗談を持ちよります。\n\n"
        "はじめての方も、どうぞそのままの機材で。"
    ),
    "links": [{"kind": "website", "url": "https://hoshizora.example.jp/"}],
}
SELLER = {"name": "星野ひかり", "mail": "hikari@hoshizora.example.jp", "on_request": True}
PLANS = [
    {"name": "月額会員", "price": {"amount": 1980, "currency": "JPY"}, "interval": "month", "trial_days": 0},
    {"name": "年額会員", "price": {"amount": 19800, "currency": "JPY"}, "interval": "year", "trial_days": 0},
]
NEWS = "ようこそ、星空写真サロンへ。今月のテーマは「街から見える星」です。写真はラウンジへどうぞ。"
TALK = [
    ("owner", "こんばんは、主宰の星野ひかりです。お名前だけでも、気軽に書いてくださいね。"),
    ("member", "はじめまして、あいこです。先週、はじめて天の川を撮りました！"),
    ("owner", "すてきです。どんな設定で撮ったか、よかったら教えてください。"),
    ("member", "スマートフォンのナイトモードで、三脚に乗せて30秒です。"),
]


def ensure_demo(base_url: str, data: Path) -> dict[str, Any]:
    """The demo of this data folder, filled now if it was not.

    Raises:
        DemoFailed: a step was refused.
    """
    done = read_demo(data)
    if done is not None and done["base_url"] == base_url:
        return done
    if done is None:
        plan = {
            role: {"localpart": localpart, "password": secrets.token_urlsafe(9)}
            for role, (localpart, _) in PEOPLE.items()
        } | (read_json(data / "demo.part.json") or {})
        write_json(data / "demo.part.json", plan)
        settings = yaml.safe_load((data / "homeserver.generated.yaml").read_text("utf-8"))
        people = fill(base_url, settings, plan)
        done = {
            "base_url": base_url,
            "server_name": settings["server_name"],
            "people": {role: {"user_id": p.user_id, "password": p.password} for role, p in people.items()},
            "salon": SLUG,
        }
    done["base_url"] = base_url  # the port may be another one today
    write_json(data / FILE, done)
    (data / "demo.part.json").unlink(missing_ok=True)
    return done


def fill(base_url: str, settings: dict[str, Any], plan: dict[str, dict[str, str]]) -> dict[str, Person]:
    """The demo's story; each step may have happened already in a run that was ended."""
    people = {
        role: Person(base_url, f"@{who['localpart']}:{settings['server_name']}", who["password"])
        for role, who in plan.items()
    }

    def arrive(role: str) -> None:
        open_account(people[role], plan[role]["localpart"], PEOPLE[role][1], shared_secret(settings))
        people[role].sign_in()

    each_at_once(arrive, people)
    owner, reviewer = people["owner"], people["reviewer"]

    opening = {
        "slug": SLUG,
        "title": PAGE["title"],
        "purpose": PAGE["purpose"],
        "kind": "fan_club",
        "language": "ja",
    }
    owner.salon("POST", "salons", opening, may_exist=True)
    salon = owner.salon("GET", f"salons/{SLUG}")
    offered = {plan["name"] for plan in salon.get("plans", [])}
    for offer in PLANS:
        if offer["name"] not in offered:
            owner.salon("POST", f"salons/{SLUG}/plans", offer)
    people["admin"].salon("PUT", f"admin/reviewers/{urllib.parse.quote(reviewer.user_id)}")
    publish(owner, reviewer)

    def join(role: str) -> None:
        join_and_pay(people[role], *MEMBERS[role])
        wait_until_placed(people[role])

    each_at_once(join, MEMBERS)
    rooms = enter_rooms(people["member"]) | enter_rooms(owner)
    owner.say(rooms["announce"], NEWS)
    for role, words in TALK:
        people[role].say(rooms["chat"], words)
    demo_life.live(people, SLUG)
    return people


def each_at_once(step: Callable[[str], None], roles: Iterable[str]) -> None:
    """Several people do the same at the same time; the first refusal is everybody's."""
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(step, roles))


def publish(owner: Person, reviewer: Person) -> None:
    """The owner writes the landing page and hands it in, the reviewer approves it."""
    if owner.salon("GET", f"salons/{SLUG}").get("status") == "open":
        return
    owner.salon("PUT", f"salons/{SLUG}", {"theme": "photo"})
    owner.salon("PUT", f"salons/{SLUG}/disclosure", SELLER)
    owner.salon("PUT", f"salons/{SLUG}/page", PAGE)
    owner.salon("POST", f"salons/{SLUG}/page/submit", may_exist=True)
    for review in reviewer.salon("GET", "admin/reviews")["reviews"]:
        if SLUG in (review["salon"], review.get("slug")):
            reviewer.salon("POST", f"admin/reviews/{review['id']}/approve", {"reason": "デモの公開"})


def join_and_pay(member: Person, name: str, birth_date: str) -> None:
    """A member joins with the monthly plan and pays on the sandbox's page."""
    if member.salon("GET", f"salons/{SLUG}/me")["status"] == "active":
        return
    salon = member.salon("GET", f"salons/{SLUG}")
    joining = {
        "plan": next(plan["id"] for plan in salon["plans"] if plan["interval"] == "month"),
        "rules_version": salon["rules"]["version"],
        "birth_date": birth_date,
        "community_name": name,
        "answers": {},
    }
    joined = member.salon("POST", f"salons/{SLUG}/join", joining, key=secrets.token_hex(8))
    if pay_url := joined.get("pay_url"):
        form = urllib.parse.urlencode({"card_number": CARD_THAT_PAYS}).encode()
        status, answer = send(pay_url, "POST", {"Content-Type": "application/x-www-form-urlencoded"}, form)
        if status >= 400:
            raise DemoFailed(f"paying at {pay_url}: {status} {answer}")
    wait_for("the member's payment to open the salon", lambda: standing(member) == "active")


def standing(member: Person) -> str:
    """Where the member stands with the salon."""
    return str(member.salon("GET", f"salons/{SLUG}/me")["status"])


def enter_rooms(person: Person) -> dict[str, str]:
    """Enter the salon's rooms that are open to the person: kind of room to room id, the first of each kind."""
    space = wait_until_placed(person)
    path = f"/_matrix/client/v1/rooms/{urllib.parse.quote(space)}/hierarchy"
    rooms: dict[str, str] = {}
    for room in person.ask("GET", path)["rooms"]:
        room_id = room["room_id"]
        if room_id == space:
            continue
        try:
            person.matrix("POST", f"join/{urllib.parse.quote(room_id)}")
        except DemoFailed:
            continue  # the staff's room, for a member
        state = f"rooms/{urllib.parse.quote(room_id)}/state/io.synapse_salon.room/"
        rooms.setdefault(person.matrix("GET", state)["kind"], room_id)
    return rooms


def wait_until_placed(person: Person) -> str:
    """The salon's space, once the person is in it."""
    space = str(person.salon("GET", f"salons/{SLUG}")["space"])

    def is_placed() -> bool:
        return space in person.matrix("GET", "joined_rooms")["joined_rooms"]

    wait_for(f"{person.user_id} to be placed in the salon", is_placed)
    return space


def wait_for(what: str, is_so: Any, seconds: int = 60) -> None:
    """Ask until it is so.

    Raises:
        DemoFailed: it was not within `seconds`.
    """
    for _ in range(seconds * 5):
        if is_so():
            return
        time.sleep(0.2)
    raise DemoFailed(f"waited {seconds} s for {what}")


def open_account(person: Person, localpart: str, is_admin: bool, secret: str) -> None:
    """Register by Synapse's shared-secret API, unless an earlier run did."""
    path = "/_synapse/admin/v1/register"
    nonce = person.ask("GET", path)["nonce"]
    told = "\0".join([nonce, localpart, person.password, "admin" if is_admin else "notadmin"])
    body = {
        "nonce": nonce,
        "username": localpart,
        "password": person.password,
        "admin": is_admin,
        "mac": hmac.new(secret.encode(), told.encode(), hashlib.sha1).hexdigest(),
    }
    headers = {"Content-Type": "application/json"}
    status, answer = send(person.base_url + path, "POST", headers, json.dumps(body).encode())
    if status >= 400 and answer.get("errcode") != "M_USER_IN_USE":
        raise DemoFailed(f"opening {person.user_id}: {status} {answer}")


def shared_secret(settings: dict[str, Any]) -> str:
    """The homeserver's registration_shared_secret, from its settings or the file they name."""
    if "registration_shared_secret" in settings:
        return str(settings["registration_shared_secret"])
    return Path(settings["registration_shared_secret_path"]).read_text("utf-8").strip()


def read_demo(data: Path) -> dict[str, Any] | None:
    """What an earlier demo wrote, or None."""
    return read_json(data / FILE)


def read_json(file: Path) -> dict[str, Any] | None:
    """A JSON object from a file, or None where there is no such file or it was cut off."""
    try:
        read = json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return read if isinstance(read, dict) else None


def write_json(file: Path, what: dict[str, Any]) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        json.dump(what, opened, ensure_ascii=False, indent=2)
        opened.write("\n")
    part.replace(file)
