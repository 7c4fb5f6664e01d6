// SPDX-FileCopyrightText: 2026 The synapse-salon authors
// SPDX-License-Identifier: AGPL-3.0-or-later
//
// Shows what is said in a chat as it is said: asks the house for news, which answers when there are some.
const talk = document.getElementById("talk");
const write = document.getElementById("write");
const RETRY_MS = 3000;
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

function line(said) {
  const item = document.createElement("li");
  item.className = said.own ? "said own" : "said";
  item.dataset.id = said.id;
  const by = document.createElement("p");
  by.className = "said-by";
  const name = document.createElement("span");
  name.className = "said-name";
  name.textContent = said.name;
  const time = document.createElement("time");
  time.title = said.when;
  time.textContent = said.time;
  by.append(name, " ", time);
  const words = document.createElement("p");
  words.className = "said-words";
  words.textContent = said.body;
  item.append(by, words);
  return item;
}

function show(news) {
  const isAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  talk.dataset.version = news.version;
  document.getElementById("lines").replaceChildren(...news.lines.map(line));
  document.getElementById("quiet").hidden = news.lines.length > 0;
  if (isAtEnd) {
    talk.scrollTop = talk.scrollHeight;
  }
}

function end() {
  document.getElementById("over").hidden = false;
  write.hidden = true;
  document.getElementById("leave").hidden = true;
}

async function listen() {
  for (;;) {
    try {
      const answer = await fetch(`${talk.dataset.news}?version=${encodeURIComponent(talk.dataset.version)}`);
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const news = await answer.json();
      if (news.over) {
        end();
        return;
      }
      if (news.version !== talk.dataset.version) {
        show(news);
      }
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

write.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(write));
  const answer = await fetch(write.action, { method: "POST", body: fields }).catch(() => null);
  if (!answer?.ok || !answer.redirected) {
    write.submit(); // the house's own page says what is wrong
    return;
  }
  const fresh = crypto.getRandomValues(new Uint8Array(16));
  write.once.value = Array.from(fresh, (byte) => LETTERS[byte % LETTERS.length]).join("");
  write.body.value = "";
  write.body.focus();
});

write.body.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    write.requestSubmit();
  }
});

talk.scrollTop = talk.scrollHeight;
listen();
