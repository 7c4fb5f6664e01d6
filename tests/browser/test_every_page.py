# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page that needs nothing but a salon, found in the table of routes: it fits its window and shuts nobody out."""

from synapse_salon.platform import Platform
from synapse_salon.web.routes import Kind
from tests.support.pages import WAYS, PagesCase
from tests.support.salon import Salon


class EveryPage(PagesCase):
    async def test_on_a_phone_in_japanese_and_at_a_desk_in_english(self) -> None:
        salon = await self.furnished()
        admin = await salon.server.admin()
        paths = self._paths(salon)
        self.assertGreater(len(paths), 20)
        for language, size in (WAYS[0], WAYS[-1]):
            for person in (salon.owner, admin):
                page = await self.signed_in(salon, person, language, size)
                for path in paths:
                    is_for_platform = path.startswith("staff/reviews")
                    if is_for_platform != (person is admin):
                        continue
                    await page.goto(self.address(salon, path))
                    await self.judged(page, f"80-{path.replace('/', '-') or 'front'}")

    @staticmethod
    def _paths(salon: Salon) -> list[str]:
        table = Platform.of(salon.server.module_api).web._table
        paths = {route.path.replace("{slug}", salon.slug) for route in table if route.kind is Kind.PAGE}
        return sorted(path for path in paths if "{" not in path and "." not in path and path != "logout")
