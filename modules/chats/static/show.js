// SPDX-FileCopyrightText: 2026 The synapse-salon authors
// SPDX-License-Identifier: AGPL-3.0-or-later
//
// Shows a file in the chat: puts it into the form as text, since the homeserver takes no forms that bring files.
const form = document.getElementById("show");
const chosen = document.getElementById("f-content");
const why = document.getElementById("unshown-why");
const over = document.getElementById("over");
const MOST_BYTES = 5 * 1024 * 1024;
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
let isSending = false;

function tell(problem) {
  document.getElementById("unshown").hidden = problem === null;
  why.textContent = problem ?? "";
}

// As forms send it letter by letter.
function forAddresses(base64) {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}

async function asText(file) {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.addEventListener("load", () => resolve(forAddresses(reader.result.slice(reader.result.indexOf(",") + 1))));
    reader.addEventListener("error", reject);
    reader.readAsDataURL(file);
  });
}

// Null where it is shown, else why not, in the words that the house's own page has for it.
async function send(file) {
  if (file.size > MOST_BYTES) {
    return why.dataset.large;
  }
  form.elements.content.value = await asText(file);
  form.elements.name.value = file.name;
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (answer.ok && answer.redirected) {
    return null;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main .card p")?.textContent.trim() || why.dataset.lost;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const file = chosen.files[0];
  if (isSending) {
    return;
  }
  if (file === undefined) {
    chosen.focus();
    return;
  }
  isSending = true;
  const problem = await send(file).catch(() => why.dataset.lost);
  isSending = false;
  form.elements.content.value = "";
  tell(problem);
  if (problem === null) {
    const fresh = crypto.getRandomValues(new Uint8Array(16));
    form.once.value = Array.from(fresh, (byte) => LETTERS[byte % LETTERS.length]).join("");
    chosen.value = "";
  }
});

form.hidden = !over.hidden;
new MutationObserver(() => {
  form.hidden = !over.hidden;
}).observe(over, { attributes: true, attributeFilter: ["hidden"] });
