// What may be undone for some seconds counts them, and then goes: the server would refuse it.
for (const form of document.querySelectorAll("[data-gone-after]")) {
  const shown = form.querySelector("[data-seconds]");
  let left = Number(form.dataset.goneAfter);
  const clock = setInterval(() => {
    left -= 1;
    shown.textContent = String(left);
    if (left > 0) return;
    clearInterval(clock);
    form.remove();
  }, 1000);
}
