// One frame to VGCA Sign Service on this PC and one back; what counts is what the portal sees, not what comes back here.
(() => {
  "use strict";
  const PATIENCE = 15 * 60 * 1000;

  const outcome = (text) => {
    let answer;
    try {
      answer = JSON.parse(text);
    } catch {
      return { word: "odd" };
    }
    // false == 0 in this language: only the number 0 says that it went well
    if (!answer || typeof answer !== "object" || typeof answer.Status !== "number") return { word: "odd" };
    return answer.Status === 0 ? { word: "ok" } : { word: "refused", more: String(answer.Message ?? "").slice(0, 300) };
  };

  const call = (button) => {
    const says = document.querySelector("[data-vgca-says]");
    const say = (word, more = "") => {
      if (says.isConnected) says.textContent = `${says.dataset[word]} ${more}`.trim();
    };
    let line;
    try {
      line = new WebSocket(button.dataset.vgca);
    } catch {
      say("closed");
      return;
    }
    let answered = false;
    button.disabled = true;
    const giveUp = setTimeout(() => line.close(), PATIENCE);
    line.addEventListener("open", () => {
      say("open");
      line.send(button.dataset.vgcaFrame);
    });
    line.addEventListener("message", (event) => {
      answered = true;
      const { word, more } = outcome(event.data);
      say(word, more);
      line.close();
    });
    line.addEventListener("close", () => {
      clearTimeout(giveUp);
      button.disabled = false;
      if (!answered) say("closed");
    });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-vgca]");
    if (button) call(button);
  });
})();
