# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What administrators ask."""

from typing import TYPE_CHECKING

from synapse_salon.errors import Unavailable
from synapse_salon.i18n import t
from synapse_salon.reconcile.drift import WORDS, Kind, Report
from synapse_salon.web import Call, Routes, View, Who

if TYPE_CHECKING:
    from synapse_salon.platform import Platform
    from synapse_salon.reconcile.reconciliation import Reconciliation

POLL_MS, PATIENCE_MS = 200, 120_000


class DriftView(View):
    """Something that the house and a payment provider did not agree on."""

    kind: Kind
    ref: str
    """The provider's, or the house's own id where there is none."""
    salon: str
    """The salon's slug, or nothing."""
    user: str
    """Whose it is, or nothing."""
    what: str
    """The kind in words."""


class ReconcileView(View):
    """What came of comparing."""

    checked: int
    """How many subscriptions, payments, movements and members were compared."""
    repaired: int
    """How many of the differences a second look did not find any more."""
    drift: list[DriftView]


def reconcile_routes(platform: "Platform", reconciliation: "Reconciliation") -> Routes:
    """`v1/admin/reconcile`."""
    routes = Routes("reconcile")

    @routes.post(
        "v1/admin/reconcile",
        says="Compares memberships, payments and books with what the payment providers have, and repairs what differs.",
        returns=ReconcileView,
        who=Who.SERVER_ADMIN,
        errors=(Unavailable,),
    )
    async def reconcile(call: Call[None]) -> ReconcileView:
        asked_id = await reconciliation.ask()
        waited_ms = 0
        if platform.api.should_run_background_tasks():
            await reconciliation.take_up()
        while waited_ms < PATIENCE_MS:
            found = await reconciliation.answer(asked_id)
            if found is None or found.state == "failed":
                raise Unavailable(
                    t("The payment service cannot be reached just now. Please try again soon."),
                    "payment_unavailable",
                )
            if found.state == "done" and found.report is not None:
                return _view(Report.of_json(found.report), call)
            await platform.host.sleep_ms(POLL_MS)
            waited_ms += POLL_MS
        raise Unavailable(
            t("The books are still being compared. Please ask again in a while."), "reconciling"
        )

    return routes


def _view(report: Report, call: Call[None]) -> ReconcileView:
    drift = [
        DriftView(kind=one.kind, ref=one.ref, salon=one.salon, user=one.user, what=call.say(WORDS[one.kind]))
        for one in report.drift
    ]
    return ReconcileView(checked=report.checked, repaired=report.repaired, drift=drift)
