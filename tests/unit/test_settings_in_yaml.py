# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever a setting is when nothing is said can also be said in homeserver.yaml."""

import importlib
from typing import Any

import yaml
from pydantic import create_model
from twisted.trial.unittest import TestCase

from synapse_salon.settings import Settings
from tests.support.settings import ROOT


class Defaults(TestCase):
    def test_every_default_can_be_written(self) -> None:
        modules = yaml.safe_load((ROOT / "homeserver.yaml").read_text("utf-8"))["modules"]
        names = {entry["module"].rpartition(".")[0] for entry in modules} | {"bridges.stripe"}
        self.assertGreater(len(names), 6)
        said = 0
        for name in sorted(names):
            folder = importlib.import_module(f"{name}.settings")
            for model in vars(folder).values():
                if not (isinstance(model, type) and issubclass(model, Settings) and model is not Settings):
                    continue
                for field, about in model.model_fields.items():
                    default = about.get_default(call_default_factory=True)
                    if about.is_required() or default is None:
                        continue
                    one: Any = create_model("One", __base__=Settings, **{field: (about.annotation, about)})
                    read = yaml.safe_load(yaml.safe_dump(one().model_dump(mode="json")))
                    with self.subTest(f"{name}: {read}"):
                        self.assertEqual(one.model_validate(read), one())
                        said += 1
        self.assertGreater(said, 30)
