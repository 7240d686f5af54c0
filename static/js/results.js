// Results from the keyboard: arrows go from the search box through the results and back, Escape returns to the box.
// On a page without the box (the desk) they begin where nothing is held.
// Of the small sheets on the page one is open at a time; Escape closes it.
(() => {
  "use strict";
  const box = document.querySelector("[data-results-box]");
  const links = () => [...document.querySelectorAll("[data-results] [data-result]")];
  const back = () => {
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.shiftKey || event.metaKey) return;
    const inBox = box ? event.target === box : event.target.matches("body, main");
    const inResults = event.target.closest("[data-results]");
    const sheet = event.target.closest("details.drop[open]");
    const at = links().indexOf(event.target);
    if (event.key === "Escape" && sheet) {
      sheet.open = false;
      sheet.querySelector("summary").focus();
    } else if (event.key === "Escape" && inResults && box) back();
    else if (event.key === "ArrowDown" && (inBox || at >= 0) && at + 1 < links().length) links()[at + 1].focus();
    else if (event.key === "ArrowUp" && at > 0) links()[at - 1].focus();
    else if (event.key === "ArrowUp" && at === 0 && box) back();
    else return;
    event.preventDefault();
  });
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches("details.drop[open]")) return;
    for (const other of document.querySelectorAll("details.drop[open]")) {
      if (other !== event.target) other.open = false;
    }
  }, true);
})();
