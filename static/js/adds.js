// The field that finds recipients: what is taken from its list, or typed and entered, becomes a line of the list below.
(() => {
  "use strict";
  const box = (node) => node.closest("[data-adds]");
  const put = (adds, field, into) => {
    const name = field.value.trim();
    const list = document.getElementById(into || adds.dataset.adds) || document.getElementById(adds.dataset.adds);
    if (!name || !list) return;
    const lines = list.value.split("\n").map((line) => line.trim()).filter(Boolean);
    if (!lines.includes(name)) list.value = [...lines, name].join("\n");
    list.scrollTop = list.scrollHeight;
    list.dispatchEvent(new Event("input", { bubbles: true }));
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true })); // the list of what was typed closes
    field.focus();
  };

  document.addEventListener("combo:taken", (event) => {
    const adds = box(event.target);
    if (adds) put(adds, event.target, event.detail.into);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || event.ctrlKey) return;
    const adds = event.target.matches("[role=combobox]") && box(event.target);
    if (!adds || !event.target.value.trim()) return;
    event.preventDefault();
    put(adds, event.target);
  });
})();
