// A form marked data-upload is sent with htmx and shows how much has gone; without scripts it is a plain form.
(() => {
  "use strict";
  const bar = (form) => form.querySelector("progress");
  document.addEventListener("htmx:xhr:progress", (event) => {
    const progress = event.target.matches("form[data-upload]") && bar(event.target);
    if (!progress || !event.detail.lengthComputable) return;
    progress.hidden = false;
    progress.max = event.detail.total;
    progress.value = event.detail.loaded;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.matches("form[data-upload]") && bar(event.target)) bar(event.target).hidden = true;
  });
  // A file dropped on the form is a file chosen.
  document.addEventListener("dragover", (event) => {
    if (event.target.closest && event.target.closest("form[data-upload]")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const form = event.target.closest && event.target.closest("form[data-upload]");
    const input = form && form.querySelector("input[type=file]");
    if (!input || !event.dataTransfer.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
