// Text in a field marked data-keep outlives a lost session: kept in this tab, for this person, until it has arrived.
(() => {
  "use strict";
  const person = document.body.dataset.person;
  if (!person) return;
  const place = (field) => `keep:${person}:${location.pathname}:${field.name}`;
  const sent = `sent:${person}`;

  // A page reached otherwise than through signing in again means that what was sent has arrived.
  const again = document.referrer && new URL(document.referrer).pathname.startsWith("/sign-in");
  if (!again) {
    for (const key of JSON.parse(sessionStorage.getItem(sent) || "[]")) sessionStorage.removeItem(key);
  }
  sessionStorage.removeItem(sent);

  for (const field of document.querySelectorAll("[data-keep]")) {
    const kept = sessionStorage.getItem(place(field));
    if (kept && !field.value) {
      field.value = kept;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-keep]")) sessionStorage.setItem(place(event.target), event.target.value);
  });
  document.addEventListener("submit", (event) => {
    const fields = [...event.target.querySelectorAll("[data-keep]")];
    if (fields.length) sessionStorage.setItem(sent, JSON.stringify(fields.map(place)));
  });
})();
