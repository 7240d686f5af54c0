"""A letter opened from a search, and the letters like it: the page, the marks, and only for those who may read."""

from io import BytesIO

import pytest

from portal.flows import indexing, intake, searching
from portal.flows.premises import Premises
from portal.flows.reading import SAMPLE_PDF
from portal.office import citations, directing, rights
from portal.office.documents import Document, PageText
from portal.rules.roles import Scope
from portal.web import sought
from portal.web.premises import premises_of
from tests.office_fixtures import NOW, Staff, entered, issued
from tests.web.conftest import Browser, sentence_of

PAGES = ["Trang đầu có hoà giải.", "Trang giữa không có gì. " * 15, "Hòa giải viên <script>alert('hòa giải')</script>"]
Q = {"q": "hoa giai"}


@pytest.fixture(autouse=True)
def fresh_engine() -> None:
    """Each test has an index folder of its own; the engine of an earlier one is let go."""
    searching.engine.cache_clear()


@pytest.fixture
def premises(browser: Browser) -> Premises:
    """The folders of the test office."""
    return premises_of(browser.settings)


@pytest.fixture
def letter(people: Staff) -> Document:
    """A letter of three pages."""
    found = entered(people)
    Document.update(pages=3).where(Document.id == found.id).execute()
    PageText.put(found, "\f".join(PAGES))
    return found


def address(document: Document) -> str:
    return f"/documents/{document.id}"


def pictures(page: str) -> list[int]:
    """The numbers of the pages whose pictures are shown."""
    return [int(part.split('"')[0]) for part in page.split('data-page="')[1:]]


def test_a_result_leads_to_the_page_with_the_words(client: Browser, letter: Document, premises: Premises) -> None:
    indexing.rebuild(premises=premises)
    page = client.get("/search", query_string=Q).text
    assert f'href="{address(letter)}?q=hoa+giai&amp;page=1"' in page
    assert f'href="{address(letter)}?q=hoa+giai&amp;page=3"' in page


@pytest.mark.slow
def test_the_letter_opens_at_the_page_with_the_words_marked(client: Browser, letter: Document) -> None:
    page = client.get(address(letter), query_string={**Q, "page": "3"}).text
    assert pictures(page) == [3]
    assert "<mark>Hòa</mark> <mark>giải</mark> viên" in page
    assert f"{address(letter)}/versions/1/pages/3/marks?q=hoa+giai" in page
    assert "Chữ trên trang 3" in page
    assert "3 trang" in page


@pytest.mark.slow
def test_only_pages_with_the_words_have_marks_laid_over(client: Browser, letter: Document) -> None:
    page = client.get(address(letter), query_string=Q).text
    assert pictures(page) == [1, 2, 3]
    assert [n for n in (1, 2, 3) if f"/pages/{n}/marks?" in page] == [1, 3]


@pytest.mark.slow
def test_the_way_to_other_pages_keeps_the_words(client: Browser, letter: Document) -> None:
    page = client.get(address(letter), query_string={**Q, "page": "2"}).text
    for number in (1, 3):
        assert f'href="{address(letter)}?page={number}&amp;q=hoa+giai"' in page
    assert "Chỗ sau" not in page  # it is the next page
    page = client.get(address(letter), query_string={**Q, "page": "1"}).text
    assert "Chỗ sau" in page
    assert "Trang trước" not in page


@pytest.mark.slow
def test_what_a_page_says_stays_text(client: Browser, letter: Document) -> None:
    page = client.get(address(letter), query_string={**Q, "page": "3"}).text
    assert "&lt;script&gt;alert(" in page
    assert "<script>alert(" not in page
    client.get(address(letter), query_string={"q": '"><script>alert(1)</script>', "page": "1"})


@pytest.mark.slow
@pytest.mark.parametrize("number", ["0", "-1", "99", "²", "x" * 50, "9" * 30])
def test_any_page_number_opens_the_letter(client: Browser, letter: Document, number: str) -> None:
    assert pictures(client.get(address(letter), query_string={**Q, "page": number}).text)


def test_a_long_letter_shows_some_pages_at_a_time(client: Browser, letter: Document) -> None:
    Document.update(pages=500).where(Document.id == letter.id).execute()
    shown = pictures(client.get(address(letter), query_string={"page": "100"}).text)
    assert shown == list(range(100, 100 + sought.MOST))


@pytest.mark.slow
def test_a_letter_without_pictures_shows_its_text_marked(client: Browser, people: Staff) -> None:
    bare = entered(people, reference="7/BC-UBND")
    Document.update(pages=None).where(Document.id == bare.id).execute()
    PageText.put(bare, "Một dòng\nhai dòng hòa giải")
    page = client.get(address(bare), query_string=Q).text
    assert "<mark>hòa</mark> <mark>giải</mark>" in page
    assert "<mark>" not in client.get(address(bare)).text


def test_a_text_without_pages_marks_every_picture(client: Browser, letter: Document) -> None:
    PageText.put(letter, "Một văn bản hòa giải")
    page = client.get(address(letter), query_string=Q).text
    assert [n for n in (1, 2, 3) if f"/pages/{n}/marks?" in page] == [1, 2, 3]
    assert "<mark>hòa</mark>" in page


@pytest.mark.slow
def test_an_outgoing_document_opens_at_the_page_too(client: Browser, people: Staff) -> None:
    document = issued(people)
    Document.update(pages=3).where(Document.id == document.id).execute()
    PageText.put(document, "\f".join(PAGES))
    answer = client.get(address(document), query_string={**Q, "page": "3"}, status=303)
    page = client.follow(answer).text
    assert pictures(page) == [3]
    assert "<mark>Hòa</mark>" in page


