# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which salon a command is about."""

import unicodedata
from collections.abc import Iterable

from synapse_salon.bot.commands import Said
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.ports.salons import Salon, Salons


async def salon_meant(
    salons: Salons, said: Said, among: Iterable[str], none: Text, *, with_words: bool = False
) -> tuple[Salon, str]:
    """The salon that the first word names, or that of the room, or the only one of `among` (ids); and what else
    was said. `with_words`: other words may follow, so that a first word that names no salon is one of these.

    Raises:
        BadInput: it cannot be told, with what would tell it; `none` where there is none to choose from.
    """
    ids = sorted(set(among))
    first = said.words[0] if said.words else ""
    named = await salons.by_slug(unicodedata.normalize("NFKC", first).lower()) if first else None
    if named is not None and (named.is_open or named.id in ids or named.id == said.salon_id):
        return named, said.rest[len(first) :].strip()
    known = [salon for salon_id in ids if (salon := await salons.by_id(salon_id)) is not None]
    if not first or with_words:
        here = await salons.by_id(said.salon_id) if said.salon_id is not None else None
        found = here or (known[0] if len(known) == 1 else None)
        if found is not None:
            return found, said.rest
    if not known:
        raise BadInput(none)
    after = f" {said.rest}" if with_words and said.rest else ""
    names = ", ".join(f"!{said.word} {salon.slug}{after}" for salon in known)
    if first and not with_words:
        raise BadInput(t("There is no salon “{name}”. Say which salon: {names}", name=first, names=names))
    raise BadInput(t("Say which salon: {names}", names=names))
