"""``portal bench typing``: from the press of a key to results on the screen, in a real browser.

Serves an office made for it, signs in as the clerk and types a question into the search page: first each
key when the results of the one before stand, then all keys at the pace of a person.  Times are of the
page's own clock, from the key's event to the frame after the results were put in.
"""

import shutil
from pathlib import Path
from statistics import quantiles

from playwright.sync_api import Browser, Page, sync_playwright

from portal.bench import office as offices
from portal.bench import processes
from portal.bench.office import BenchOffice
from portal.bench.pages import served

QUESTION = "phan loai van ban"
PACE = 150  # milliseconds between two keys of somebody who types quickly
PATIENCE = 120_000
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# Notes when a key went down, and how long after it a frame with new results was drawn.
_WATCH = """
(() => {
  window.seen = [];
  let pressed = 0;
  document.addEventListener("beforeinput", () => { pressed = performance.now(); }, true);
  document.addEventListener("htmx:afterSettle", (event) => {
    const from = pressed;
    if (event.target.id === "results" || event.target.querySelector("#results"))
      requestAnimationFrame(() => setTimeout(() => window.seen.push(performance.now() - from)));
  });
})();
"""


def main(arguments: list[str]) -> None:
    """Make or open the office, type, print."""
    parser = offices.parser("typing", n=100_000)
    parser.add_argument("--rounds", type=int, default=10, help="gõ bao nhiêu lần")
    parser.add_argument("--text", default=QUESTION, help="câu được gõ")
    parser.add_argument("--picture", type=Path, help="chụp màn hình sau khi gõ xong vào tệp này")
    chosen = parser.parse_args(arguments)
    with offices.wanted(chosen) as made:
        measure(made, chosen.text, chosen.rounds, chosen.picture)


def measure(made: BenchOffice, text: str, rounds: int, picture: Path | None) -> None:
    """Both ways of typing, the first round of each left out."""
    with served(made) as (_, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), args=["--no-sandbox"])
        page = _search_page(browser, port, made.password)
        one_by_one = [_each_key(page, text) for _ in range(rounds + 1)][1:]
        in_a_row = [_all_keys(page, text) for _ in range(rounds + 1)][1:]
        if picture is not None:
            page.screenshot(path=picture)
        browser.close()
    print(f"{made.documents} văn bản, gõ “{text}” {rounds} lần; mili giây từ khi nhấn phím đến khi thấy kết quả")
    print(f"một triệu phép tính: {processes.yardstick():.0f} ms CPU")
    print(f"{'phím':<26}{'p50':>8}{'p95':>8}")
    for place, letter in enumerate(text):
        print(_line(f"“{letter}” sau “{text[:place]}”", [times[place] for times in one_by_one]))
    print(_line("mọi phím, chờ từng phím", [time for times in one_by_one for time in times]))
    print(_line(f"phím cuối, gõ {PACE} ms một phím", in_a_row))


def _program() -> str:
    """The browser of the system."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        raise ValueError("Phép đo này cần Chromium. Cài bằng: apt-get install chromium.")
    return found


def _search_page(browser: Browser, port: int, password: str) -> Page:
    """Signed in, before an empty box."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://127.0.0.1:{port}/sign-in")
    page.fill("[name=login]", offices.LOGIN)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(f"http://127.0.0.1:{port}/search")
    return page


def _each_key(page: Page, text: str) -> list[float]:
    """Milliseconds of every key, each pressed when the results of the one before stand."""
    _empty(page)
    times = []
    for letter in text:
        page.keyboard.type(letter)
        times.append(_next_seen(page))
    return times


def _all_keys(page: Page, text: str) -> float:
    """Milliseconds from the last key to its results; what was asked on the way is let go."""
    _empty(page)
    page.keyboard.type(text, delay=PACE)
    while True:
        time = _next_seen(page)
        if f"q={text.replace(' ', '+')}" in page.url or f"q={text.replace(' ', '%20')}" in page.url:
            return time


def _empty(page: Page) -> None:
    """An empty box, and nothing on the way."""
    page.goto(page.url.partition("?")[0])
    page.focus("#q")


def _next_seen(page: Page) -> float:
    """Wait for the next results, and take their time."""
    return float(page.wait_for_function("() => window.seen.shift()").json_value())


def _line(name: str, times: list[float]) -> str:
    cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return f"{name:<40}{cuts[49]:>8.0f}{cuts[94]:>8.0f}"
