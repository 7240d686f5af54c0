"""The help page: readable by everyone, true to the program, and free of developers' words."""

import re
from pathlib import Path

import html5lib
import pytest

from portal import wording
from portal.rules.signing import FILE_STATES
from portal.search.plan import Code, Limit
from portal.search.query import read
from tests.office_fixtures import Staff
from tests.web.conftest import HTML, Browser

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.fixture
def page(browser: Browser) -> str:
    return browser.get("/help").text


def words_of(page: str) -> str:
    body = html5lib.HTMLParser().parse(page).find(f".//{HTML}main")
    return " ".join("".join(body.itertext()).split())


@pytest.mark.slow
def test_it_can_be_read_before_signing_in_and_by_everyone(browser: Browser, people: Staff) -> None:
    for person in people.everyone:
        assert "Vào sổ" in browser.as_person(person).get("/help").text


def test_every_section_is_in_the_contents(page: str) -> None:
    sections = re.findall(r'<h2 id="([a-z-]+)">', page.split("<main")[1].split("</main>")[0])
    assert sections == re.findall(r'<a href="#([a-z-]+)">', page.split('aria-label="Mục lục"')[1].split("</nav>")[0])


def test_every_page_that_points_to_the_help_points_to_a_section(page: str) -> None:
    sources = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    pointed = set(re.findall(r'help="([a-z-]+)"', sources))
    assert len(pointed) >= 8
    assert pointed <= set(re.findall(r'<h2 id="([a-z-]+)">', page))


def test_every_role_and_every_verdict_is_explained(page: str) -> None:
    for word in (*wording.LABELS["role"].values(), *(wording.label(s, "verdict") for s in FILE_STATES)):
        assert word in page, word


def test_every_example_of_a_search_means_what_is_said(page: str) -> None:
    grammar = page.split('id="tra-cuu"')[1].split("</section>")[0]
    examples = [re.sub("&#34;", '"', text) for text in re.findall(r"<code>([^<]{2,})</code>", grammar)]
    assert len(examples) == 24
    for text in examples:
        query = read(text)
        assert query.said == (), text
        if ":" in text and "|" not in text:
            assert len(query.limits) == text.count(":"), text
    assert all(read(text).codes for text in examples[:6])
    assert all(read(text).days for text in examples[6:8])
    assert read(examples[8]).phrases
    assert read(examples[9]).groups == ((("lễ", "hội"), ("tang", "lễ")),)
    assert [word.text for word in read(examples[10]).words[1].forms] == ["cưới", "tang", "giỗ"]
    assert [type(unit) for text in examples[11:13] for unit in read(text).groups[0]] == [Code, Code, Limit, Limit]
    assert [read(text).without for text in examples[13:15]] == [(("thảo",),), (("dự", "thảo"),)]
    assert read(examples[15]).without == read("216/UBND-VP").codes


@pytest.mark.slow
def test_no_word_of_developers(page: str) -> None:
    for word in ("server", "database", "worker", "index", "JSON", "token", "hash", "session", "upload", "click"):
        assert word.casefold() not in words_of(page).casefold().split(), word
