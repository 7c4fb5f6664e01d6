# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A chat with 200 members: how long until it is open, and from sending to receiving in their apps."""

import json
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench_client import MATRIX, SALON, Member, Salon
from bench_server import Server

MEMBERS = 200
APPS = 50
"""Whose apps are open: each answers for a request of its own at every message."""

MESSAGES = 30
PAUSE_S = 1.0
_ONLY = json.dumps(
    {"presence": {"types": []}, "account_data": {"types": []}, "room": {"ephemeral": {"types": []}}}
)


class Listener:
    """Somebody's app: asks for what is new and is answered when there is some. Notes when each message arrived."""

    def __init__(self, member: Member, room: str) -> None:
        self._member, self._room = member, room
        self.heard: dict[str, float] = {}
        self._since = str(self._sync("timeout=0")["next_batch"])
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _sync(self, how: str) -> Any:
        wanted = urllib.parse.quote(_ONLY)
        return self._member.ask("GET", f"{MATRIX}/sync?filter={wanted}&{how}")

    def _listen(self) -> None:
        while not self._is_over.is_set():
            news = self._sync(f"timeout=5000&since={self._since}")
            now, self._since = time.monotonic(), str(news["next_batch"])
            joined = news.get("rooms", {}).get("join", {}).get(self._room, {})
            for event in joined.get("timeline", {}).get("events", []):
                self.heard.setdefault(str(event["content"].get("body")), now)

    def stop(self) -> None:
        """Listen no longer."""
        self._is_over.set()
        self._thread.join()


def chat_of(server: Server, members: int = MEMBERS) -> tuple[float, list[Member], str]:
    """A chat opened by a member and entered by all; how long opening it and asking ten people in took, in ms."""
    salon = Salon(server)
    people = [Member(server, f"talker{n}") for n in range(members)]
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda person: salon.join(person, "free"), people))
    for person in people:
        salon.wait_until_inside(person, pause_s=0.5)
    lounge = salon.lounge(people[-1])
    while any(lounge not in person.rooms() for person in people):
        time.sleep(0.5)  # else the chat would be opened in the middle of their arrival
    asked = [person.user_id for person in people[1:11]]
    started = time.monotonic()
    made = people[0].ask("POST", f"{SALON}/salons/{salon.slug}/chats", {"name": "Bench", "invite": asked})
    room = str(made["room_id"])
    while room not in people[0].rooms() or _invited(people[0], room) < len(asked):
        time.sleep(0.05)
    opened_ms = (time.monotonic() - started) * 1000
    for person in people[1:]:
        person.enter(room)
    return opened_ms, people, room


def _invited(person: Member, room: str) -> int:
    found = person.ask("GET", f"{MATRIX}/rooms/{urllib.parse.quote(room)}/members?membership=invite")
    return len(found["chunk"])


def send_to_receive(people: list[Member], room: str, apps: int) -> list[float]:
    """From sending to its arrival in each app, in ms: the apps of so many are open, and they speak in turn, once
    a second."""
    listeners = [Listener(person, room) for person in people[:apps]]
    speakers = [person.again() for person in people[:20]]
    sent: dict[str, float] = {}
    for number in range(MESSAGES):
        words = f"line {number} to {apps}"
        sent[words] = time.monotonic()
        speakers[number % len(speakers)].say(room, words)
        time.sleep(max(0.0, sent[words] + PAUSE_S - time.monotonic()))
    for _ in range(300):
        if all(len(listener.heard.keys() & sent.keys()) == MESSAGES for listener in listeners):
            break
        time.sleep(0.1)
    else:
        raise SystemExit("not everybody received everything within half a minute")
    for listener in listeners:
        listener.stop()
    return [(listener.heard[words] - at) * 1000 for words, at in sent.items() for listener in listeners]
