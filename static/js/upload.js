// A form marked data-each sends its files as soon as they are chosen, one by one, so that many large ones fit, shows
// how far it is, and has a line for each; without scripts it is a plain form.  A letter that comes alone opens its form.
(() => {
  "use strict";
  const token = () => document.querySelector("meta[name=csrf-token]").content;
  const size = (file) => Math.max(file.size, 1);

  const send = (address, file, isAlone, onProgress) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file);
    if (isAlone) body.append("alone", "y");
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", token());
    request.upload.addEventListener("progress", (event) => onProgress(Math.min(event.loaded, size(file))));
    request.addEventListener("loadend", () => resolve(request));
    request.send(body);
  });

  const said = (words) => {
    const line = document.createElement("li");
    line.className = "is-left";
    line.textContent = words;
    return line;
  };

  const lineOf = (request, file) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const told = page.querySelector("li.is-good, li.is-left");
    if (told) return document.importNode(told, true);
    const refusal = page.querySelector("[data-refusal]");
    if (refusal) return said(`${file.name}: ${refusal.textContent}`);
    if (request.status === 413) return said(`${file.name}: tệp quá lớn.`);
    if (request.status === 0) return said(`${file.name}: chưa gửi được, không nối được với máy chủ.`);
    return said(`${file.name}: chưa gửi được (${request.status}). Hãy thử lại.`);
  };

  const refresh = (form) => window.htmx.ajax("GET", form.dataset.list, {
    target: "#letters", select: "#letters", selectOOB: "#steps", swap: "outerHTML",
  });

  const outcome = (good, all) => {
    if (!good) return "Không có thêm văn bản nào trong hàng chờ; lý do ở dưới đây.";
    return good === all ? `Đã nhận đủ ${all} tệp vào hàng chờ.` : `Đã nhận ${good} trong ${all} tệp; các tệp kia có lý do ở dưới đây.`;
  };

  const sendAll = async (form) => {
    const input = form.querySelector("input[type=file]");
    const files = [...input.files];
    const total = files.reduce((sum, file) => sum + size(file), 0);
    const [state, list] = [".upload-state", ".brought"].map((s) => form.querySelector(s));
    const [bar, words] = [state.querySelector("progress"), state.querySelector(".upload-words")];
    let sent = 0;
    let last = null;
    list.replaceChildren();
    state.hidden = list.hidden = false;
    input.disabled = true;
    bar.hidden = false;
    bar.max = total;
    for (const [n, file] of files.entries()) {
      words.textContent = `Đang gửi tệp ${n + 1}/${files.length}: ${file.name}`;
      const request = await send(form.dataset.each, file, files.length === 1, (loaded) => { bar.value = sent + loaded; });
      sent += size(file);
      bar.value = sent;
      last = lineOf(request, file);
      list.append(last);
    }
    if (files.length === 1 && last.dataset.then) {
      window.location.assign(last.dataset.then);
      return;
    }
    const good = list.querySelectorAll(".is-good").length;
    words.textContent = outcome(good, files.length);
    bar.hidden = true;
    input.disabled = false;
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    refresh(form);
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-each]");
    if (form && event.target.matches("input[type=file]") && event.target.files.length) sendAll(form);
  });
})();