@pytest.mark.slow
def test_boxes_lie_over_the_words_of_the_picture(client: Browser, people: Staff, premises: Premises) -> None:
    stream = BytesIO(SAMPLE_PDF.read_bytes())
    brought = intake.take_upload(stream, SAMPLE_PDF.name, by=people.clerk, at=NOW, premises=premises)
    PageText.put(brought, "V/v phân loại, xử lý")
    marks = f"{address(brought)}/versions/1/pages/1/marks"
    answer = client.get(marks, query_string={"q": "phan loai"})
    assert answer.mimetype == "image/svg+xml"
    assert answer.text.count("<rect") >= 2
    assert client.get(marks, query_string={"q": "<rect"}).text.count("<rect") == 0
    assert client.get(marks).text.count("<rect") == 0


def test_lost_bytes_leave_the_picture_without_boxes(client: Browser, letter: Document) -> None:
    assert "<rect" not in client.get(f"{address(letter)}/versions/1/pages/1/marks", query_string=Q).text


@pytest.fixture
def alike(people: Staff, letter: Document, premises: Premises) -> list[Document]:
    """Three letters like the letter; the last one is for those named only."""
    found = [entered(people, reference=f"{n}/UBND-TH") for n in (1, 2, 3)]
    rights.set_scope(found[2], Scope.RESTRICTED, by=people.leader, at=NOW)
    indexing.rebuild(premises=premises)
    return found


def test_letters_like_it_are_fetched_when_the_page_stands(
    client: Browser, letter: Document, alike: list[Document]
) -> None:
    assert f'hx-get="{address(letter)}/similar" hx-trigger="load"' in client.get(address(letter)).text
    part = client.get(f"{address(letter)}/similar").text
    assert [d for d in (letter, *alike) if f'href="{address(d)}"' in part] == alike[:2]


def test_an_officer_sees_only_what_was_given_among_the_letters_like_it(
    browser: Browser, people: Staff, letter: Document, alike: list[Document]
) -> None:
    for document in (letter, alike[0]):
        directing.direct(document, "Giao", people.officer, by=people.leader, at=NOW)
    part = browser.as_person(people.officer).get(f"{address(letter)}/similar").text
    assert [d for d in alike if f'href="{address(d)}"' in part] == alike[:1]
    assert alike[1].reference not in part


def test_a_right_that_ended_ends_at_once(
    browser: Browser, people: Staff, letter: Document, alike: list[Document]
) -> None:
    leader = browser.as_person(people.leader)
    assert f'href="{address(alike[2])}"' in leader.get(f"{address(letter)}/similar").text
    rights.end(alike[2], "read", at=NOW, person=people.leader)
    assert f'href="{address(alike[2])}"' not in leader.get(f"{address(letter)}/similar").text


def test_without_an_index_no_letters_are_like_it(client: Browser, letter: Document) -> None:
    assert "tương tự" not in client.get(f"{address(letter)}/similar").text


@pytest.mark.parametrize("part", ["", "/similar", "/versions/1/pages/1/marks"])
@pytest.mark.parametrize("who", ["stranger", "admin", "safety"])
def test_hidden_and_missing_look_alike(browser: Browser, people: Staff, letter: Document, part: str, who: str) -> None:
    one = browser.as_person(getattr(people, who))
    hidden = one.http.get(address(letter) + part, query_string=Q)
    missing = one.http.get(f"/documents/999999{part}", query_string=Q)
    assert hidden.status_code == missing.status_code
    assert hidden.status_code in (403, 404)
    assert sentence_of(hidden) == sentence_of(missing) != ""
    assert "hoà giải" not in hidden.text


@pytest.mark.slow
def test_several_letters_of_one_number_are_told_apart(client: Browser, people: Staff, letter: Document) -> None:
    for issuer in ("UBND xã An Lạc", "Sở Nội vụ"):
        entered(people, issuer=issuer, reference="71/TB-UBND", subject="Thông báo")
    citations.replace(letter, [("71/TB-UBND", "71/tb-ubnd", None), ("30/2020/NĐ-CP", "30/2020/nd-cp", None)])
    page = client.get(address(letter)).text
    assert "Trùng số, có thể là" in page
    assert "Sở Nội vụ ngày 20/11/2026" in page
    assert 'href="/search?q=30/2020/N%C4%90-CP"' in page


@pytest.mark.slow
def test_a_hidden_cited_letter_looks_as_one_that_is_not_here(
    client: Browser, people: Staff, letter: Document
) -> None:
    hidden = entered(people, reference="71/TB-UBND", subject="Thông báo kín")
    rights.set_scope(hidden, Scope.RESTRICTED, by=people.leader, at=NOW)
    citations.replace(letter, [("71/TB-UBND", "71/tb-ubnd", None)])
    before = related(client.get(address(letter)).text)
    assert 'href="/search?q=71/TB-UBND"' in before
    Document.update(reference_key="").where(Document.id == hidden.id).execute()
    assert related(client.get(address(letter)).text) == before


def related(page: str) -> str:
    """The part of the page that tells of other documents."""
    return page.split('id="related-documents"')[1].split("</section>")[0]


@pytest.mark.slow
def test_an_outgoing_document_shows_what_it_cites(client: Browser, people: Staff, letter: Document) -> None:
    document = issued(people)
    citations.replace(document, [(letter.reference, letter.reference_key, None)])
    assert f'href="{address(letter)}"' in related(client.get(f"/outgoing/{document.id}").text)
    assert "được viện dẫn bởi" in related(client.get(address(letter)).text)
