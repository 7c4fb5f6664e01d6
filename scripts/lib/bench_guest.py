# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who came into a chat by a link: from a member's sending to its standing on their page."""

import http.client
import json
import re
import threading
import time
import urllib.parse

from bench_client import SALON, Member, Salon
from bench_server import Server

GUESTS = 10
"""Pages open at once; more from one address are asked to wait."""

MESSAGES = 60
PAUSE_S = 0.5
_FIELD = re.compile(r'<input type="hidden" name="(csrf|once)" value="([^"]*)"')


class GuestPage:
    """A browser with a link's page open, which asks for news as the page's script does."""

    def __init__(self, server: Server, url: str, name: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._path = urllib.parse.urlsplit(url).path
        self._cookies: dict[str, str] = {}
        self.heard: dict[str, float] = {}
        fields = dict(_FIELD.findall(self._get(self._path)))
        self._ask("POST", self._path, urllib.parse.urlencode({**fields, "name": name}))
        found = re.search(r'data-version="([^"]*)"', self._get(self._path))
        if found is None:
            raise SystemExit("a guest did not come in by the link")
        self._version = found[1]

    def _get(self, path: str) -> str:
        return self._ask("GET", path)

    def _ask(self, method: str, path: str, form: str | None = None) -> str:
        held = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": held, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request(method, path, form, headers)
        response = self._connection.getresponse()
        for line in response.msg.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        answer = response.read().decode()
        if response.status >= 400:
            raise SystemExit(f"{method} {path[:30]}…: {response.status} {answer[:500]}")
        return answer

    def listen(self, messages: int) -> None:
        """Until so many messages stand on the page."""
        while f"line {messages - 1}" not in self.heard:
            version = urllib.parse.quote(self._version)
            news = json.loads(self._get(f"{self._path}/news.json?version={version}"))
            now, self._version = time.monotonic(), str(news["version"])
            for line in news["lines"]:
                self.heard.setdefault("".join(words for words, _ in line["parts"]), now)


def send_to_page(server: Server) -> list[float]:
    """From a member's sending to its standing in what each guest's page is answered, in ms, twice a second."""
    salon = Salon(server)
    host = Member(server, "host")
    salon.join(host, "free")
    salon.wait_until_inside(host)
    path = f"{SALON}/salons/{salon.slug}"
    salon.owner.ask("PUT", f"{path}/policies", {"guests": "invited"})
    made = host.ask("POST", f"{path}/chats", {"name": "Bench", "guests": "invited"})
    room = str(made["room_id"])
    while room not in host.rooms():
        time.sleep(0.05)
    links = f"{path}/chats/{urllib.parse.quote(room, safe='')}/guest-links"
    url = str(host.ask("POST", links, {"expires_in_ms": 3_600_000})["url"])
    pages = [GuestPage(server, url, f"guest {number}") for number in range(GUESTS)]
    readers = [threading.Thread(target=page.listen, args=(MESSAGES,), daemon=True) for page in pages]
    for reader in readers:
        reader.start()
    sent: dict[str, float] = {}
    for number in range(MESSAGES):
        words = f"line {number}"
        sent[words] = time.monotonic()
        host.say(room, words)
        time.sleep(max(0.0, sent[words] + PAUSE_S - time.monotonic()))
    for reader in readers:
        reader.join(60)
    if any(words not in page.heard for words in sent for page in pages):
        raise SystemExit("not everything stood on every guest's page within a minute")
    return [(page.heard[words] - at) * 1000 for words, at in sent.items() for page in pages]
