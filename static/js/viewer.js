// A viewer of page images: + and − in steps, and which page is in front while scrolling.
(() => {
  "use strict";
  const largest = 3;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zooms]");
    if (!button) return;
    const pages = button.closest(".viewer").querySelector(".viewer-pages");
    const step = Number(pages.dataset.zoom || 0) + Number(button.dataset.zooms);
    const [across, down] = [pages.scrollLeft + pages.clientWidth / 2, pages.scrollTop + pages.clientHeight / 2];
    const before = pages.scrollWidth;
    pages.dataset.zoom = Math.min(Math.max(step, 0), largest);
    const grown = pages.scrollWidth / before;
    pages.scrollTo(across * grown - pages.clientWidth / 2, down * grown - pages.clientHeight / 2);
  });
  document.addEventListener("scroll", (event) => {
    const frame = event.target;
    const now = frame.matches && frame.matches(".viewer-pages") && frame.closest(".viewer").querySelector("[data-page-now]");
    if (!now) return;
    const middle = frame.getBoundingClientRect().top + frame.clientHeight / 2;
    const passed = [...frame.querySelectorAll("[data-page]")].filter((page) => page.getBoundingClientRect().top < middle);
    now.textContent = passed.length ? passed[passed.length - 1].dataset.page : "1";
  }, true); // scrolling does not bubble
})();
