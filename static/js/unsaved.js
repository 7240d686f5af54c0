// A form marked data-unsaved asks before its page is left with changes not sent.
(() => {
  "use strict";
  let changed = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-unsaved]")) changed = true;
  });
  document.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();
