# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The double on a loopback port: the API, the pages where people pay, and the webhooks it sends."""

import json
from collections import defaultdict, deque
from email.utils import formatdate
from typing import Any, Literal

import stripe
from twisted.internet.defer import Deferred
from twisted.internet.tcp import Server as Connection
from twisted.web.http import Request
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Site

from tests.support.ports import free_port
from tests.support.stripe_double import contract
from tests.support.stripe_double.accounts import Accounts
from tests.support.stripe_double.api import Api
from tests.support.stripe_double.billing import Billing
from tests.support.stripe_double.catalog import Catalog
from tests.support.stripe_double.checkouts import Checkouts
from tests.support.stripe_double.forms import read_form
from tests.support.stripe_double.intents import Intents
from tests.support.stripe_double.money import DECLINES, Money
from tests.support.stripe_double.portal import Portal
from tests.support.stripe_double.refusals import Refused
from tests.support.stripe_double.views import Views
from tests.support.stripe_double.wallets import Wallets
from tests.support.stripe_double.world import Thing, World
from tests.support.waiting import reactor
from tests.support.web import Wire

HOST = "127.0.0.1"
Mood = Literal["lost", "busy", "broken"]
"""What goes wrong with a request: it is carried out and the answer is lost; it is one too many (429); it fails before
anything was done (500)."""


class StripeDouble:
    """`start` it, give its address as `api_base`, `stop` it. Its state stays over both."""

    def __init__(self, house: "StripeDouble | None" = None) -> None:
        """Of `house` it is an account that is connected with it: at the same address, with books of its own."""
        self.port = house.port if house is not None else free_port(HOST)
        self.world = World(house.world if house is not None else None)
        self.world.base_url = f"http://{HOST}:{self.port}"
        self.connected: dict[str, StripeDouble] = {}
        """The accounts of owners, by their refs."""
        self.webhook_url: str | None = None
        """Where `deliver` sends to."""
        self.moods: defaultdict[str, deque[Mood]] = defaultdict(deque)
        """What goes wrong with the next requests that post to a path, such as `/v1/refunds`."""
        self.requests: list[tuple[str, str, Thing]] = []
        """Verb, path and parameters of what was asked, the refused too."""
        money, catalog = Money(self.world), Catalog(self.world)
        self.billing = Billing(self.world, money)
        self.money = money
        wallets = Wallets(self.world, money)
        self.checkouts = Checkouts(self.world, catalog, money, self.billing, wallets)
        self.portal = Portal(self.world, money, self.billing)
        self.intents = Intents(self.world, money)
        self._api = Api(
            self.world,
            catalog,
            money,
            self.billing,
            self.checkouts,
            wallets,
            self.portal,
            self.intents,
            Views(self.world, self.billing),
            Accounts(self.world, self._connect),
        )
        self._listening: Any = None

    @property
    def base_url(self) -> str:
        """Its address, without a slash at the end."""
        return self.world.base_url

    def start(self) -> None:
        """Listen."""
        self._listening = reactor.listenTCP(self.port, Site(_Door(self)), interface=HOST)

    async def stop(self) -> None:
        """Stop listening: Stripe cannot be reached."""
        if self._listening is not None:
            listening, self._listening = self._listening, None
            await listening.stopListening()
        for end in reactor.getReaders():
            if isinstance(end, Connection) and end.getHost().port == self.port:
                end.abortConnection()

    def stop_soon(self) -> Any:
        """As `stop`, for a test's clean-up."""
        return Deferred.fromCoroutine(self.stop())

    def _connect(self, ref: str) -> None:
        self.connected[ref] = StripeDouble(self)

    def pass_days(self, days: float) -> None:
        """Let Stripe's time pass."""
        for one in self.connected.values():
            one.pass_days(days)

        def due() -> Any:
            yield from self.checkouts.due()
            yield from self.billing.due()

        self.world.pass_s(round(days * 86_400), due)

    async def deliver(self, signed_s: int | None = None) -> list[int]:
        """Send every event that no webhook was told of; answers the HTTP statuses."""
        statuses = []
        while self.world.untold:
            statuses.append(await self.send(self.world.untold.popleft(), signed_s=signed_s))
        for ref, one in self.connected.items():
            while one.world.untold:
                event = {**one.world.untold.popleft(), "account": ref}
                statuses.append(await self.send(event, signed_s=signed_s))
        return statuses

    async def send(self, event: Thing, secret: str | None = None, signed_s: int | None = None) -> int:
        """Send an event to the webhook, signed by `secret` at `signed_s`; answers the HTTP status."""
        assert self.webhook_url is not None
        body = json.dumps(event)
        header = stripe.WebhookSignature.generate_signature_header(
            body, secret or self.world.webhook_secret, timestamp=signed_s
        )
        wire = Wire(self.webhook_url)
        headers = {"stripe-signature": header, "content-type": "application/json"}
        try:
            return (await wire.send("POST", self.webhook_url, raw=body.encode(), headers=headers)).status
        finally:
            await wire.close()

    def answer(self, verb: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, Thing]:
        """A request to the API."""
        if headers.get("authorization") != f"Bearer {self.world.secret_key}":
            return 401, Refused("Invalid API Key provided", status=401).body
        if headers.get("stripe-version") != stripe.api_version:
            return 400, Refused(f"Invalid Stripe API version: {headers.get('stripe-version')}").body
        try:
            given = read_form(body)
            self.requests.append((verb, path, given))
            contract.check(contract.find(verb, path), given)
            books = self._books_of(headers.get("stripe-account"))
            return books._once(verb, path, body, given, headers.get("idempotency-key"))
        except Refused as refused:
            return refused.status, refused.body

    def _books_of(self, account: str | None) -> "StripeDouble":
        if account is None:
            return self
        if account not in self.connected:
            raise Refused(
                f"The provided key does not have access to account '{account}'.",
                code="account_invalid",
                status=403,
            )
        return self.connected[account]

    def _once(self, verb: str, path: str, body: str, given: Thing, key: str | None) -> tuple[int, Thing]:
        content = f"{verb} {path}?{body}"
        before = self.world.asked_before(key, content) if key and verb == "POST" else None
        if before is not None:
            return before.status, before.answer
        try:
            status, answer = 200, self._api.answer(verb, path, given)
        except Refused as refused:
            if refused.status != 402:  # what was not even begun is not remembered
                raise
            status, answer = 402, refused.body
        if key and verb == "POST":
            self.world.remember(key, content, status, answer)
        return status, answer

    def pay(self, path: str, number: str) -> tuple[int, str]:
        """What a person does at a page: the HTTP status and where it leads."""
        _, page, ref = path.split("/")
        for one in self.connected.values():
            if one.world.has(ref):
                return one.pay(path, number)
        if page == "o":
            return self._api.accounts.onboard(ref)
        if page == "c":
            return self.checkouts.pay(ref, number), self.world.get("checkout.session", ref)["success_url"]
        if page == "a":
            return self.intents.confirm(ref, number != DECLINES)
        if page == "p":
            return self.portal.give_card(ref, number)
        invoice = self.world.get("invoice", ref)
        if invoice["status"] != "open":
            return 410, ""
        card = self.money.save_card(number, invoice["customer"])
        paid = number != DECLINES and self.billing.pay(invoice, card, is_later=False)
        return (303 if paid else 402), f"{self.base_url}/i/{ref}"


