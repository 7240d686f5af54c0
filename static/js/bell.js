// The bell is asked for its number once a minute, while somebody can see it; what fails is asked again, without a word.
(() => {
  "use strict";
  const EVERY = 60000;
  let looked = Date.now();
  const look = () => {
    const bell = document.getElementById("bell-count");
    if (!bell || document.visibilityState !== "visible" || Date.now() - looked < EVERY) return;
    looked = Date.now();
    htmx.trigger(bell, "look");
  };
  setInterval(look, EVERY / 12);
  document.addEventListener("visibilitychange", look);
})();
