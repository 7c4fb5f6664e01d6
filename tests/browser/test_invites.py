# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a member's link to a new member, in Chromium: made, followed, filled in, paid."""

from tests.support.pages import WAYS, PagesCase, press
from tests.support.salon import GOOD_CARD
from tests.support.waiting import eventually


class Invited(PagesCase):
    async def test_a_link_from_one_member_to_the_next(self) -> None:
        salon = await self.furnished()
        aiko = await salon.joins(await salon.server.person("aiko"), community_name="あいこ")
        thanks = {"what": "蓮のステッカー", "after_days": 0, "most_per_year": 3}
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/invites/thanks", thanks)
        for language, size in WAYS:
            name = f"ben-{language}"
            page = await self.signed_in(salon, aiko, language, size)
            await page.goto(self.address(salon, f"s/{salon.slug}/me/invites"))
            await page.locator("#f-uses").fill("3")
            await press(page, "form:has(#f-uses)")
            await page.locator("details summary").first.click()
            await self.judged(page, f"invites-{language}")
            link = await page.locator("section.card input[readonly]").first.input_value()

            ben = await self.window(str(link), language=language, size=size)
            await self.judged(ben, f"invited-{language}")
            await ben.locator("main a.button.primary").first.click()
            await ben.locator("#f-username").wait_for()
            self.assertIn(await ben.locator("#f-invite").input_value(), str(link))
            await self.fill_in(ben, name)
            await ben.locator("#f-invite_named").check()
            await self.judged(ben, f"invited-join-{language}")
            await press(ben, "form:has(#f-invite)")
            await press(ben)
            await ben.locator("#f-card_number").fill(GOOD_CARD)
            await press(ben)

            async def counted(asked: str = str(link)) -> bool:
                made = (await aiko.ask("GET", f"v1/salons/{salon.slug}/invites"))["invites"]
                return any(one["used"] == 1 and one["url"] == asked for one in made)

            await eventually(counted, "Ben came by the link")
            await page.goto(self.address(salon, f"s/{salon.slug}/me/invites"))
            await self.judged(page, f"invites-came-{language}")
        excel = "アドレス,名前\r\nfumi@example.org,髙橋ふみ\r\n".encode("cp932")
        chosen = {"name": "list.csv", "mimeType": "text/csv", "buffer": excel}
        await salon.server.advance(days=1)

        async def owed() -> bool:
            return bool((await aiko.ask("GET", f"v1/salons/{salon.slug}/invites"))["owed"] == 2)

        await eventually(owed, "Aiko is to be thanked for both")
        for language, size in WAYS:
            owner = await self.signed_in(salon, salon.owner, language, size)
            await owner.goto(self.address(salon, f"s/{salon.slug}/desk/invites"))
            await self.judged(owner, f"invites-desk-{language}")
            await owner.goto(self.address(salon, f"s/{salon.slug}/desk/invite-many"))
            await owner.locator("#f-choose").set_input_files(chosen)
            await owner.wait_for_function("() => document.querySelector('#f-csv').value.includes('髙橋')")
            await self.judged(owner, f"invites-many-{language}")
            await owner.goto(self.address(salon, f"s/{salon.slug}/desk/thanks"))
            await self.judged(owner, f"thanks-{language}")
            await press(owner, "form[action$='/thanks/given']")
            await owner.locator("#handed").wait_for()
            await owner.locator("#f-what").fill("最前列の席と、五百円玉ひとつ")
            await press(owner, "form:has(#f-what)")
            await owner.locator(".has-problem").first.wait_for()
            await self.judged(owner, f"thanks-refused-{language}")
