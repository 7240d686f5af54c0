// Shortcuts: aria-keyshortcuts on a button, link or field is what the key does and what "?" lists.
(() => {
  "use strict";
  const single = document.getElementById("single-keys");
  const dialog = document.getElementById("keys");
  const list = dialog.querySelector("[data-keys-list]");
  const stored = () => {
    try { return localStorage.getItem("single-keys"); } catch { return null; }
  };
  single.checked = stored() !== "off";
  single.addEventListener("change", () => {
    try { localStorage.setItem("single-keys", single.checked ? "on" : "off"); } catch { /* only this page */ }
  });

  // "Control+Enter", "Alt+1", "F2", "/" as the ARIA attribute writes them.
  const pressed = (event) => {
    const key = event.code.startsWith("Digit") && event.altKey ? event.code.slice(5) : event.key;
    return (event.ctrlKey ? "Control+" : "") + (event.altKey ? "Alt+" : "") + key;
  };
  const typing = (target) => target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
  const holder = (keys) => [...document.querySelectorAll("[aria-keyshortcuts]")].find(
    (element) => element.getAttribute("aria-keyshortcuts").split(" ").includes(keys) && !element.disabled);

  const words = (element) => {
    if (element.dataset.keyMeans) return element.dataset.keyMeans;
    const label = element.labels && element.labels[0] ? element.labels[0] : element;
    const copy = label.cloneNode(true);
    for (const part of copy.querySelectorAll("kbd, .must")) part.remove();
    return copy.textContent.trim();
  };
  const row = (keys, meaning) => {
    const line = document.createElement("tr");
    const key = document.createElement("kbd");
    key.textContent = keys.replace("Control", "Ctrl");
    line.insertCell().append(key);
    line.insertCell().textContent = meaning;
    return line;
  };
  const open = () => {
    const rows = [...document.querySelectorAll("[aria-keyshortcuts]")]
      .map((element) => row(element.getAttribute("aria-keyshortcuts"), words(element)));
    if (document.querySelector("[data-box]")) rows.push(row("F2", "Phóng chỗ trên trang mà ô này được đọc ra"));
    if (document.querySelector("[data-before]")) rows.push(row("F4", "Lấy giá trị của văn bản vào sổ trước đó"));
    if (document.querySelector("form[data-enter=next]")) rows.push(row("Enter", "Nhận giá trị, sang ô tiếp theo"));
    if (document.querySelector("[data-results]")) {
      const inSearch = document.querySelector("[data-results-box]");
      rows.push(row("↓ ↑", inSearch ? "Đi qua các kết quả" : "Đi qua các việc"));
      rows.push(row("Enter", inSearch ? "Mở kết quả đang đứng" : "Mở việc đang đứng"));
      if (inSearch) rows.push(row("Esc", "Về ô tra cứu"));
    }
    rows.push(row("Esc", "Đóng bảng này"));
    list.replaceChildren(...rows);
    dialog.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || dialog.open) return;
    const keys = pressed(event);
    const plain = keys.length === 1;
    if (plain && (typing(event.target) || !single.checked)) return;
    const element = holder(keys);
    if (!element) return;
    event.preventDefault();
    if (element.dataset.opens === "keys") open();
    else if (element.matches("input, select, textarea")) element.focus();
    else element.click();
  });
})();
