// Rows wide or close, as last chosen on this computer; runs before the page paints.
(() => {
  "use strict";
  const root = document.documentElement;
  const remembered = () => {
    try { return localStorage.getItem("density"); } catch { return null; }
  };
  root.dataset.density = remembered() || "normal";
  const show = () => {
    for (const button of document.querySelectorAll("[data-density-switch]")) {
      button.setAttribute("aria-pressed", String(root.dataset.density === "compact"));
    }
  };
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("htmx:afterSettle", show);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-density-switch]")) return;
    root.dataset.density = root.dataset.density === "compact" ? "normal" : "compact";
    try { localStorage.setItem("density", root.dataset.density); } catch { /* private window: only this page */ }
    show();
  });
})();
