// SPDX-FileCopyrightText: 2026 The synapse-salon authors
// SPDX-License-Identifier: AGPL-3.0-or-later
//
// Where scripts run, a table is chosen as a file rather than pasted: it is read here, in whichever of the two encodings it is.
"use strict";

for (const form of document.querySelectorAll("form[data-csv-file]")) {
  const chosen = form.querySelector('input[type="file"]');
  const words = form.querySelector("textarea");
  chosen.parentElement.hidden = false;
  chosen.addEventListener("change", async () => {
    if (!chosen.files.length) return;
    const bytes = await chosen.files[0].arrayBuffer();
    try {
      words.value = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      words.value = new TextDecoder("shift_jis").decode(bytes);
    }
  });
}
