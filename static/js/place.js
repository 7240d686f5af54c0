// The signature box on a page image: moved and sized by mouse, buttons or keys; kept in hidden fields as fractions.
// It warns while it lies over words; the portal looks again before anything is signed.
(() => {
  "use strict";
  const frame = document.querySelector("[data-place]");
  if (!frame) return;
  const box = frame.querySelector(".sign-box");
  const drawn = frame.querySelector(".sign-shown");
  const page = box.ownerSVGElement;
  const { width, height } = page.viewBox.baseVal;
  const says = frame.querySelector("[data-place-says]");
  const over = document.querySelector("[data-place-over]");
  const words = JSON.parse(frame.dataset.words);
  const hasTrueSize = "trueSize" in frame.dataset;
  const LARGEST = 0.1; // of the page
  const LEAST = 20; // points
  const MILLIMETRE = 72 / 25.4;
  const millimetres = (points) => Math.round(points / MILLIMETRE);
  const now = { x: 0, y: 0, w: 0, h: 0 };

  // A seal fills the circle in its box, anything else the whole box.
  const covers = ([x0, y0, x1, y1]) => {
    const far = (low, high, from, to) => {
      const middle = (low + high) / 2;
      return (middle - Math.min(Math.max(middle, from), to)) / ((high - low) / 2);
    };
    const right = now.x + now.w;
    const bottom = now.y + now.h;
    if (!(x0 * width < right && x1 * width > now.x && y0 * height < bottom && y1 * height > now.y)) return false;
    if (!hasTrueSize) return true;
    return Math.hypot(far(now.x, right, x0 * width, x1 * width), far(now.y, bottom, y0 * height, y1 * height)) < 1;
  };

  const put = (x, y, w = now.w, h = now.h) => {
    now.w = w;
    now.h = h;
    now.x = Math.min(Math.max(x, 0), width - w);
    now.y = Math.min(Math.max(y, 0), height - h);
    const sides = { x: now.x, y: now.y, width: w, height: h };
    for (const [name, value] of Object.entries(sides)) {
      box.setAttribute(name, value);
      if (drawn) drawn.setAttribute(name, value);
    }
    const values = { x0: now.x / width, y0: now.y / height, x1: (now.x + w) / width, y1: (now.y + h) / height };
    for (const [name, value] of Object.entries(values)) {
      document.querySelector(`input[name="${name}"]`).value = value.toFixed(5);
    }
    const hidden = words.filter(covers).map((word) => word[4]);
    over.hidden = hidden.length === 0;
    over.querySelector("[data-place-words]").textContent = hidden.slice(0, 6).join(" ");
    box.classList.toggle("is-over", hidden.length > 0);
    says.textContent = `Cách mép trái ${millimetres(now.x)} mm, mép trên ${millimetres(now.y)} mm, cỡ ${millimetres(w)} × ${millimetres(h)} mm${hidden.length ? ". Đang che chữ" : ""}`;
  };
  const size = (step) => {
    if (hasTrueSize) return;
    const most = Math.sqrt((LARGEST * width * height * 0.999) / (now.w * now.h));
    const grown = Math.min(step > 0 ? 1.05 : 1 / 1.05, most, width / now.w, height / now.h);
    const w = now.w * grown;
    const h = now.h * grown;
    if (step < 0 && Math.min(w, h) < LEAST) return;
    put(now.x - (w - now.w) / 2, now.y - (h - now.h) / 2, w, h);
  };
  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(page.getScreenCTM().inverse());
    return { x: point.x, y: point.y };
  };

  let held = null;
  page.addEventListener("pointerdown", (event) => {
    const point = at(event);
    if (event.target !== box) put(point.x - now.w / 2, point.y - now.h / 2);
    held = { x: point.x - now.x, y: point.y - now.y };
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
  const sizes = { "+": 1, "=": 1, "-": -1, "_": -1 };
  const pages = { PageUp: -1, PageDown: 1 };
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const way = ways[event.key];
    const turned = document.querySelector(`[data-place-page="${pages[event.key]}"]`);
    if (way) {
      const step = (event.shiftKey ? 10 : 1) * MILLIMETRE;
      put(now.x + way[0] * step, now.y + way[1] * step);
    } else if (event.key in sizes) {
      size(sizes[event.key]);
    } else if (turned) {
      turned.click();
    } else {
      return;
    }
    event.preventDefault();
  });
  for (const button of frame.querySelectorAll("[data-place-size]")) {
    button.addEventListener("click", () => size(Number(button.dataset.placeSize)));
  }

  put(...["x", "y", "width", "height"].map((name) => Number(box.getAttribute(name))));
  const shown = page.closest(".viewer-pages");
  shown.scrollTop = (now.y / height) * shown.scrollHeight - shown.clientHeight / 2;
})();
