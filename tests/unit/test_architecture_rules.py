# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each rule that `scripts/check` holds the code to is broken once in a small copy of the tree, and is named."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from twisted.trial.unittest import TestCase

ROOT = Path(__file__).resolve().parents[2]
HEADER = (
    "# SPDX-FileCopyrightText: 2026 The synapse-salon authors\n# SPDX-License-Identifier: AGPL-3.0-or-later\n"
)
CATALOGUE = (
    HEADER + 'msgid ""\nmsgstr ""\n"Language: ja\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
)


class ArchitectureRules(TestCase):
    """A tree with two features and a bridge, that passes until a file is added to it."""

    def setUp(self) -> None:
        self.tree = Path(self.mktemp()).resolve()
        shutil.copytree(ROOT / "scripts", self.tree / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", self.tree)
        self.write("README.md", "A small copy of the tree.\n")
        self.write("synapse_salon/host/__init__.py", '"""The door."""\n')
        for folder in (
            "synapse_salon",
            "modules",
            "modules/letters",
            "modules/tips",
            "bridges",
            "bridges/mail",
        ):
            self.write(f"{folder}/__init__.py", f'"""What is in {folder}."""\n')
        for module in self.named_by_the_contracts():
            *packages, _ = module.split(".")
            for depth in range(1, len(packages) + 1):
                self.write(f"{'/'.join(packages[:depth])}/__init__.py", '"""A package."""\n')
            self.write(f"{module.replace('.', '/')}.py", '"""Pure."""\n')

    @staticmethod
    def named_by_the_contracts() -> list[str]:
        """The modules that import-linter's contracts name and that therefore must be there."""
        settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
        sources = [name for contract in settings["contracts"] for name in contract.get("source_modules", [])]
        return [name for name in sources if "*" not in name]

    def write(self, name: str, text: str) -> None:
        """Put a file into the tree; a Python file gets its licence header."""
        file = self.tree / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((HEADER if name.endswith(".py") else "") + text, "utf-8")

    def check(self, part: str) -> tuple[bool, str]:
        """Whether the part of scripts/check passes in the tree, and what it said."""
        done = subprocess.run(
            [str(self.tree / "scripts" / "check"), part],
            env={
                **os.environ,
                "SALON_PYTHON": sys.executable,
                "GIT_CEILING_DIRECTORIES": str(self.tree.parent),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode == 0, done.stdout + done.stderr

    def assert_breaks(self, part: str, rule: str, name: str, text: str) -> None:
        """The tree passes `part` without the file, and fails with it, naming the rule."""
        passes, said = self.check(part)
        self.assertTrue(passes, f"the tree should pass before it is broken:\n{said}")
        self.write(name, text)
        passes, said = self.check(part)
        self.assertFalse(passes, f"{name} should have broken {rule}:\n{said}")
        self.assertIn(rule, " ".join(said.split()))

    def test_rule_1_the_floor_imports_no_feature(self) -> None:
        self.assert_breaks(
            "architecture",
            "rule 1",
            "synapse_salon/tilt.py",
            '"""Tilted."""\n\nimport modules.tips as tips\n',
        )

    def test_rule_1_a_feature_imports_no_bridge(self) -> None:
        self.assert_breaks("architecture", "rule 1", "modules/tips/service.py", "import bridges.mail\n")

    def test_rule_2_a_feature_imports_no_other(self) -> None:
        self.assert_breaks("architecture", "rule 2", "modules/tips/service.py", "import modules.letters\n")

    def test_rule_2_holds_for_a_feature_that_was_just_added(self) -> None:
        self.write("modules/toys/__init__.py", '"""A toy."""\n')
        self.assert_breaks("architecture", "rule 2", "modules/toys/service.py", "import modules.tips\n")

    def test_rule_2_a_bridge_imports_no_other(self) -> None:
        self.write("bridges/post/__init__.py", '"""A second bridge."""\n')
        self.assert_breaks("architecture", "rule 2", "bridges/post/letters.py", "import bridges.mail\n")

    def test_rule_3_a_domain_knows_no_synapse(self) -> None:
        self.assert_breaks("architecture", "rule 3", "modules/tips/domain.py", "import synapse.module_api\n")

    def test_rule_3_a_domain_reaches_no_twisted_through_the_floor(self) -> None:
        self.write("synapse_salon/waiting.py", "from twisted.internet import defer\n")
        self.assert_breaks(
            "architecture", "rule 3", "modules/tips/domain.py", "import synapse_salon.waiting\n"
        )

    def test_rule_3_money_stays_pure(self) -> None:
        self.assert_breaks("architecture", "rule 3", "synapse_salon/money.py", "import jinja2\n")

    def test_rule_4_nobody_touches_private_names(self) -> None:
        self.assert_breaks(
            "lint",
            "rule 4",
            "modules/tips/gate.py",
            '"""Peeks."""\n\n\ndef peek(api: object) -> object:\n    """Look inside."""\n    return api._hs\n',
        )

    def test_rule_4_nobody_touches_private_names_by_getattr(self) -> None:
        self.assert_breaks(
            "house", "rule 4", "modules/tips/gate.py", 'store = getattr(object(), "_store", None)\n'
        )

    def test_rule_4_nobody_imports_private_names(self) -> None:
        self.assert_breaks("house", "rule 4", "modules/tips/gate.py", "from json import _default_encoder\n")

    def test_rule_4_synapse_is_entered_by_one_door(self) -> None:
        for inside in ("synapse.storage.engines", "synapse.handlers.room", "synapse.server"):
            self.assert_breaks("lint", "rule 4", "modules/tips/store.py", f'"""SQL."""\n\nimport {inside}\n')
            self.write("modules/tips/store.py", '"""SQL."""\n')

    def test_rule_4_only_its_bridge_speaks_smtp_whatever_a_noqa_says(self) -> None:
        text = '"""Mails."""\n\nfrom twisted.mail import smtp  # noqa: TID251  # one mail only\n\nsmtp.__name__\n'
        self.assert_breaks("lint", "rule 4", "modules/tips/service.py", text.replace("  # noqa", "  #"))
        self.write("modules/tips/service.py", '"""Silent."""\n')
        self.assert_breaks("house", "rule 4", "modules/tips/service.py", text)

    def test_rule_4_only_its_bridge_imports_stripe(self) -> None:
        self.assert_breaks("lint", "rule 4", "modules/tips/service.py", '"""Pays."""\n\nimport stripe\n')

    def test_rule_5_a_store_calls_no_service(self) -> None:
        self.write("modules/tips/service.py", '"""Use cases."""\n')
        self.assert_breaks("architecture", "rule 5", "modules/tips/store.py", "import modules.tips.service\n")

    def test_rule_5_pages_and_commands_do_not_call_each_other(self) -> None:
        self.write("modules/tips/commands.py", '"""Commands."""\n')
        self.assert_breaks("architecture", "rule 5", "modules/tips/web.py", "import modules.tips.commands\n")

    def test_rule_5_nothing_inside_a_feature_imports_its_entry(self) -> None:
        self.assert_breaks("house", "rule 5", "modules/tips/web.py", "from modules.tips import Tips\n")

    def test_rule_5_an_entry_stays_short(self) -> None:
        self.assert_breaks("house", "rule 5", "modules/tips/__init__.py", "\n".join(["x = 1"] * 61))

    def test_rule_6_time_chance_and_waiting_have_one_source(self) -> None:
        for told in (
            "import time\n\nnow = time.time()\n",
            "import datetime\n\nnow = datetime.datetime.now(datetime.UTC)\n",
            "import random\n\ndice = random.random()\n",
            "import asyncio\n\nnap = asyncio.sleep(1)\n",
        ):
            self.assert_breaks("lint", "rule 6", "modules/tips/service.py", f'"""Says when."""\n\n{told}')
            self.write("modules/tips/service.py", '"""Says when."""\n')

    def test_rule_7_everything_is_typed(self) -> None:
        self.assert_breaks(
            "types", "rule 7", "modules/tips/service.py", "def tip(amount):\n    return amount\n"
        )

    def test_rule_7_what_is_switched_off_says_why(self) -> None:
        for comment in ("noqa: E741", "type: ignore[assignment]"):
            self.assert_breaks("house", "rule 7", "modules/tips/service.py", f"x = 1  # {comment}\n")
            self.write("modules/tips/service.py", "x = 1\n")

    def test_every_file_says_its_licence(self) -> None:
        self.assert_breaks("house", "licence header", "modules/tips/templates/tip.html", "<p>Thank you</p>\n")

    def test_a_name_says_something(self) -> None:
        self.assert_breaks("house", "name: TipManager", "modules/tips/service.py", "class TipManager: ...\n")

    def test_migrations_run_on_both_databases(self) -> None:
        sql = HEADER.replace("#", "--")
        name = "modules/tips/migrations/0001_tips.sql"
        self.assert_breaks(
            "house", "portable SQL", name, sql + "CREATE TABLE salon_tips (is_paid BOOLEAN);\n"
        )
        self.write(name, sql)
        self.assert_breaks("house", "portable SQL", name, sql + "CREATE TABLE tips (id TEXT);\n")

    def test_homeserver_yaml_lists_every_folder(self) -> None:
        listed = "modules:\n  - module: bridges.mail.Mail\n  - module: modules.tips.Tips\n"
        self.write("homeserver.yaml", listed + "  - module: modules.letters.Letters\n")
        self.assert_breaks("house", "modules.letters has a folder and no entry", "homeserver.yaml", listed)

    def test_a_lock_names_no_place(self) -> None:
        self.write("requirements.lock", "attrs==26.1.0\n")
        self.assert_breaks("house", "names a place", "requirements.lock", "attrs @ file:///tmp/attrs.whl\n")

    def test_every_sentence_has_its_japanese(self) -> None:
        catalogue = "modules/tips/locales/ja/LC_MESSAGES/messages.po"
        says = '"""Says."""\nt("Thank you, {name}.", name="Aiko")\n'
        self.assert_breaks("catalogues", "is missing", "modules/tips/service.py", says)
        self.write(catalogue, CATALOGUE + 'msgid "Thank you, {name}."\nmsgstr "{name}さん、ありがとう。"\n')
        for breach, broken in {
            "untranslated": 'msgid "Thank you, {name}."\nmsgstr ""\n',
            "fuzzy": '#, fuzzy\nmsgid "Thank you, {name}."\nmsgstr "ありがとう、{name}さん。"\n',
            "missing": "",
            "loses {name}": 'msgid "Thank you, {name}."\nmsgstr "ありがとう。"\n',
            "no longer said": 'msgid "Goodbye"\nmsgstr "さようなら"\n'
            '\nmsgid "Thank you, {name}."\nmsgstr "{name}さん、ありがとう。"\n',
        }.items():
            right = (self.tree / catalogue).read_text("utf-8")
            self.assert_breaks("catalogues", breach, catalogue, CATALOGUE + broken)
            self.write(catalogue, right)

    def test_shell_scripts_parse(self) -> None:
        self.assert_breaks("shell", "scripts/tilt", "scripts/tilt", "#!/usr/bin/env bash\nif true; then\n")

    def test_code_is_formatted(self) -> None:
        self.assert_breaks("format", "modules/tips/service.py", "modules/tips/service.py", "x = {  'a':1 }\n")
