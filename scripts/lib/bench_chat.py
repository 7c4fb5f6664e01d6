# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A chat with 200 members: how long until it is open, and from sending to receiving in their apps."""

import json
import multiprocessing
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

from bench_client import MATRIX, SALON, Member, Salon
from bench_server import Server

MEMBERS = 200
MESSAGES = 30
APPS_A_PROCESS = 50
"""The clients of one process would else wait for each other."""

PAUSE_S = 1.0
_ONLY = json.dumps(
    {
        "presence": {"types": []},
        "account_data": {"types": []},
        "room": {"ephemeral": {"types": []}, "timeline": {"limit": 100}},
    }
)


class Listener:
    """Somebody's app: asks for what is new and is answered when there is some. Notes when each message arrived."""

    def __init__(self, member: Member, room: str) -> None:
        self._member, self._room = member, room
        self.heard: dict[str, float] = {}
        self._since = str(self._sync("timeout=0")["next_batch"])

    def _sync(self, how: str) -> Any:
        wanted = urllib.parse.quote(_ONLY)
        return self._member.ask("GET", f"{MATRIX}/sync?filter={wanted}&{how}")

    def listen(self, messages: int) -> None:
        """Until so many messages have arrived."""
        while len(self.heard) < messages:
            news = self._sync(f"timeout=5000&since={self._since}")
            now, self._since = time.monotonic(), str(news["next_batch"])
            joined = news.get("rooms", {}).get("join", {}).get(self._room, {})
            for event in joined.get("timeline", {}).get("events", []):
                self.heard.setdefault(str(event["content"].get("body")), now)


def _crowd(people: list[Member], room: str, told: Connection) -> None:
    """Several people's apps in a process of their own: says when they are ready, and what they heard at the end."""
    listeners = [Listener(person.again(), room) for person in people]
    told.send(len(listeners))
    with ThreadPoolExecutor(len(listeners)) as pool:
        list(pool.map(lambda listener: listener.listen(MESSAGES), listeners))
    told.send([listener.heard for listener in listeners])


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


def send_to_receive(people: list[Member], room: str) -> list[float]:
    """From sending to its arrival in each app, in ms: everybody's is open, each asks anew at every message, and twenty
    speak in turn, once a second."""
    crowds = []
    for first in range(0, len(people), APPS_A_PROCESS):
        here, there = multiprocessing.Pipe()
        part = people[first : first + APPS_A_PROCESS]
        crowd = multiprocessing.Process(target=_crowd, args=(part, room, there), daemon=True)
        crowd.start()
        crowds.append((crowd, here))
    for _, here in crowds:
        here.recv()
    speakers = [person.again() for person in people[:20]]
    sent: dict[str, float] = {}
    for number in range(MESSAGES):
        words = f"line {number}"
        sent[words] = time.monotonic()
        speakers[number % len(speakers)].say(room, words)
        time.sleep(max(0.0, sent[words] + PAUSE_S - time.monotonic()))
    heard: list[dict[str, float]] = []
    for crowd, here in crowds:
        if not here.poll(60):
            raise SystemExit("not everybody received everything within a minute")
        heard += here.recv()
        crowd.join()
    return [(each[words] - at) * 1000 for words, at in sent.items() for each in heard]
