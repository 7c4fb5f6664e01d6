# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power is cut while a letter goes to several members, and in the middle of a list of people who are invited.
In the end each got it once, in chat or by mail."""

import contextlib

from tests.support.letters import letters
from tests.support.salon import MONTHLY, SalonCase, awake, direct_room
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.workers import Ended

STEPS = ("after tell", "before send +1", "after send +1", "before deliver", "after deliver")
INVITING = ("after send +2", "after say")
FREE = {**MONTHLY, "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
PEOPLE = 5


class PowerCuts(SalonCase):
    """One letter, and many unlucky moments."""

    timeout = 900

    async def test_a_letter_to_everybody(self) -> None:
        armed = self.folder() / "armed"
        crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(armed)}}
        deployment = await self.deploy(modules=[*project_modules(), crash], workers=())
        salon = await self.salon(deployment, plan=FREE)
        people = [await deployment.person(f"member{number}") for number in range(PEOPLE)]
        for person in people:
            await salon.joins(person, mail=f"{person.name}@example.org")
        await deployment.comes_to_rest("everybody is in")
        path = f"v1/salons/{salon.slug}/letters"
        wish = {"words": {"ja": {"subject": "お知らせ", "body": "全員へ一度だけ"}}}
        seen = await salon.owner.ask("POST", f"{path}/look", wish)

        async def is_cut(steps: tuple[str, ...]) -> None:
            for step in (*steps[1:], ""):
                await eventually(lambda: not deployment.main.running, "the power is cut")
                if step:
                    armed.write_text(step, "utf-8")
                with contextlib.suppress(Ended):  # cut again before it was up
                    await deployment.start()
            await awake(deployment)

        armed.write_text(STEPS[0], "utf-8")
        await salon.owner.ask("POST", path, {**wish, "id": seen["id"], "token": seen["token"]})
        await is_cut(STEPS)

        async def all_told() -> bool:
            letter = await salon.owner.ask("GET", f"{path}/{seen['id']}")
            self.assertEqual((letter["told"], letter["waiting"]), (PEOPLE, 0))
            return True

        await eventually(all_told, "everybody is written to")

        # A list: four letters, and then a message to somebody who has an account.
        ben, lists = await deployment.person("ben"), f"v1/salons/{salon.slug}/invites/bulk"
        addresses = [f"guest{number}@example.org" for number in range(PEOPLE)]
        armed.write_text(INVITING[0], "utf-8")
        listed = "\n".join([*addresses[:-1], ben.user_id, addresses[-1]])
        made = await salon.owner.ask("POST", lists, {"csv": listed})
        await is_cut(INVITING)

        async def all_sent() -> bool:
            results = (await salon.owner.ask("GET", f"{lists}/{made['id']}"))["results"]
            self.assertEqual([row["state"] for row in results], ["sent"] * (PEOPLE + 1))
            return True

        await eventually(all_sent, "each row has its result")
        await deployment.comes_to_rest("everything is delivered")
        for person in people:
            mine = letters(deployment, f"{person.name}@", "お知らせ")
            room = await direct_room(person, deployment.user_id("salon"))
            said = [said for said in await person.messages(room) if "全員へ一度だけ" in said.body]
            self.assertEqual((len(mine), len(said)), (1, 1), person.name)
        self.assertEqual([len(letters(deployment, one, "青い蓮")) for one in addresses], [1] * PEOPLE)
        room = await direct_room(ben, deployment.user_id("salon"))
        told = (await ben.ask("GET", f"/_matrix/client/v3/rooms/{room}/messages?dir=b&limit=50"))["chunk"]
        events = [one["content"]["code"] for one in told if one["type"] == "io.synapse_salon.invite"]
        said = [said for said in await ben.messages(room) if events[0] in said.body]
        self.assertEqual((len(events), len(said)), (1, 1))
