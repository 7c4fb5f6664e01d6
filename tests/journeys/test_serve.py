# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody starts the homeserver as the README says."""

import json
import shutil
import stat
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from twisted.trial.unittest import TestCase

from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
MINUTES_S = 180.0


class Serve(TestCase):
    """Ben clones the repository and runs `scripts/serve`."""

    timeout = 600

    def setUp(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="serve-", dir=Path.cwd()))
        self.addCleanup(shutil.rmtree, self.data, ignore_errors=True)
        self.port = free_port()

    def serve(self, *more: str, port: int | None = None, data: Path | None = None) -> Program:
        """Start scripts/serve, to be ended with the test."""
        program = Program(
            [
                str(ROOT / "scripts" / "serve"),
                f"--port={port or self.port}",
                f"--data={data or self.data}",
                *more,
            ],
            Path(tempfile.mkstemp(prefix="serve-", suffix=".log", dir=Path.cwd())[1]),
            environment={"SALON_PYTHON": sys.executable},
        )
        self.addCleanup(program.stop)
        return program

    def get(self, path: str, token: str = "") -> Any:
        """What the homeserver answers to a GET, or None while it does not."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.loads(response.read())
        except OSError:
            return None

    def sign_in(self, person: dict[str, str]) -> str:
        """An access token, by password, as a client does."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": person["user_id"]},
            "password": person["password"],
        }
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/_matrix/client/v3/login", json.dumps(body).encode()
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return str(json.loads(response.read())["access_token"])

    async def said(self, program: Program, words: str) -> None:
        """Wait until the program has said it; fails with its last words when it ends before."""

        def says() -> bool:
            if words in program.log.read_text("utf-8", "replace"):
                return True
            if not program.running:
                raise RuntimeError(f"it ended without saying {words!r}:\n{program.tail()}")
            return False

        await eventually(says, f"{words!r} from scripts/serve", MINUTES_S, 0.1)

    async def ended(self, program: Program) -> str:
        """Wait until the program has ended by itself; what it said."""
        await eventually(lambda: not program.running, "an end", MINUTES_S, 0.1)
        return program.tail()

    async def test_a_demo_is_alive_and_stays_so_at_a_second_start(self) -> None:
        first = self.serve("--demo")
        await self.said(first, "Who can sign in")
        self.assertEqual(self.get("/_synapse/client/salon/v1/health") is not None, True)
        demo_file = self.data / "demo.json"
        demo = json.loads(demo_file.read_text("utf-8"))
        self.assertEqual(demo["base_url"], f"http://127.0.0.1:{self.port}")
        roles = {"admin", "reviewer", "owner", "member", "traveller", "newcomer"}
        self.assertEqual(set(demo["people"]), roles)

        for person in demo["people"].values():
            token = self.sign_in(person)
        token = self.sign_in(demo["people"]["member"])
        mine = self.get(f"/_synapse/client/salon/v1/salons/{demo['salon']}/me", token)
        self.assertEqual(mine["status"], "active")
        listed = self.get("/_synapse/client/salon/v1/salons")
        self.assertIn(demo["salon"], [salon["slug"] for salon in listed["salons"]])
        talk = json.dumps(self.get("/_matrix/client/v3/sync?timeout=0", token), ensure_ascii=False)
        self.assertIn("はじめまして、あいこです", talk)

        salon = f"/_synapse/client/salon/v1/salons/{demo['salon']}"
        people = {one["community_name"]: one for one in self.get(f"{salon}/people", token)["people"]}
        self.assertEqual(people["Ben"]["common"]["interests"], ["天の川"])
        self.assertEqual((people["芽衣"]["region"], people["芽衣"]["skills"]), ("", []))
        self.assertEqual(len(self.get(f"{salon}/chats", token)["chats"]), 1)
        self.assertIn("集合は松本駅", talk)
        (asked,) = self.get(f"{salon}/me/asks", token)["asks"]
        self.assertEqual(asked["state"], "open")
        (invite,) = self.get(f"{salon}/invites", token)["invites"]
        self.assertEqual((invite["uses"], invite["state"]), (10, "open"))

        first.stop()
        second = self.serve("--demo")
        await self.said(second, "Who can sign in")
        self.assertEqual(json.loads(demo_file.read_text("utf-8")), demo, "nothing was filled twice")
        again = json.dumps(self.get("/_matrix/client/v3/sync?timeout=0", token), ensure_ascii=False)
        self.assertEqual(again.count("はじめまして、あいこです"), talk.count("はじめまして、あいこです"))

    async def test_what_it_makes_is_for_its_owner_only(self) -> None:
        await self.said(self.serve(), "synapse-salon is running")
        for file in self.data.rglob("*"):
            self.assertFalse(
                file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), f"{file} can be read by others"
            )

    async def test_a_demo_that_was_ended_in_the_middle_is_taken_up_again(self) -> None:
        first = self.serve("--demo")
        accounts = self.data / "demo.part.json"
        await eventually(accounts.exists, "the demo to begin", MINUTES_S)
        first.kill()
        await self.said(self.serve("--demo"), "Who can sign in")
        demo = json.loads((self.data / "demo.json").read_text("utf-8"))
        self.assertTrue(self.sign_in(demo["people"]["owner"]))

    async def test_a_taken_port_and_a_taken_folder_are_refused_in_a_line(self) -> None:
        running = self.serve()
        await self.said(running, "synapse-salon is running")
        other = Path(tempfile.mkdtemp(prefix="serve-", dir=Path.cwd()))
        self.addCleanup(shutil.rmtree, other, ignore_errors=True)
        taken = self.serve(data=other)
        self.assertIn(f"Port {self.port} on 127.0.0.1 is taken", await self.ended(taken))
        twice = self.serve(port=free_port())
        self.assertIn("A homeserver is already running on", await self.ended(twice))
        self.assertTrue(running.running)

    async def test_a_wrong_option_says_what_would_work(self) -> None:
        wrong = self.serve("--demmo")
        said = await self.ended(wrong)
        self.assertIn("Unknown option: --demmo", said)
        self.assertIn("scripts/serve [--demo]", said)
