// The list under a type-ahead field: arrows choose, Enter or a click takes, Esc closes; the server finds the rows.
(() => {
  "use strict";
  const parts = (node) => {
    const box = node.closest("[data-combo]");
    return box && { field: box.querySelector("[role=combobox]"), list: box.querySelector("[role=listbox]") };
  };
  const options = (list) => [...list.querySelectorAll("[role=option]")];
  const show = ({ field, list }, open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) field.removeAttribute("aria-activedescendant");
  };
  const choose = ({ field, list }, option) => {
    for (const other of options(list)) other.setAttribute("aria-selected", String(other === option));
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const take = (combo, option) => {
    combo.field.value = option.dataset.value;
    show(combo, false);
    combo.field.dispatchEvent(new Event("change", { bubbles: true }));
    combo.field.dispatchEvent(new CustomEvent("combo:taken", { bubbles: true, detail: { into: option.dataset.into } }));
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    const combo = event.target.matches("[role=listbox]") && parts(event.target);
    if (!combo) return;
    show(combo, options(combo.list).length > 0 && document.activeElement === combo.field);
    // an answer that comes while a row is chosen keeps the choice
    const chosen = options(combo.list).find((row) => row.id === combo.field.getAttribute("aria-activedescendant"));
    if (chosen) choose(combo, chosen);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-combo] [role=combobox]")) return;
    const combo = parts(event.target);
    const rows = options(combo.list);
    if (combo.list.hidden || !rows.length) return;
    const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") choose(combo, rows[(at + 1) % rows.length]);
    else if (event.key === "ArrowUp") choose(combo, rows[(at - 1 + rows.length) % rows.length]);
    else if (event.key === "Enter" && at >= 0) take(combo, rows[at]);
    else if (event.key === "Escape") show(combo, false);
    else return;
    event.preventDefault();
  });
  // mousedown, because the field loses the focus before a click arrives
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-combo] [role=option]");
    if (!option) return;
    event.preventDefault();
    take(parts(option), option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches("[data-combo] [role=combobox]")) show(parts(event.target), false);
  });
})();
