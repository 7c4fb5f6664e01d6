// SPDX-FileCopyrightText: 2026 The synapse-salon authors
// SPDX-License-Identifier: AGPL-3.0-or-later
//
// A button beside a field that copies what stands in it: <button data-copy="f-url" data-copied="Copied" hidden>Copy</button>
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // where the page may not use the clipboard by itself
    }
    button.textContent = button.dataset.copied;
  });
}
