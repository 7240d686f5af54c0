// A heading that opens fields above itself hands the keyboard to the first of them.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches("details[data-unfolds]") || !event.target.open) return;
  event.target.closest("form").querySelector("select, input:not([type=hidden])").focus({ preventScroll: true });
}, true); // toggle does not bubble
