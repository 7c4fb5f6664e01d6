# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The payment providers of a house: one that takes renewals, and others beside it."""

from collections.abc import Iterator

from synapse_salon.ports.payments import Cap, Payments, ProviderUnavailable


class Providers:
    """What homeserver.yaml names, by name. Whoever keeps a provider's ref keeps its name beside it."""

    def __init__(self) -> None:
        self._by_name: dict[str, Payments] = {}

    def add(self, provider: Payments) -> None:
        """Take a provider up.

        Raises:
            ValueError: there is one of this name, or one that takes renewals as this one does.
        """
        same = self._by_name.get(provider.name) or (
            next(self._renewing(), None) if Cap.RECURRING in provider.caps else None
        )
        if same is not None:
            raise ValueError(f"{same.name} is there already")
        self._by_name[provider.name] = provider

    def __iter__(self) -> Iterator[Payments]:
        return iter(tuple(self._by_name.values()))

    @property
    def main(self) -> Payments | None:
        """The one that takes renewals, or the first; None where there is none."""
        return next(self._renewing(), None) or next(iter(self), None)

    def of(self, name: str) -> Payments:
        """The provider of this name; the main one for "", which is what was kept while there was only one.

        Raises:
            ProviderUnavailable: homeserver.yaml does not name it any more.
        """
        found = self._by_name.get(name) if name else self.main
        if found is None:
            raise ProviderUnavailable(f"homeserver.yaml names no payment bridge {name!r}")
        return found

    def _renewing(self) -> Iterator[Payments]:
        return (one for one in self._by_name.values() if Cap.RECURRING in one.caps)
