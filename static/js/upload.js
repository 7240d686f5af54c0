// A form marked data-upload sends its files one by one, so that many large ones fit, shows how far it is, and has a
// line for each; without scripts it is a plain form.  A letter that comes alone opens its form.
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

  const sendAll = async (form) => {
    const files = [...form.querySelector("input[type=file]").files];
    const total = files.reduce((sum, file) => sum + size(file), 0);
    const [state, list, button] = [".upload-state", ".brought", "[type=submit]"].map((s) => form.querySelector(s));
    const [bar, words] = [state.querySelector("progress"), state.querySelector(".upload-words")];
    let sent = 0;
    let last = null;
    list.replaceChildren();
    state.hidden = list.hidden = false;
    button.disabled = true;
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
    words.textContent = `Đã gửi xong: ${good}/${files.length} tệp được nhận vào hàng chờ.`;
    bar.hidden = true;
    button.disabled = false;
    form.reset();
    refresh(form);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-each]") || event.submitter && event.submitter.form !== form) return;
    event.preventDefault();
    form.querySelector("progress").hidden = false;
    sendAll(form);
  });

  // A file dropped on the form is a file chosen.
  document.addEventListener("dragover", (event) => {
    if (event.target.closest && event.target.closest("form[data-upload]")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const form = event.target.closest && event.target.closest("form[data-upload]");
    const input = form && form.querySelector("input[type=file]");
    if (!input || !event.dataTransfer.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
