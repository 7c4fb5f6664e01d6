# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A module that cuts the power at a named step, once, when a test asks for it.

It stands last in `modules:` and wraps what the others call. A test writes a step's name into the file
`armed`; the process that comes to the step takes the file away and kills itself with SIGKILL.
"""

import functools
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from synapse.module_api import ModuleApi

from bridges.transfer.service.receiving import Receiving
from bridges.transfer.service.transfer_desk import TransferDesk
from synapse_salon.database import Migration, Txn, migrations
from synapse_salon.platform import Platform
from synapse_salon.ports.cards import Cards
from synapse_salon.ports.payments import Payments


class Crash:
    """The loadable module."""

    def __init__(self, config: dict[str, str], api: ModuleApi) -> None:
        self._armed = Path(config["armed"])
        platform = Platform.of(api)
        payments, cards = platform.need(Payments, "the sandbox"), platform.need(Cards, "the sandbox")
        for owner, name in (
            (payments, "start_checkout"),
            (payments, "fetch_checkout"),
            (payments, "cancel_now"),
            (payments, "set_cancel_at_end"),
            (payments, "refund"),
            (payments, "fetch_payment"),
            (payments, "fetch_subscription"),
            (payments, "change_plan"),
            (cards, "charge"),
            (platform.crowd._mover, "fulfil"),
            (platform.host, "redact_once"),
            (platform.bot, "tell"),
            (platform.bot, "say"),
            (platform.letters, "send"),
            (platform.outbox, "_deliver"),
            (platform.rooms, "open_room"),
            (platform.host, "set_membership"),
            (platform.payments_inbox, "record"),
            (api, "invalidate_cache"),
        ):
            setattr(owner, name, self._with_a_cut(name.lstrip("_"), getattr(owner, name)))
        self._cut_transfers(platform)
        self._cut_migrations()

    @staticmethod
    def parse_config(config: dict[str, str]) -> dict[str, str]:
        """`armed`: the file that names the step."""
        return config

    def _with_a_cut(self, step: str, plain: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(plain)
        async def wrapped(*args: Any, **kwargs: Any) -> Any:
            self._cut(f"before {step}")
            answer = await plain(*args, **kwargs)
            self._cut(f"after {step}")
            return answer

        return wrapped

    def _cut_transfers(self, platform: Platform) -> None:
        """Of the other provider what is named like the first one's; `in confirm` is before its transaction ends."""
        for provider in platform.providers:
            if provider.name == "transfer":
                for name in ("start_checkout", "fetch_checkout", "refund", "fetch_payment"):
                    setattr(provider, name, self._with_a_cut(name, getattr(provider, name)))
        for name in ("upload", "confirm", "book_line", "sent"):
            setattr(TransferDesk, name, self._with_a_cut(name, getattr(TransferDesk, name)))
        for name in ("confirm", "sent"):
            setattr(Receiving, f"{name}_in", self._cut_within(name, getattr(Receiving, f"{name}_in")))

    def _cut_within(self, step: str, plain: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(plain)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            answer = plain(*args, **kwargs)
            self._cut(f"in {step}")
            return answer

        return wrapped

    def _cut_migrations(self) -> None:
        """`in migration tips`: the statements have run, and nothing is committed yet."""
        plain = migrations.apply

        def apply(txn: Txn, step: Migration, now_ms: int) -> None:
            plain(txn, step, now_ms)
            self._cut(f"in migration {step.feature}")

        migrations.apply = apply

    def _cut(self, step: str) -> None:
        try:
            armed, _, skip = self._armed.read_text("utf-8").partition(" +")
        except FileNotFoundError:
            return
        if armed != step:
            return
        if skip and int(skip) > 0:
            self._armed.write_text(f"{armed} +{int(skip) - 1}", "utf-8")
            return
        self._armed.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
