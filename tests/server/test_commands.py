# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What operators run beside or before the homeserver."""

import os
import sys
from pathlib import Path

from twisted.internet.utils import getProcessOutputAndValue

from synapse_salon.rooms import RoomFacts
from tests.server.stripe_case import stripe_module
from tests.support.case import SalonTestCase
from tests.support.floor import CHAT, FOUNDATION, GARDEN, House
from tests.support.settings import ROOT
from tests.support.stripe_double import StripeDouble


class CommandsTest(SalonTestCase):
    modules = FOUNDATION

    async def run_command(self, *words: str) -> tuple[int, str]:
        """Run `python -m synapse_salon`; answers its exit status and all it said."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        out, err, status = await getProcessOutputAndValue(
            sys.executable, ["-m", "synapse_salon", *words], env=environment, path=str(self.folder())
        )
        return status, (out + err).decode()

    async def test_migrate_makes_the_tables_before_the_first_start_and_does_no_harm_again(self) -> None:
        server = await self.start(modules=[])
        file = server.folder / "homeserver.yaml"
        server.modules, server.appservice = FOUNDATION, True
        await server.stop()
        server._write_settings()
        for said in ("applied rooms/0001_rooms", "Every table was there already."):
            status, words = await self.run_command("migrate", "--config", str(file))
            self.assertEqual(status, 0, words)
            self.assertIn(said, words)
        await server.start()
        await House(server).ready()

    async def test_explain_says_why_beside_the_running_homeserver(self) -> None:
        house = await House(await self.start()).ready()
        aiko = await house.server.person("aiko")
        rooms = house.platform.rooms
        for order in (CHAT, GARDEN):
            await house.do(rooms.open_room, house.frame(), order)
        space = await house.do(rooms.space_of, "s1")
        await house.place(space, aiko.user_id)
        file = str(house.server.folder / "homeserver.yaml")
        status, words = await self.run_command("explain", aiko.user_id, "--config", file)
        self.assertEqual(status, 0, words)
        self.assertIn("blue-lotus:\n", words)
        self.assertRegex(words, r"room +membership +may they enter")
        self.assertRegex(words, r"space +inside +may enter")
        self.assertRegex(words, r"chat +outside +may enter")

        async def nobody(user_id: str, room: RoomFacts) -> str | None:
            return "lapsed" if room.kind == "space" else None

        from synapse_salon.explain import explain

        house.platform.explainers["membership"] = nobody
        found = (await house.do(explain, house.platform, aiko.user_id))["blue-lotus"]
        self.assertIn("may not enter (membership: lapsed: was a member", str(found[0]))
        self.assertIn("; is in the room all the same", str(found[0]))
        self.assertEqual([row.is_settled for row in found], [False, True, True, True])

        status, words = await self.run_command(
            "explain", aiko.user_id.replace("@aiko", "@nobody"), "-c", file
        )
        self.assertEqual(status, 1)
        self.assertIn("There is no account @nobody:", words)
        status, words = await self.run_command("explain", "@chika:elsewhere.example", "-c", file)
        self.assertEqual(status, 0)
        self.assertIn("is an account of another homeserver", words)
        status, words = await self.run_command("explain", "aiko", "--config", file)
        self.assertEqual(status, 2)
        self.assertIn("aiko is no Matrix ID", words)

    async def test_check_names_what_would_hurt_with_the_line_to_write(self) -> None:
        server = await self.start()
        file = server.folder / "homeserver.yaml"
        bad = server.folder / "bad.yaml"
        bad.write_text("encryption_enabled_by_default_for_room_type: all\nenable_registration: true\n"
                       "enable_registration_without_verification: true\n")  # fmt: skip
        status, words = await self.run_command("check", "-c", str(file), "-c", str(bad))
        self.assertEqual(status, 1, words)
        self.assertIn("must: New rooms would be encrypted", words)
        self.assertIn('encryption_enabled_by_default_for_room_type: "off"', words)
        self.assertIn("should: Anyone may open an account", words)
        self.assertIn("should: No web chat client is named", words)
        self.assertIn("client_url: ", words)
        for wrong, why in (
            (Path("nowhere.yaml"), "No such file"),
            (self._file("modules: [{module: modules.foundation.Foundation, config: {cheese: 1}}]"), "cheese"),
        ):
            status, words = await self.run_command("check", "-c", str(file), "-c", str(wrong))
            self.assertEqual(status, 1)
            self.assertIn(why, words)
            self.assertNotIn("Traceback", words)

    async def test_check_asks_stripe_whether_it_knows_the_key(self) -> None:
        double = StripeDouble()
        double.start()
        self.addCleanup(double.stop_soon)
        foundation, stripe = FOUNDATION[0], stripe_module(double)
        server = await self.start(modules=[foundation, stripe])
        file = str(server.folder / "homeserver.yaml")
        self.assertNotIn("Stripe", (await self.run_command("check", "-c", file))[1])
        double.world.secret_key = "sk_test_another"
        self.assertIn("Stripe does not know this key", (await self.run_command("check", "-c", file))[1])
        await double.stop()
        self.assertIn("Stripe cannot be asked", (await self.run_command("check", "-c", file))[1])

    def _file(self, text: str) -> Path:
        file = self.folder() / "more.yaml"
        file.write_text(text)
        return file
