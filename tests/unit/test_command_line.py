# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m synapse_salon`, called by a Python that has nothing installed."""

import os
import subprocess
import sys

from twisted.trial.unittest import SynchronousTestCase

from tests.support.settings import ROOT


class ABarePython(SynchronousTestCase):
    def bare(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run it without site-packages."""
        return subprocess.run(
            [sys.executable, "-S", "-m", "synapse_salon", *words],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def test_it_says_in_one_line_how_to_call_it_instead(self) -> None:
        for words in (["check"], ["migrate"], ["explain", "@aiko:example.jp"]):
            ended = self.bare(*words, "--config", "homeserver.yaml")
            self.assertEqual(ended.returncode, 1)
            self.assertEqual(ended.stderr.count("\n"), 1, ended.stderr)
            self.assertIn(".venv/bin/python -m synapse_salon", ended.stderr)

    def test_help_needs_nothing(self) -> None:
        ended = self.bare("check", "--help")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn("scripts/serve", ended.stdout)
