// What htmx brings back is said aloud; what fails is said in words; errors on top take the focus.
(() => {
  "use strict";
  const live = document.getElementById("live");
  const sentences = {
    401: "Phiên làm việc đã hết. Hãy đăng nhập lại; chữ đang soạn vẫn còn.",
    403: "Tài khoản này không có quyền làm việc đó.",
    404: "Không tìm thấy. Có thể văn bản đã được chuyển đi.",
    409: "Văn bản vừa được người khác thay đổi. Hãy tải lại trang.",
    413: "Tệp quá lớn.",
    429: "Thao tác quá nhanh. Hãy chờ một lát rồi thử lại.",
  };
  const say = (text) => {
    const line = document.createElement("div");
    line.className = "notice notice-refusal";
    line.setAttribute("role", "alert");
    line.textContent = text;
    document.getElementById("flashes").replaceChildren(line);
  };
  const isQuiet = (event) => event.target.closest("[data-quiet]"); // asked by no hand: it is asked again
  document.addEventListener("htmx:responseError", (event) => {
    if (isQuiet(event)) return;
    const { status, responseText } = event.detail.xhr;
    const told = new DOMParser().parseFromString(responseText, "text/html").querySelector("[data-refusal]");
    say((told && told.textContent) || sentences[status] || `Máy chủ chưa làm được việc này (${status}). Hãy thử lại.`);
  });
  const saying = (text) => (event) => isQuiet(event) || say(text);
  document.addEventListener("htmx:sendError", saying("Không nối được với máy chủ. Kiểm tra mạng rồi thử lại."));
  document.addEventListener("htmx:timeout", saying("Máy chủ trả lời quá lâu. Hãy thử lại."));
  document.addEventListener("htmx:afterSettle", (event) => {
    const told = event.target.querySelector("[data-announce]") || event.target.closest("[data-announce]");
    if (told) live.textContent = told.textContent.trim();
  });
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
})();