class _Door(Resource):
    def __init__(self, double: StripeDouble) -> None:
        super().__init__()
        self.isLeaf = True
        self._double = double

    def render(self, request: Request) -> Any:
        path, verb = request.path.decode(), request.method.decode()
        body = request.content.read().decode() if request.content else ""
        if not path.startswith("/v1/"):
            return self._page(request, verb, path, body)
        moods = self._double.moods[path] if verb == "POST" else None
        mood = moods.popleft() if moods else None
        request.setHeader("content-type", "application/json")
        request.setHeader("date", formatdate(self._double.world.now_s(), usegmt=True))
        if mood in ("busy", "broken"):
            request.setResponseCode(429 if mood == "busy" else 500)
            return json.dumps(Refused("Not now.", kind="api_error").body).encode()
        query = request.uri.decode().partition("?")[2]
        headers = {
            name.decode().lower(): values[-1].decode()
            for name, values in request.requestHeaders.getAllRawHeaders()
        }
        status, answer = self._double.answer(verb, path, body or query, headers)
        if mood == "lost":
            request.transport.abortConnection()
            return NOT_DONE_YET
        request.setResponseCode(status)
        return json.dumps(answer).encode()

    def _page(self, request: Request, verb: str, path: str, body: str) -> bytes:
        if verb == "POST":
            status, leads = self._double.pay(path, str(read_form(body).get("card_number", "")))
            request.setResponseCode(status)
            if status == 303:
                request.setHeader("location", leads)
            return b""
        return b'<form method="post"><input name="card_number"><button>Pay</button></form>'
