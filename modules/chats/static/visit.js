// SPDX-FileCopyrightText: 2026 The synapse-salon authors
// SPDX-License-Identifier: AGPL-3.0-or-later
//
// Shows what is said in a chat as it is said: asks the house for news, which answers when there are some.
const talk = document.getElementById("talk");
const write = document.getElementById("write");
const why = document.getElementById("why");
let isSending = false;
let isNextReady = false;
const RETRY_MS = 3000;
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

function paragraph(className, ...content) {
  const found = document.createElement("p");
  found.className = className;
  found.append(...content);
  return found;
}

function link(said, content) {
  const found = document.createElement("a");
  found.href = `${talk.dataset.base}/file/${said.at}`;
  found.append(content);
  return found;
}

function piece([words, address]) {
  if (!address) {
    return words;
  }
  const found = document.createElement("a");
  found.href = address;
  found.rel = "noopener noreferrer nofollow";
  found.target = "_blank";
  found.textContent = words;
  return found;
}

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
  item.append(by);
  if (said.picture) {
    const picture = document.createElement("img");
    picture.alt = said.alt;
    picture.addEventListener("load", keepAtEnd);
    picture.src = `${talk.dataset.base}/picture/${said.at}`;
    item.append(paragraph("said-picture", link(said, picture)));
  }
  if (said.file) {
    const open = link(said, said.file);
    open.download = "";
    const what = document.createElement("span");
    what.className = "soft small";
    what.textContent = said.alt;
    item.append(paragraph("said-words", open, " ", what));
  }
  if (said.parts.length > 0) {
    item.append(paragraph("said-words", ...said.parts.map(piece)));
  }
  return item;
}

// A line that is there already stays: its picture is not fetched again.
const shown = new Map();
let isAtEnd = true;

talk.addEventListener("scroll", () => {
  isAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
});

function keepAtEnd() {
  if (isAtEnd) {
    talk.scrollTop = talk.scrollHeight;
  }
}

function show(news) {
  talk.dataset.version = news.version;
  const items = news.lines.map((said) => {
    const key = JSON.stringify(said);
    const item = shown.get(key) ?? line(said);
    shown.set(key, item);
    return item;
  });
  document.getElementById("lines").replaceChildren(...items);
  document.getElementById("quiet").hidden = news.lines.length > 0;
  document.getElementById("how-many").textContent = news.people.length;
  document.getElementById("people").replaceChildren(
    ...news.people.map((name) => {
      const item = document.createElement("li");
      item.textContent = name;
      return item;
    }),
  );
  keepAtEnd();
}

function end() {
  document.getElementById("over").hidden = false;
  document.getElementById("leave").hidden = true;
  document.getElementById("here").hidden = true;
  if (write.body.value.trim()) {
    write.body.readOnly = true; // what was not sent can still be copied
    write.querySelector("button").hidden = true;
  } else {
    write.hidden = true;
  }
}

async function listen() {
  for (;;) {
    try {
      const answer = await fetch(`${talk.dataset.base}/news.json?version=${encodeURIComponent(talk.dataset.version)}`);
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

// What is refused stays in its field, with the words that the house's own page has for it.
async function send() {
  const answer = await fetch(write.action, { method: "POST", body: new URLSearchParams(new FormData(write)) });
  if (answer.ok && answer.redirected) {
    return null;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("#why, main .card p")?.textContent.trim() || why.dataset.lost;
}

write.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isSending) {
    isNextReady = true;
    return;
  }
  isSending = true;
  const sent = write.body.value;
  const problem = await send().catch(() => why.dataset.lost);
  isSending = false;
  document.getElementById("unsent").hidden = problem === null;
  why.textContent = problem ?? "";
  if (problem === null) {
    const fresh = crypto.getRandomValues(new Uint8Array(16));
    write.once.value = Array.from(fresh, (byte) => LETTERS[byte % LETTERS.length]).join("");
    write.body.value = write.body.value === sent ? "" : write.body.value; // they may be writing the next one
    write.body.focus();
  }
  const isNext = isNextReady && problem === null && write.body.value.trim();
  isNextReady = false;
  if (isNext) {
    write.requestSubmit();
  }
});

write.body.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    write.requestSubmit();
  }
});

document.getElementById("how").hidden = !matchMedia("(hover: hover)").matches;
for (const picture of talk.querySelectorAll("img")) {
  picture.addEventListener("load", keepAtEnd);
}
new ResizeObserver(keepAtEnd).observe(talk); // a phone's keyboard, a window made smaller
keepAtEnd();
listen();
