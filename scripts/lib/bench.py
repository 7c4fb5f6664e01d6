# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the modules cost. Called by scripts/bench; prints one line `name: figure unit` each.

Wall-clock throughput says little where client and server share a machine, so the cost of a message is the server
process's own CPU time, in rounds that alternate between a plain homeserver and ours. The client is this process.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import demo
from bench_chat import MEMBERS, chat_of, send_to_receive
from bench_client import MATRIX, Member, Salon
from bench_guest import GUESTS, send_to_page
from bench_server import Server

SENDERS = 20
ROUNDS = int(os.environ.get("SALON_BENCH_ROUNDS", "40"))
MESSAGES = 100
"""Messages in a round on each side."""

WAVE = 300


def cpu_per_message(folder: Path) -> None:
    """Server CPU per message in a room of 20 members: ours (watched by the house) over a plain homeserver's."""
    with (
        Server(folder / "plain", with_modules=False) as plain,
        Server(folder / "ours", with_modules=True) as ours,
    ):
        sides = [(plain, *plain_room(plain)), (ours, *salon_room(ours))]
        for server, senders, room in sides:
            talk(server, senders, room)  # caches warm, code compiled
        spent: list[list[float]] = [[], []]
        for number in range(ROUNDS):
            order = (0, 1) if number % 2 == 0 else (1, 0)
            for side in order:
                spent[side].append(talk(*sides[side]))
        ratios = [mine / theirs for theirs, mine in zip(*spent, strict=True)]
        tell("cpu-per-message", f"{statistics.median(ratios):.3f}", "times a plain homeserver's")
        tell("cpu-per-message-plain", f"{statistics.median(spent[0]):.2f}", "ms")
        tell("cpu-per-message-ours", f"{statistics.median(spent[1]):.2f}", "ms")
        tell("cpu-per-message-spread", f"{min(ratios):.3f}..{max(ratios):.3f}", f"over {ROUNDS} pairs")


def talk(server: Server, senders: list[Member], room: str) -> float:
    """One round: everybody speaks at once; answers ms of server CPU per message, what follows a message included."""
    before = server.cpu_ms()
    each = MESSAGES // len(senders)
    with ThreadPoolExecutor(len(senders)) as pool:
        list(pool.map(lambda person: [person.say(room, f"line {n}") for n in range(each)], senders))
    time.sleep(0.3)  # pushes to the house, receipts, background updates
    return (server.cpu_ms() - before) / (each * len(senders))


def plain_room(server: Server) -> tuple[list[Member], str]:
    """A room like a salon's on a plain homeserver: 20 members, and two more in the place of owner and house."""
    people = [Member(server, f"member{n}") for n in range(SENDERS)]
    host = Member(server, "host")
    room = str(
        host.ask("POST", f"{MATRIX}/createRoom", {"preset": "public_chat", "name": "Lounge"})["room_id"]
    )
    for person in (*people, Member(server, "cohost")):
        person.enter(room)
    return people, room


def salon_room(server: Server) -> tuple[list[Member], str]:
    """A salon's lounge with 20 members who joined the salon."""
    salon = Salon(server)
    people = [Member(server, f"member{n}") for n in range(SENDERS)]
    for person in people:
        salon.join(person, "free")
    for person in people:
        salon.wait_until_inside(person)
    room = salon.lounge(people[0])
    for person in people:
        person.enter(room)
    return people, room


def payment_to_access(folder: Path) -> None:
    """Time from the card's submission to the member's being in the salon's space, ten people one after another."""
    with Server(folder / "payments", with_modules=True) as server:
        salon = Salon(server)
        took: list[float] = []
        for number in range(10):
            person = Member(server, f"payer{number}")
            pay_url = salon.join(person, "month")
            if pay_url is None:
                raise SystemExit("a paid plan asked for no payment")
            started = time.monotonic()
            pay(pay_url)
            salon.wait_until_inside(person)
            took.append((time.monotonic() - started) * 1000)
        tell("payment-to-access", f"{statistics.median(took):.0f}", "ms")
        tell("payment-to-access-worst", f"{max(took):.0f}", "ms")


