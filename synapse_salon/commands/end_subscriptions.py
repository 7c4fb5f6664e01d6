# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`end-subscriptions`: ends what takes money at the payment provider, before or after modules are taken out."""

import sys
from pathlib import Path

from synapse_salon.commands.homeserver import on_homeserver
from synapse_salon.payments.orphans import live_subscriptions, orders_of
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import PaymentFailure, Payments, SubscriptionState


def run(files: list[Path], slug: str | None, sure: bool) -> int:
    """Show what would be ended; with `sure`, end it at once and have nothing more charged. Works beside a running
    homeserver, and again after it broke off. Exit status 1: something could not be ended, or nothing could be asked."""

    async def end(platform: Platform) -> int:
        payments = platform.want(Payments)
        if payments is None:
            print(
                "modules: there is no payment bridge here; add the one that took the money.", file=sys.stderr
            )
            return 1
        orders = None
        if slug is not None:
            orders = await platform.database.run("salon_orders", orders_of, slug)
            if orders is None:
                print(f"There is no salon {slug}.", file=sys.stderr)
                return 1
        try:
            live = await live_subscriptions(payments)
        except PaymentFailure as failure:
            print(f"{payments.name} cannot be asked: {failure}", file=sys.stderr)
            return 1
        wanted = [state for state in live if orders is None or state.order_id in orders]
        for state in wanted:
            print(f"{state.ref}  {state.status}  order {state.order_id}")
        print(f"{len(wanted)} of {len(live)} live subscriptions at {payments.name}.")
        if not wanted:
            return 0
        if not sure:
            print(
                "Nothing was ended. With --yes they are ended at once: no more money is taken, none is given back."
            )
            return 0
        return await _end(payments, wanted)

    return on_homeserver(files, end)


async def _end(payments: Payments, wanted: list[SubscriptionState]) -> int:
    failed = 0
    for state in wanted:
        try:
            await payments.cancel_now(state.ref, f"end:{state.ref}", "ended by the operator")
        except PaymentFailure as failure:
            failed += 1
            print(f"{state.ref} could not be ended: {failure}", file=sys.stderr)
    print(f"{len(wanted) - failed} ended, {failed} could not be. Run it again for those.")
    return int(failed > 0)
