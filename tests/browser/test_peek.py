# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of a look inside, in Chromium: the staff's, an author's, and everybody's."""

from tests.support.pages import WAYS, PagesCase, press


class Peeking(PagesCase):
    async def test_posts_are_chosen_agreed_to_and_seen(self) -> None:
        salon = await self.furnished()
        owner, slug = salon.owner, salon.slug
        aiko = await salon.joins(await salon.server.person("aiko"), community_name="あいこ")
        room = {
            "key": "window",
            "name": "窓辺",
            "topic": "水辺の朝のようす",
            "kind": "announce",
            "access": "public",
        }
        window = (await owner.ask("POST", f"v1/salons/{slug}/rooms", room))["room_id"]
        await owner.join(window)
        await owner.say(window, "今朝は六時に開きました。\n霧が出ています。")
        news, lounge = await salon.room("news"), await salon.room("lounge")
        await owner.say(news, "今週の手入れは土曜の朝、株分けをします。" * 3)
        said = await aiko.say(lounge, "はじめて咲きました！ 教わったとおりに水を替えただけなのに。")
        await owner.ask("POST", f"v1/salons/{slug}/samples", {"event_id": said})
        await owner.ask(
            "POST", f"v1/salons/{slug}/samples", {"event_id": await owner.say(news, "必ず咲く蓮の話")}
        )
        for number, (language, size) in enumerate(WAYS):
            page = await self.signed_in(salon, owner, language, size)
            await page.goto(self.address(salon, f"s/{slug}/desk/peek"))
            await self.judged(page, "60-peek-at-the-desk")
            await page.locator("#f-room").select_option("lounge")
            await press(page, "form[method=get]")
            hers = await self.signed_in(salon, aiko, language, size)
            await hers.goto(self.address(salon, f"s/{slug}/peek/mine"))
            await self.judged(hers, "61-own-posts")
            if number == 0:
                await press(hers, "button[value=named]")
            stranger = await self.window(self.address(salon, f"s/{slug}/peek"), language=language, size=size)
            await self.judged(stranger, "62-peek")
            await stranger.goto(self.address(salon, f"s/{slug}"))
            await self.judged(stranger, "63-landing-with-posts")
        await stranger.goto(self.address(salon, f"s/{slug}/peek"))
        await stranger.get_by_text("はじめて咲きました").first.wait_for()
