// A file control names what was chosen.
document.addEventListener("change", (event) => {
  "use strict";
  const words = event.target.matches(".file-input") && event.target.parentElement.querySelector("[data-file-names]");
  if (!words) return;
  const names = [...event.target.files].map((file) => file.name);
  words.dataset.empty = words.dataset.empty || words.textContent;
  words.textContent = names.length > 3 ? `${names.length} tệp` : names.join(", ") || words.dataset.empty;
});
