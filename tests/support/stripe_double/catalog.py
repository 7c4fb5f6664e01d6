# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Customers, products and prices, and the money they stand for."""

from collections.abc import Sequence
from typing import Any

from tests.support.stripe_double.refusals import Refused, missing, no_param
from tests.support.stripe_double.world import Thing, World

LEAST = {"jpy": 50, "usd": 50, "eur": 50}
"""The least that can be charged. Source: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts"""


class Catalog:
    """What can be bought, and who buys."""

    def __init__(self, world: World) -> None:
        self._world = world

    def create_customer(self, given: Thing) -> Thing:
        """A customer."""
        return self._world.new(
            "customer",
            email=given.get("email"),
            name=given.get("name"),
            metadata=metadata_of(given),
            invoice_settings={"default_payment_method": None},
        )

    def create_product(self, given: Thing) -> Thing:
        """A product."""
        return self._world.new("product", name=given["name"], active=True, metadata=metadata_of(given))

    def create_price(self, given: Thing) -> Thing:
        """A price; it cannot be changed later. Of a lookup key there is one."""
        key = given.get("lookup_key")
        if key and any(price["lookup_key"] == key for price in self._world.every("price")):
            raise Refused(f"A price already uses that lookup key: {key}", "lookup_key")
        if ("product" in given) == ("product_data" in given):
            raise Refused("You must specify exactly one of product and product_data.", "product")
        if "unit_amount" not in given and "unit_amount_decimal" not in given:
            raise no_param("unit_amount")
        if "product" in given:
            product = self._world.get("product", given["product"])
        else:
            product = self.create_product(given["product_data"])
        recurring = given.get("recurring")
        return self._world.new(
            "price",
            active=True,
            currency=given["currency"],
            lookup_key=key,
            product=product["id"],
            recurring={
                "interval": recurring["interval"],
                "interval_count": int(recurring.get("interval_count", 1)),
            }
            if recurring
            else None,
            type="recurring" if recurring else "one_time",
            unit_amount=int(given["unit_amount"]),
            tax_behavior=given.get("tax_behavior", "unspecified"),
            metadata=metadata_of(given),
        )

    def lines(self, given: list[Any]) -> list[Thing]:
        """The lines of a checkout: each a price and how many of it."""
        found: list[Thing] = []
        for at, line in enumerate(given):
            if ("price" in line) == ("price_data" in line):
                raise no_param(f"line_items[{at}][price]")
            if "price" in line:
                price = next((one for one in self._world.every("price") if one["id"] == line["price"]), None)
                if price is None:
                    raise missing("price", line["price"])
            else:
                price = self.create_price(line["price_data"])
            found.append({"price": price, "quantity": int(line.get("quantity", 1))})
        if len({line["price"]["currency"] for line in found}) > 1:
            raise Refused("All line items must have the same currency.", "line_items")
        rhythms = [line["price"]["recurring"] for line in found if line["price"]["recurring"]]
        if any(rhythm != rhythms[0] for rhythm in rhythms):
            raise Refused("All recurring prices must have the same interval.", "line_items")
        return found


def sum_of(lines: Sequence[Thing], kind: str) -> int:
    """What the lines of a kind of price come to, in minor units."""
    return sum(
        line["price"]["unit_amount"] * line["quantity"] for line in lines if line["price"]["type"] == kind
    )


def metadata_of(given: Thing) -> dict[str, str]:
    found = dict(given.get("metadata") or {})
    if len(found) > 50 or any(len(key) > 40 or len(value) > 500 for key, value in found.items()):
        raise Refused("Metadata takes 50 keys of 40 characters, with values of 500.", "metadata")
    return found
