// A phrase of one's own is put behind what stands in the field already.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-phrase]");
  if (!button) return;
  const field = document.getElementById(button.dataset.phrase);
  const before = field.value.trim();
  const joint = !before ? "" : /[.;:!?,]$/.test(before) ? " " : ". ";
  field.value = before + joint + button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
