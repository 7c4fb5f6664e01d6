# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the documents that payments call for, each once."""

from collections.abc import Sequence

import attrs

from modules.billing.domain import invoicing
from modules.billing.domain.invoicing import Due, Issuer
from modules.billing.domain.receipts import Item, Receipt, Seller
from modules.billing.store import issuers
from modules.billing.store import receipts as store
from synapse_salon import ids
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.happenings import PaymentTold, ReceiptIssued
from synapse_salon.i18n import t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.ports.payments import Ref
from synapse_salon.ports.sellers import Sellers
from synapse_salon.purchases import Order, Paid
from synapse_salon.purchases.items import items_of
from synapse_salon.web import written

_BATCH = 100
_LOOKS_BACK_MS = 400 * DAY_MS
"""Receipts of older payments may have been deleted in their time."""


@attrs.frozen
class Facts:
    """What stands on a payment's documents beside its amounts."""

    salon: Salon
    order: Order | None
    seller: Seller
    payer: str
    recipient: str
    title: str
    is_test: bool
    from_ms: int | None = None
    through_ms: int | None = None


class Receipts:
    """A salon's receipts and credit notes."""

    def __init__(self, platform: Platform, salons: Salons) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons

    async def told(self, told: PaymentTold) -> None:
        """Make what a payment calls for as it is now. Only on the process with background tasks.

        Raises:
            PaymentFailure: a refund seems to have failed, and the provider cannot be asked; ask again.
        """
        paid = await self._platform.purchases.payment(told.provider, Ref(told.payment))
        if paid is not None:
            await self._make(paid, told)

    async def make_up(self) -> None:
        """Make the receipts of payments that were there before receipts were, or whose news got lost."""
        since_ms = self._platform.clock.now_ms() - _LOOKS_BACK_MS
        lacking = await self._db.run("salon_receipts_lacking", store.lacking, since_ms, _BATCH)
        for provider, ref in lacking:
            paid = await self._platform.purchases.payment(provider, Ref(ref))
            if paid is not None:
                await self._make(paid, None)

    async def _make(self, paid: Paid, told: PaymentTold | None) -> None:
        made = await self.of_payment(paid)
        if (
            invoicing.given_back(made) > paid.given_back.minor
        ):  # older news may have come last: the provider knows
            state = await self._platform.providers.of(paid.provider).fetch_payment(paid.ref)
            await self._platform.purchases.told(paid.provider, state)
            paid = await self._platform.purchases.payment(paid.provider, paid.ref) or paid
        salon = await self._salons.by_id(paid.salon_id)
        if salon is None or not invoicing.due(paid, made):
            return
        facts = await self._facts(salon, paid, told)
        await self._db.run_contended("salon_receipts_make", self._write, paid, facts, told is not None)

    async def _facts(self, salon: Salon, paid: Paid, told: PaymentTold | None) -> Facts:
        order = await self._platform.purchases.order(paid.order_id)
        members = self._platform.want(Members)
        card = await members.card(salon.id, paid.user_id) if members is not None else None
        plans = await self._salons.plans(salon.id) if told is not None else ()
        plan = next((plan for plan in plans if told is not None and plan.id == told.price_key), None)
        named = order.title if order is not None else salon.title
        provider = next((one for one in self._platform.providers if one.name == paid.provider), None)
        return Facts(
            salon=salon,
            order=order,
            seller=await self.seller(salon, paid.made_ms, paid.amount.currency),
            payer=(card.community_name if card is not None else "") or paid.user_id,
            recipient=await self._db.run("salon_receipt_name", issuers.name_of, paid.user_id),
            title=f"{salon.title} – {plan.name}" if plan is not None else named,
            is_test=provider is not None and not provider.is_real,
            from_ms=(told.from_ms or None) if told is not None else None,
            through_ms=(told.through_ms or None) if told is not None else None,
        )

    async def issuer(self, salon: Salon) -> Issuer:
        """Who issues a salon's documents, as its staff said it."""
        return await self._db.run("salon_receipt_issuer", issuers.issuer, salon.id)

    async def seller(self, salon: Salon, at_ms: int, currency: str) -> Seller:
        """Who issues what is about a moment: as staff said it, else as disclosed, else in the salon's name."""
        issuer = await self.issuer(salon)
        sellers = self._platform.want(Sellers)
        told = await sellers.seller(salon) if sellers is not None else None
        number = issuer.number_at(written.day(at_ms, salon.timezone))
        return Seller(
            name=issuer.name or (told.name if told is not None else "") or salon.title,
            address=issuer.address or (told.address if told is not None else ""),
            registration_number=number if invoicing.may_be_invoice(number, currency) else "",
        )

    def _write(self, txn: Txn, paid: Paid, facts: Facts, is_news: bool) -> None:
        series = store.hold(txn, facts.salon.id)
        now = self._platform.purchases.payment_in(txn, paid.provider, paid.ref) or paid
        made = store.of_payment(txn, paid.provider, paid.ref)
        for due in invoicing.due(now, made):
            receipt = self._document(txn, now, facts, made, due, series.last_number + 1)
            series = self._add(txn, series, receipt, is_news)
            made.append(receipt)

    def _document(
        self, txn: Txn, paid: Paid, facts: Facts, made: Sequence[Receipt], due: Due, number: int
    ) -> Receipt:
        now_ms = self._platform.clock.now_ms()
        if due.kind != "receipt":
            first = next(one for one in made if one.kind == "receipt")
            items, rates = invoicing.moved_back(made, due)
            return attrs.evolve(
                first,
                id=ids.new_id(),
                kind=due.kind,
                number=number,
                recipient=made[-1].recipient,
                items=items,
                rates=rates if first.rates else (),
                total=due.amount,
                at_ms=now_ms,
                issued_ms=now_ms,
                of=first.number,
            )
        items = self._items(txn, paid, facts)
        return Receipt(
            id=ids.new_id(),
            kind="receipt",
            series=facts.salon.slug,
            number=number,
            salon_id=facts.salon.id,
            salon_title=facts.salon.title,
            timezone=facts.salon.timezone,
            seller=facts.seller,
            account=paid.user_id,
            payer=facts.payer,
            recipient=facts.recipient,
            provider=paid.provider,
            payment=paid.ref,
            order=paid.order_id,
            currency=paid.amount.currency,
            items=items,
            rates=invoicing.sums(items) if facts.seller.registration_number else (),
            total=due.amount,
            at_ms=paid.made_ms,
            issued_ms=now_ms,
            is_test=facts.is_test,
        )

    @staticmethod
    def _items(txn: Txn, paid: Paid, facts: Facts) -> tuple[Item, ...]:
        listed = items_of(txn, paid.order_id)
        if listed and sum(item.amount for item in listed) == paid.amount.minor:
            return tuple(Item(item.title, item.amount, item.tax_percent) for item in listed)
        percent = facts.order.tax_percent if facts.order is not None else 10
        return (
            Item(facts.title, paid.amount.minor, percent, paid.paid_for, facts.from_ms, facts.through_ms),
        )

    def _add(self, txn: Txn, series: store.Series, receipt: Receipt, is_news: bool) -> store.Series:
        keep_until_ms = invoicing.kept_until(receipt.issued_ms, receipt.timezone)
        txn.say(ReceiptIssued(receipt_id=receipt.id, is_news=is_news))
        return store.add(txn, series, receipt, keep_until_ms)

    async def of_payment(self, paid: Paid) -> list[Receipt]:
        """The documents of a payment, in the order they were made."""
        return await self._db.run("salon_receipts_of_payment", store.of_payment, paid.provider, paid.ref)

    async def of_person(self, user_id: str, limit: int) -> list[Receipt]:
        """A person's documents, newest first."""
        return await self._db.run("salon_receipts_of_person", store.of_person, user_id, limit)

    async def shown_to(self, person: str, receipt_id: str) -> Receipt:
        """A document, to whom it is for and to those who see the salon's money. Raises NotFound."""
        found = await self._db.run("salon_receipt", store.get, receipt_id)
        if found is not None and found.account != person:
            roles = await self._salons.roles(found.salon_id, person)
            found = found if may(roles, Act.SEE_MONEY) else None
        if found is None:
            raise NotFound(t("There is no such receipt."), "no_such_receipt")
        return found

    async def beside(self, receipt: Receipt) -> list[Receipt]:
        """The other documents of the same payment, in the order they were made."""
        made = await self._db.run(
            "salon_receipts_of_payment", store.of_payment, receipt.provider, receipt.payment
        )
        return [one for one in made if one.number != receipt.number]

    async def make_out(self, person: str, receipt_id: str, recipient: str) -> Receipt:
        """Issue a receipt once more, made out to a name; it is instead of the one without.

        Raises:
            NotFound: it is not this person's.
            Conflict: it names somebody already, or is not a receipt.
        """
        found = await self.shown_to(person, receipt_id)
        if found.account != person:
            raise NotFound(t("There is no such receipt."), "no_such_receipt")
        return await self._db.run_contended("salon_receipt_make_out", self._make_out, found, recipient)

    def _make_out(self, txn: Txn, receipt: Receipt, recipient: str) -> Receipt:
        series = store.hold(txn, receipt.salon_id)
        made = store.of_payment(txn, receipt.provider, receipt.payment)
        again = next((one for one in made if one.replaces == receipt.number), None)
        if again is not None and again.recipient == recipient:
            return again
        if receipt.kind != "receipt" or receipt.recipient or again is not None:
            raise Conflict(t("A receipt is made out once, and stays as it is."), "made_out_already")
        named = attrs.evolve(
            receipt,
            id=ids.new_id(),
            number=series.last_number + 1,
            recipient=recipient,
            issued_ms=self._platform.clock.now_ms(),
            replaces=receipt.number,
        )
        self._add(txn, series, named, False)
        return named
