// In a form marked data-enter="next", Enter takes the value as it stands and goes to the next field; in a long
// field Shift+Enter begins a new line.
document.addEventListener("keydown", (event) => {
  "use strict";
  const form = event.target.closest("form[data-enter=next]");
  if (!form || event.key !== "Enter" || event.ctrlKey || event.altKey || event.shiftKey || event.isComposing) return;
  if (event.defaultPrevented || !event.target.matches("input:not([type=submit]), select, textarea")) return;
  event.preventDefault();
  const fields = [...form.elements].filter((field) => !field.disabled && field.type !== "hidden" && field.tabIndex >= 0
    && field.matches("input, select, textarea, button[type=submit]") && field.getClientRects().length);
  const next = fields[fields.indexOf(event.target) + 1];
  if (!next) return;
  next.focus();
  if (next.select) next.select();
});
