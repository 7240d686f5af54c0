// F4 takes into a field what stood there in the letter before: the field says it in data-before.
document.addEventListener("keydown", (event) => {
  "use strict";
  if (event.key !== "F4" || event.ctrlKey || event.altKey || event.isComposing) return;
  const field = event.target;
  if (!field.matches || !field.matches("[data-before]")) return;
  event.preventDefault();
  field.value = field.dataset.before;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  if (field.select) field.select();
});
