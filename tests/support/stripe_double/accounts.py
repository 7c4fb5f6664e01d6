# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of owners that are connected with the house's, and the page where they are opened.

Source: https://docs.stripe.com/connect/hosted-onboarding
"""

from collections.abc import Callable

from tests.support.stripe_double.catalog import metadata_of
from tests.support.stripe_double.refusals import Refused, no_param
from tests.support.stripe_double.world import Thing, World

NEEDS = ["business_type", "external_account", "tos_acceptance.date"]


class Accounts:
    """Connected accounts."""

    def __init__(self, world: World, connect: Callable[[str], None]) -> None:
        self._world = world
        self._connect = connect

    def create(self, given: Thing) -> Thing:
        """An account, that can do nothing yet."""
        if self._world.house is not None:
            raise Refused("Connected accounts may not create accounts.", status=403)
        if "type" in given and "controller" in given:
            raise Refused("You may not provide the `type` parameter and `controller` parameters.", "type")
        account = self._world.new(
            "account",
            country=given.get("country", "US"),
            charges_enabled=False,
            payouts_enabled=False,
            details_submitted=False,
            requirements={"currently_due": list(NEEDS), "disabled_reason": "requirements.past_due"},
            metadata=metadata_of(given),
        )
        self._connect(account["id"])
        return account

    def link(self, given: Thing) -> Thing:
        """An address where an owner opens their account, good once."""
        account = self._world.get("account", given["account"])
        if given["type"] == "account_onboarding":
            for name in ("return_url", "refresh_url"):
                if name not in given:
                    raise no_param(name)
        link = self._world.new(
            "account_link", _account=account["id"], _return_url=given.get("return_url"), expires_at=0
        )
        link["url"] = f"{self._world.base_url}/o/{link['id']}"
        return link

    def onboard(self, ref: str) -> tuple[int, str]:
        """What an owner does at the page: the HTTP status and where it leads."""
        link = self._world.get("account_link", ref)
        account = self._world.get("account", link["_account"])
        account.update(charges_enabled=True, payouts_enabled=True, details_submitted=True)
        account["requirements"] = {"currently_due": [], "disabled_reason": None}
        self._world.tell("account.updated", account)
        return 303, str(link["_return_url"])
