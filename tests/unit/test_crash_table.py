# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/crashes.md names the steps at which tests cut the power, and no others."""

import importlib
import re

from twisted.trial.unittest import SynchronousTestCase

from tests.support.settings import ROOT

ROW = re.compile(
    r"^\| [^|]+ \| (?P<steps>[^|]+) \| [^|]+ \| `(?P<test>[\w.]+)` `(?P<name>[A-Z_]+)` \|$", re.M
)
CUTS = (
    ("tests.workers.test_crashes", ("JOINING", "LAPSING", "LEAVING", "CLEARING")),
    ("tests.workers.test_payment_crashes", ("RENEWING", "CHANGING", "REFUNDING", "COMPARING")),
    ("tests.workers.test_charge_crashes", ("STEPS",)),
    ("tests.workers.test_sale_crashes", ("BUYING", "GIVING_BACK")),
    ("tests.workers.test_transfer_crashes", ("CONFIRMING", "LISTING", "SENDING_BACK")),
    ("tests.workers.test_introductions", ("STEPS",)),
    ("tests.workers.test_closing", ("ANNOUNCING", "ENDING")),
    ("tests.workers.test_letters", ("STEPS", "INVITING")),
    ("tests.workers.test_opening", ("HANDING_IN", "OPENING")),
)


class TheTable(SynchronousTestCase):
    def test_steps_of_the_table_are_those_of_the_tests(self) -> None:
        text = (ROOT / "docs" / "crashes.md").read_text("utf-8")
        found = {
            (row["test"], row["name"]): tuple(re.findall(r"`([^`]+)`", row["steps"]))
            for row in ROW.finditer(text)
        }
        cut = {
            (module, name): tuple(getattr(importlib.import_module(module), name))
            for module, names in CUTS
            for name in names
        }
        self.assertEqual(found, cut)
