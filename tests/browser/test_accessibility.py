"""axe on every page a person meets, by role (WCAG 2.2 AA)."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PAGES = {
    "vanthu": ["/", "/incoming", "/incoming/entered", "/incoming/done", "/documents/601/entry", "/documents/600",
               "/registers/incoming/2026", "/registers/outgoing/2026", "/search", "/search?q=van+ban", "/outgoing",
               "/drafts", "/drafts/new", "/signing", "/dossiers", "/reports", "/account", "/help",
               "/documents/599/correction"],
    "chutich": ["/", "/incoming/entered", "/drafts", "/signing"],
    "canbo": ["/", "/incoming", "/search?q=khong+co+gi+dau"],
    "quantri": ["/", "/admin", "/health", "/account"],
    "antoan": ["/", "/admin", "/health", "/reports"],
}


@pytest.mark.browser
@pytest.mark.parametrize("login", PAGES)
def test_pages_have_no_barrier(sign_in: Callable[[str], Page], login: str) -> None:
    page, axe, found = sign_in(login), Axe(), []
    for address in PAGES[login]:
        page.goto(address)
        for barrier in axe.run(page, options=RULES).response["violations"]:
            nodes = [node["html"][:120] for node in barrier["nodes"][:3]]
            found.append(f"{address}: {barrier['id']} {nodes}")
    assert not found, "\n".join(found)


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/", "/incoming", "/documents/601/entry", "/registers/incoming/2026", "/search?q=dat"])
def test_at_twice_the_text_nothing_scrolls_sideways(sign_in: Callable[[str], Page], address: str) -> None:
    page = sign_in("vanthu")
    page.set_viewport_size({"width": 683, "height": 384})  # 1366 wide at 200 %
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
