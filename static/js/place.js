// The signature box on a page image: moved by mouse, by a click or by arrow keys; kept in hidden fields as fractions.
(() => {
  "use strict";
  const frame = document.querySelector("[data-place]");
  if (!frame) return;
  const box = frame.querySelector(".sign-box");
  const page = box.ownerSVGElement;
  const { width, height } = page.viewBox.baseVal;
  const says = frame.querySelector("[data-place-says]");
  const size = { w: Number(box.getAttribute("width")), h: Number(box.getAttribute("height")) };
  const millimetres = (points) => Math.round((points * 25.4) / 72);

  const put = (x, y) => {
    const left = Math.min(Math.max(x, 0), width - size.w);
    const top = Math.min(Math.max(y, 0), height - size.h);
    box.setAttribute("x", left);
    box.setAttribute("y", top);
    const values = { x0: left / width, y0: top / height, x1: (left + size.w) / width, y1: (top + size.h) / height };
    for (const [name, value] of Object.entries(values)) {
      document.querySelector(`input[name="${name}"]`).value = value.toFixed(5);
    }
    says.textContent = `Cách mép trái ${millimetres(left)} mm, mép trên ${millimetres(top)} mm`;
  };
  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(page.getScreenCTM().inverse());
    return { x: point.x, y: point.y };
  };

  let held = null;
  page.addEventListener("pointerdown", (event) => {
    const point = at(event);
    if (event.target !== box) put(point.x - size.w / 2, point.y - size.h / 2);
    held = { x: point.x - Number(box.getAttribute("x")), y: point.y - Number(box.getAttribute("y")) };
    page.setPointerCapture(event.pointerId);
    box.focus();
    event.preventDefault();
  });
  page.addEventListener("pointermove", (event) => {
    if (!held) return;
    const point = at(event);
    put(point.x - held.x, point.y - held.y);
  });
  page.addEventListener("pointerup", () => { held = null; });
  page.addEventListener("pointercancel", () => { held = null; });

  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  box.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const step = event.shiftKey ? 20 : 2;
    put(Number(box.getAttribute("x")) + way[0] * step, Number(box.getAttribute("y")) + way[1] * step);
  });
  put(Number(box.getAttribute("x")), Number(box.getAttribute("y")));
  const pages = page.closest(".viewer-pages");
  pages.scrollTop = (Number(box.getAttribute("y")) / height) * pages.scrollHeight - pages.clientHeight / 2;
})();