def pay(pay_url: str) -> None:
    """Submit the card that succeeds."""
    form = urllib.parse.urlencode({"card_number": demo.CARD_THAT_PAYS}).encode()
    with urllib.request.urlopen(pay_url, form, timeout=60) as response:
        response.read()


def wave_300(folder: Path) -> None:
    """300 people join at once: how long until all are in, and how long a message takes meanwhile."""
    with Server(folder / "wave", with_modules=True) as server:
        salon = Salon(server)
        talker = Member(server, "talker")
        salon.join(talker, "free")
        salon.wait_until_inside(talker)
        room = salon.lounge(talker)
        people = [Member(server, f"joiner{n}") for n in range(WAVE)]
        quiet = latencies(talker, room, lambda: time.sleep(10))
        asked: list[float] = []
        started = time.monotonic()

        def arrive() -> None:
            with ThreadPoolExecutor(20) as pool:
                list(pool.map(lambda person: salon.join(person, "free"), people))
            asked.append(time.monotonic() - started)
            for person in people:
                salon.wait_until_inside(person, pause_s=0.5)

        busy = latencies(talker, room, arrive)
        tell("wave-300", f"{time.monotonic() - started:.1f}", "s until all are in")
        tell("wave-300-asked", f"{asked[0]:.1f}", "s until all had asked")
        for name, took in (("quiet", quiet), ("wave", busy)):
            tell(f"message-latency-{name}-p50", f"{percentile(took, 50):.0f}", "ms")
            tell(f"message-latency-{name}-p95", f"{percentile(took, 95):.0f}", "ms")


def chat_200(folder: Path) -> None:
    """A chat with 200 members: until it is open, and from sending to receiving with the apps of all open."""
    with Server(folder / "chat", with_modules=True) as server:
        opened_ms, people, room = chat_of(server)
        tell("chat-open", f"{opened_ms:.0f}", "ms until ten people are asked in")
        took = send_to_receive(people, room)
        for percent in (50, 95):
            name = f"chat-200-send-to-receive-p{percent}"
            tell(name, f"{percentile(took, percent):.0f}", f"ms with {MEMBERS} apps open")


def guest_page(folder: Path) -> None:
    """Messages on the pages of people who came by a link: from a member's sending until they stand there."""
    with Server(folder / "guests", with_modules=True) as server:
        took = send_to_page(server)
        for percent in (50, 95):
            name = f"guest-page-p{percent}"
            tell(name, f"{percentile(took, percent):.0f}", f"ms from sending, with {GUESTS} pages open")


def latencies(talker: Member, room: str, meanwhile: Callable[[], None]) -> list[float]:
    """How long sending took, in ms, five times a second while something else happens."""
    took: list[float] = []
    done = threading.Event()

    def speak() -> None:
        while not done.wait(0.2):
            started = time.monotonic()
            talker.say(room, "still here")
            took.append((time.monotonic() - started) * 1000)

    speaker = threading.Thread(target=speak)
    speaker.start()
    try:
        meanwhile()
    finally:
        done.set()
        speaker.join()
    return took


def percentile(took: list[float], percent: int) -> float:
    """The value that `percent` of the measurements stay below."""
    return sorted(took)[min(len(took) - 1, len(took) * percent // 100)]


def tell(name: str, figure: str, unit: str) -> None:
    """One result."""
    print(f"{name}: {figure} {unit}", flush=True)


BENCHMARKS: dict[str, Callable[[Path], None]] = {
    "cpu-per-message": cpu_per_message,
    "payment-to-access": payment_to_access,
    "wave-300": wave_300,
    "chat-200": chat_200,
    "guest-page": guest_page,
}


def main() -> int:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="What the modules cost.")
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"one of {', '.join(BENCHMARKS)}; all without one"
    )
    names = parser.parse_args().names or list(BENCHMARKS)
    for name in names:
        if name not in BENCHMARKS:
            print(f"No benchmark is called {name}; there are {', '.join(BENCHMARKS)}.", file=sys.stderr)
            return 2
    for name in names:
        with tempfile.TemporaryDirectory(prefix="salon-bench-") as folder:
            BENCHMARKS[name](Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
