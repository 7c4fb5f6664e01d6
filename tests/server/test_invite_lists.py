# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole list is invited: a result for each row, each sent once."""

import re
from collections import Counter
from typing import Any

from tests.support.fates import together
from tests.support.letters import letters
from tests.support.people import refused
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.waiting import eventually
from tests.support.web import Answer


class InviteLists(SalonCase):
    async def send(self, salon: Salon, csv: str) -> dict[str, Any]:
        return dict(await salon.owner.ask("POST", f"v1/salons/{salon.slug}/invites/bulk", {"csv": csv}))

    async def file(self, salon: Salon, kind: str, raw: bytes, more: dict[str, str]) -> Answer:
        """The list as the file that a spreadsheet saved."""
        headers = {"Authorization": f"Bearer {salon.owner.token}", "Content-Type": kind, **more}
        return await salon.server.visitor().wire.send(
            "POST", f"v1/salons/{salon.slug}/invites/bulk", raw=raw, headers=headers
        )

    async def states(self, salon: Salon, batch: str) -> Counter[str]:
        found = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/invites/bulk/{batch}")
        return Counter(row["state"] for row in found["results"])

    async def test_two_hundred_rows_are_two_hundred_results(self) -> None:
        salon = await self.salon()
        server = salon.server
        ben = await server.person("ben")
        aiko = await salon.joins(await server.person("aiko"))
        odd = ["", "no address", "@ben", f"@nobody:{server.server_name}", aiko.user_id, "GUEST1@Example.org"]
        lines = ["address,name", f"{ben.user_id},ben", *(f"{one}," for one in odd if one)]
        lines += [f"guest{n}@example.org,友人{n}" for n in range(1, 196)]
        text = "\ufeff" + "\r\n".join(lines)
        made = await self.send(salon, text)
        results = made["results"]
        self.assertEqual([row["row"] for row in results], list(range(1, 202)))
        why = Counter(row.get("reason", row["state"]) for row in results)
        self.assertEqual(
            why, {"queued": 196, "bad_address": 2, "no_account": 1, "already_member": 1, "twice": 1}
        )
        self.assertEqual(len({row["code"] for row in results if "code" in row}), 196)

        # The same file again, by whoever does not know whether it arrived, invites nobody twice.
        again = await together(*[self.send(salon, text) for _ in range(2)])
        for one in again:
            self.assertEqual(Counter(row["state"] for row in one["results"]), {"refused": 201})
            self.assertEqual(len([row for row in one["results"] if row["reason"] == "already_invited"]), 196)

        async def sent() -> bool:
            await server.advance(seconds=2)
            return (await self.states(salon, made["id"]))["sent"] == 196

        await eventually(sent, "everybody is written to, little by little", patience_s=90)
        folder = server.folder / "mail"
        await eventually(lambda: len(list(folder.glob("*.eml"))) == 195, "a letter to each address")
        room = await direct_room(ben, server.user_id("salon"))
        told = (await ben.ask("GET", f"/_matrix/client/v3/rooms/{room}/messages?dir=b&limit=50"))["chunk"]
        (event,) = [one["content"] for one in told if one["type"] == "io.synapse_salon.invite"]
        self.assertEqual((event["code"], event["uses_left"]), (results[0]["code"], 1))
        await salon.joins(ben, invite_code=event["code"])

        # Whoever got a letter can stop them; nobody else's are touched.
        stop = server.visitor("ja")
        self.assertEqual((await stop.get(f"i/{results[-1]['code']}/stop")).status, 404, "the staff have that")
        (letter,) = letters(server, "guest195@")
        self.assertIn("/stop", letter["List-Unsubscribe"])
        word = re.search(r"/i/([a-z2-7]+)/stop", letter["List-Unsubscribe"])
        assert word is not None
        page = await stop.get(f"i/{word[1]}/stop")
        self.assertIn("招待を止めました", (await stop.submit(page, "/stop")).text)
        await server.advance(days=31)
        late = await self.send(salon, "guest195@example.org\nguest194@example.org")
        self.assertEqual([row.get("reason", row["state"]) for row in late["results"]], ["unwanted", "queued"])

    async def test_what_is_refused_and_the_page(self) -> None:
        salon = await self.salon()
        server, path = salon.server, f"v1/salons/{salon.slug}/invites/bulk"
        aiko = await salon.joins(await server.person("aiko"))
        self.assertEqual((await refused(aiko.ask("POST", path, {"csv": "x@example.org"}))).status, 403)
        for csv in ("", "name\n", "a@example.org\n" * 501, "\n\n"):
            refusal = await refused(self.send(salon, csv))
            self.assertEqual(
                (refusal.status, list(refusal.body["salon"]["problems"])), (400, ["csv"]), csv[:20]
            )
        for kind, raw, reason in (
            ("text/csv", b"", "bad_input"),
            ("text/csv; charset=utf-16", b"a@example.org", "bad_input"),
            ("text/csv", "a@example.org,あ".encode("utf-16"), "bad_input"),
            ("text/csv", b"a@example.org,\0", "bad_input"),
            ("text/csv", b"name\n", "bad_input"),
            ("text/plain", b"a@example.org", "not_json"),
            ("text/csv", b"a@example.org\n" * 20_000, "too_large"),
        ):
            answer = await self.file(salon, kind, raw, {"Accept-Language": "ja"})
            self.assertEqual(answer.value["salon"]["reason"], reason, (kind, raw[:20]))
            self.assertNotIn("Please", answer.value["error"])
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/invites", {"uses": 998})
        excel = "アドレス,名前\r\nc@example.org,髙﨑\r\n".encode("cp932")
        keyed = {"Idempotency-Key": "once"}
        for _ in range(2):
            answer = await self.file(salon, "text/csv; charset=Shift_JIS", excel, keyed)
            self.assertEqual([row["to"] for row in answer.value["results"]], ["c@example.org"])
            self.assertEqual([row["state"] for row in answer.value["results"]], ["queued"])
        refusal = await refused(self.send(salon, "a@example.org\nb@example.org"))
        self.assertEqual((refusal.reason, refusal.body["salon"]["left"]), ("invite_quota", 1))
        self.assertEqual(await server.rows("SELECT COUNT(*) FROM salon_invite_rows"), [(1,)])
        owner = server.visitor("ja")
        await owner.submit(await owner.get("login"), "login", user="olive", password=salon.owner.password)
        page = await owner.get(f"s/{salon.slug}/desk/invite-many")
        shy = await owner.submit(page, "/invite-many", csv="a@example.org")
        self.assertEqual((shy.status, "同意がある場合は" in shy.text), (400, True))
        done = await owner.submit(page, "/invite-many", csv="a@example.org\nx", agreed="on")
        self.assertIn("メールアドレスでもアカウントでもありません", done.text)
        self.assertEqual((await owner.get(f"s/{salon.slug}/desk/invite-many/x")).status, 404)
