# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything a member reads, in ja and en: `t("…")` marks the words, `Texts` says them in a language."""

from synapse_salon.i18n.text import Language, Text, t
from synapse_salon.i18n.texts import Texts

__all__ = ["Language", "Text", "Texts", "t"]
