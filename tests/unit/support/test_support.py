# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waiting, ports, forms and settings of the harness."""

import asyncio  # noqa: TID251  # what `aio` bridges
import socket
from typing import Any

from twisted.trial.unittest import TestCase

from tests.support.ports import free_port
from tests.support.settings import project_modules
from tests.support.waiting import aio, eventually
from tests.support.web import Answer


class Waiting(TestCase):
    async def test_a_condition_that_comes_true_ends_the_wait_with_its_value(self) -> None:
        asked: list[int] = []

        async def third_time() -> str:
            asked.append(1)
            assert len(asked) > 1, "not even the second time"
            return "here" if len(asked) > 2 else ""

        self.assertEqual(await eventually(third_time, "it comes"), "here")

    async def test_a_condition_that_stays_untrue_fails_with_what_was_seen(self) -> None:
        with self.assertRaises(AssertionError) as told:
            await eventually(list, "letters arrive", patience_s=0.05)
        self.assertEqual(str(told.exception), "not within 0.05 s: letters arrive (last seen: [])")

    async def test_another_error_ends_the_wait_at_once(self) -> None:
        def broken() -> Any:
            raise KeyError("room")

        with self.assertRaises(KeyError):
            await eventually(broken, "never")

    async def test_asyncio_work_gives_its_value_and_its_errors(self) -> None:
        async def work(fails: bool) -> str:
            await asyncio.sleep(0)
            if fails:
                raise ValueError("no")
            return "done"

        self.assertEqual(await aio(work(False)), "done")
        with self.assertRaises(ValueError):
            await aio(work(True))


class Ports(TestCase):
    def test_a_port_is_free_and_given_once(self) -> None:
        ports = [free_port("127.0.0.2") for _ in range(50)]
        self.assertEqual(len(set(ports)), 50)
        with socket.socket() as listener:
            listener.bind(("127.0.0.2", ports[0]))


class Forms(TestCase):
    page = Answer(
        status=200,
        headers={"content-type": "text/html"},
        url="http://127.0.0.1/x",
        content="""<form action="/search"><input name="q"></form>
        <form action="/join" method="post"><input type="hidden" name="csrf" value="a&amp;b">
        <input type="checkbox" name="agree" value="yes"><input type="radio" name="plan" value="m">
        <input type="radio" name="plan" value="y" checked><textarea name="why">花が好き</textarea>
        <select name="month"><option value="1"><option value="2" selected></select>
        <button name="go" value="1">Go</button></form>""".encode(),
    )

    def test_a_form_sends_what_a_browser_would_send_untouched(self) -> None:
        form = self.page.form("join")
        self.assertEqual(form.method, "post")
        self.assertEqual(form.fields, {"csrf": "a&b", "plan": "y", "why": "花が好き", "month": "2"})

    def test_a_missing_form_is_told_with_those_there_are(self) -> None:
        with self.assertRaises(AssertionError) as told:
            self.page.form("pay")
        self.assertIn("['/search', '/join']", str(told.exception))


class ProjectModules(TestCase):
    def test_an_entry_is_altered_or_taken_out_and_a_wrong_name_is_refused(self) -> None:
        plain = {entry["module"]: entry for entry in project_modules()}
        altered = {
            entry["module"]: entry for entry in project_modules(Mail={"from": "a@b.example"}, Sandbox=None)
        }
        self.assertEqual(set(plain) - set(altered), {"bridges.sandbox.Sandbox"})
        self.assertEqual(altered["bridges.mail.Mail"]["config"]["from"], "a@b.example")
        self.assertIn("folder", altered["bridges.mail.Mail"]["config"])
        self.assertNotEqual(plain["bridges.mail.Mail"]["config"]["from"], "a@b.example")
        with self.assertRaises(KeyError):
            project_modules(Nonsense={})
