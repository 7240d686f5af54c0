// A button marked data-sets="field" puts its data-value into that field: the quick choices beside a long list.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sets]");
  if (!button) return;
  const field = document.getElementById(button.dataset.sets);
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});
