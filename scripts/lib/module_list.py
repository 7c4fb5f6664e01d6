# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The modules that homeserver.yaml names: those that run, and those that stand there to be taken instead."""

import re

ENTRY = re.compile(r"^ *(?:# *)?- module: *([\w.]+) *$", re.MULTILINE)


def modules_of(text: str) -> list[str]:
    """Every module of the file, in its order; an entry may be commented out."""
    return ENTRY.findall(text)
