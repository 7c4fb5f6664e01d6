// SPDX-FileCopyrightText: 2026 The synapse-salon authors
// SPDX-License-Identifier: AGPL-3.0-or-later
//
// Puts a chosen file into the form as text: the homeserver takes no forms that bring files.
const chosen = document.getElementById("f-picture");
const form = chosen.form;

document.getElementById("picture-file").hidden = false;

form.addEventListener("submit", (event) => {
  const file = chosen.files[0];
  if (event.submitter?.value !== "save" || file === undefined || form.image.value) {
    return;
  }
  event.preventDefault();
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    form.image.value = reader.result.slice(reader.result.indexOf(",") + 1);
    form.requestSubmit(event.submitter);
  });
  reader.readAsDataURL(file);
});

chosen.addEventListener("change", () => {
  form.image.value = "";
});
