# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`reconcile`: compares the books with what the payment providers have, and has the homeserver repair what differs."""

import sys
from collections.abc import Sequence
from pathlib import Path

from synapse_salon.commands.homeserver import on_homeserver
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import PaymentFailure
from synapse_salon.reconcile import Drift, Report
from synapse_salon.reconcile.drift import WORDS

POLL_MS = 250
TAKEN_UP_MS = 15_000
"""A homeserver that runs takes up what was asked for within some seconds."""


def run(files: list[Path]) -> int:
    """Compare and repair, by the homeserver that runs; without one, compare only. Exit status 1: something is left
    for a person, or nothing could be compared."""

    async def compare(platform: Platform) -> int:
        reconciliation = platform.reconciliation
        asked_id = await reconciliation.ask()
        waited_ms = 0
        while True:
            found = await reconciliation.answer(asked_id)
            if found is None or found.state == "failed":
                print(f"The books cannot be compared: {found.report if found else ''}", file=sys.stderr)
                return 1
            if found.state == "done" and found.report is not None:
                report = Report.of_json(found.report)
                _tell(platform, report.drift)
                print(f"{report.checked} checked, {len(report.drift)} differed, {report.repaired} repaired.")
                return int(report.repaired < len(report.drift))
            if (
                found.state == "asked"
                and waited_ms >= TAKEN_UP_MS
                and await reconciliation.withdraw(asked_id)
            ):
                return await _only_look(platform)
            await platform.host.sleep_ms(POLL_MS)
            waited_ms += POLL_MS

    return on_homeserver(files, compare)


async def _only_look(platform: Platform) -> int:
    try:
        checked, found = await platform.reconciliation.look()
    except PaymentFailure as failure:
        print(f"The payment provider cannot be asked: {failure}", file=sys.stderr)
        return 1
    _tell(platform, [one.drift for one in found])
    print(f"{checked} checked, {len(found)} differ. The homeserver does not run, so nothing was repaired.")
    return int(bool(found))


def _tell(platform: Platform, drift: Sequence[Drift]) -> None:
    for one in drift:
        where = " ".join(part for part in (one.salon, one.user) if part)
        print(f"{one.kind}  {one.ref}  {where}  {platform.texts.say(WORDS[one.kind], 'en')}")
