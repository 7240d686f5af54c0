// The place on the page a field was read from: outlined while the field has the focus, enlarged by F2 or its button.
(() => {
  "use strict";
  const boxOf = (field) => field.dataset.read && document.querySelector(`[data-box="${CSS.escape(field.dataset.read)}"]`);
  const whole = () => {
    for (const page of document.querySelectorAll("[data-whole]")) page.setAttribute("viewBox", page.dataset.whole);
  };
  const enlarge = (box) => {
    const page = box.ownerSVGElement;
    const [, , width, height] = page.dataset.whole.split(" ").map(Number);
    const { x, y, width: w, height: h } = box.getBBox();
    const scale = Math.min(1, Math.max((w * 1.3) / width, (h * 5) / height, 0.3));
    const left = Math.min(Math.max(x + w / 2 - (width * scale) / 2, 0), width - width * scale);
    const top = Math.min(Math.max(y + h / 2 - (height * scale) / 2, 0), height - height * scale);
    page.setAttribute("viewBox", `${left} ${top} ${width * scale} ${height * scale}`);
  };
  const into = (box) => {
    const frame = box.closest(".viewer-pages");
    const gap = box.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    if (gap < 0 || gap > frame.clientHeight - 40) frame.scrollTop += gap - frame.clientHeight / 3;
  };
  const outline = (field) => {
    whole();
    for (const box of document.querySelectorAll(".read-box.is-current")) box.classList.remove("is-current");
    const box = boxOf(field);
    if (!box) return;
    box.classList.add("is-current");
    into(box);
  };
  const turn = (box) => {
    const page = box.ownerSVGElement;
    const enlarged = page.getAttribute("viewBox") !== page.dataset.whole;
    whole();
    if (!enlarged) enlarge(box);
    into(box);
  };
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest(".viewer")) outline(event.target); // the hand on the page does not leave the field
  });
  outline(document.activeElement); // the page may have given the focus before this script came
  document.addEventListener("keydown", (event) => {
    const box = event.key === "F2" && boxOf(event.target);
    if (!box) return;
    event.preventDefault();
    turn(box);
  });
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-enlarges]")) event.preventDefault(); // the field keeps the focus
  });
  document.addEventListener("click", (event) => {
    const shows = event.target.closest("[data-shows]");
    if (shows) document.getElementById(shows.dataset.shows).focus();
    const current = event.target.closest("[data-enlarges]") && document.querySelector(".read-box.is-current");
    if (current) turn(current);
  });
})();
