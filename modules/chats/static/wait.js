// SPDX-FileCopyrightText: 2026 The synapse-salon authors
// SPDX-License-Identifier: AGPL-3.0-or-later
//
// Looks whether somebody who waits was let in, or turned away, and then shows it.
const EVERY_MS = 5000;

setInterval(async () => {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.status < 500 && answer.status !== 429 && !page.getElementById("waits")) {
      location.reload();
    }
  } catch {
    // the connection is back a little later
  }
}, EVERY_MS);
