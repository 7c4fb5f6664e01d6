# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining, renewing, failing to pay, coming back and leaving: one person's stories, told over the API."""

from tests.support.salon import SalonCase


class APaidMembership(SalonCase):
    """Aiko joins a salon at ¥1,980 a month."""

    async def test_paying_opens_the_rooms(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        self.assertEqual((await salon.me(aiko))["status"], "visitor")
        answer = await salon.apply(aiko)
        self.assertEqual(answer["status"], "applied")
        self.assertEqual(await aiko.joined_rooms(), [])
        await salon.pay(answer["pay_url"], "4242424242424242")
        await salon.becomes(aiko, "active")
        await salon.is_in(aiko, "space", "news", "lounge")
        await aiko.join(await salon.room("hello"))
        await aiko.say(await salon.room("hello"), "はじめまして")

