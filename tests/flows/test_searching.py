"""The archive as one person sees it: filters, counts that are those of the database, and the way without an index."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal import db
from portal.adapters.blobs import BlobStore
from portal.flows import indexing, searching
from portal.flows.premises import Premises
from portal.flows.searching import Results
from portal.office import directing, entering, holding, joining, rights
from portal.office.documents import Attachment, Document, EnclosedText
from portal.office.people import Person
from portal.rules.roles import Scope
from tests.office_fixtures import (
    NOW,
    Staff,
    drafted,
    entered,
    image_after,
    issued,
    numbered,
    received,
    sealed,
)

SUBJECTS = ("V/v phân loại văn bản điện tử", "Thông báo về văn bản điện tử", "Kế hoạch xử lý văn bản điện tử")


@pytest.fixture
def premises(people: Staff, tmp_path: Path) -> Iterator[Premises]:
    """A place with an index of its own; the engine of an earlier test is let go."""
    searching.engine.cache_clear()
    store = BlobStore(tmp_path / "blobs")
    yield Premises(tmp_path, store, tmp_path / "search_index", tmp_path / "scratch", upload_limit=1000)
    searching.engine.cache_clear()


@pytest.fixture(scope="session")
def _busy(_images: dict[str, bytes]) -> bytes:
    """The office with documents in most states."""
    return image_after(_images["office"], busy)


@pytest.fixture
def office(people: Staff, _busy: bytes) -> list[Document]:
    """Documents in most states, two registers, several types and issuers; one of them only for named persons."""
    db.database.connection().deserialize(_busy)
    return list(Document.select().order_by(Document.id))


def busy(people: Staff) -> None:
    """Make them, by the verbs."""
    letters = [
        entered(people, subject=SUBJECTS[n % 3], kind=("Công văn", "Thông báo")[n % 2], reference=f"{n + 1}/UBND-TH",
                issuer=("UBND huyện Sơn Động", "Sở Nội vụ")[n % 2])
        for n in range(6)
    ]
    directing.direct(letters[0], "Giao xử lý", people.officer, by=people.leader, at=NOW)
    entering.void(letters[1], "Vào nhầm", by=people.clerk, at=NOW)
    rights.set_scope(letters[2], Scope.RESTRICTED, by=people.leader, at=NOW)
    for step in (received, numbered, sealed, issued, drafted):
        step(people)


def found(people: Staff, premises: Premises, text: str = "văn bản", **asked: Any) -> Results:
    """What the clerk finds."""
    return searching.search(people.clerk, text, premises=premises, per_page=100, **asked)


def counted(person: Person, results: Results, column: str) -> Counter[str]:
    """The same count from the database."""
    ids = [hit.document.id for hit in results.hits]
    rows = rights.documents(person).where(Document.id.in_(ids))
    values = (d.register.title if column == "register" and d.register else getattr(d, column) or "" for d in rows)
    return Counter(value for value in values if value)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["state", "kind", "issuer", "direction", "register"])
@pytest.mark.parametrize("text", ["văn bản", "van ban", "", "phan loai"])
def test_a_facet_counts_what_the_database_holds(
    people: Staff, premises: Premises, office: list[Document], name: str, text: str
) -> None:
    indexing.rebuild(premises=premises)
    asked = {} if text else {"filters": {"direction": "incoming"}}
    results = found(people, premises, text, **asked)
    assert results.total == len(results.hits) - results.near > 1
    exact = replace(results, hits=results.hits[: results.total])
    assert dict(results.facets[name]) == counted(people.clerk, exact, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["state", "kind", "issuer", "direction", "register", "year"])
def test_every_value_of_a_facet_leads_to_as_many_documents(
    people: Staff, premises: Premises, office: list[Document], name: str
) -> None:
    indexing.rebuild(premises=premises)
    values = found(people, premises).facets[name]
    assert values
    for value, count in values:
        narrowed = found(people, premises, filters={name: value})
        assert narrowed.total == count
        assert dict(narrowed.facets[name]) == {value: count}


@pytest.mark.slow
def test_a_step_counts_at_once_without_the_index_being_told(
    people: Staff, premises: Premises, office: list[Document]
) -> None:
    indexing.rebuild(premises=premises)
    before = dict(found(people, premises).facets["state"])
    directing.direct(office[3], "Giao xử lý", people.officer, by=people.leader, at=NOW)
    after = dict(found(people, premises).facets["state"])
    assert after["in_progress"] == before["in_progress"] + 1
    assert after["entered"] == before["entered"] - 1
    assert sum(after.values()) == sum(before.values())


def test_nobody_counts_what_he_may_not_read(people: Staff, premises: Premises, office: list[Document]) -> None:
    indexing.rebuild(premises=premises)
    results = searching.search(people.officer, "văn bản", premises=premises)
    assert [hit.document.id for hit in results.hits if hit.document.id == office[2].id] == []
    assert sum(dict(results.facets["state"]).values()) == results.total
    assert "entered" not in dict(results.facets["state"])


@pytest.mark.slow
@pytest.mark.parametrize("index", ["away", "not yet told"])
def test_a_letter_set_apart_is_found_by_nobody_from_that_moment(
    people: Staff, premises: Premises, office: list[Document], index: str
) -> None:
    if index == "not yet told":
        indexing.rebuild(premises=premises)
    before = found(people, premises, "phan loai")
    held, waiting = office[3], received(people)
    assert held.id in {hit.document.id for hit in before.hits}
    for document in (held, waiting):
        holding.hold(document, at=NOW)
    assert rights.read(people.clerk, held.id).subject
    after = found(people, premises, "phan loai")
    assert after.total == before.total - 1
    assert not {held.id, waiting.id} & {hit.document.id for hit in after.hits}
    assert "held" not in dict(after.facets.get("state", []))
    everything = found(people, premises, "", filters={"direction": "incoming"})
    assert not {held.id, waiting.id} & {hit.document.id for hit in everything.hits}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["state", "kind", "issuer", "direction", "register", "year"])
def test_without_the_index_the_filters_hold_as_well(
    people: Staff, premises: Premises, office: list[Document], name: str
) -> None:
    indexing.rebuild(premises=premises)
    with_index = found(people, premises, filters={"direction": "incoming"})
    values = with_index.facets[name]
    searching.engine.cache_clear()
    nowhere = replace(premises, search_index=premises.data / "nothing")
    for value, count in values:
        plain = found(people, nowhere, filters={"direction": "incoming", name: value})
        assert (plain.total, plain.notice) == (count, "index_away")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("văn bản", [1, 2, 3]), ("1/UBND-VP | 2/UBND-VP", [1, 2]), ("hội | cháy bản", [1, 3]),
        ("bản -cháy", [1, 2]), ("| bản |", [1, 2, 3]), ("xyz | qqq", []),
        ('"lễ hội" | "phòng cháy"', [1, 3]), ('bản -"phân loại" | 3/UBND-VP', [1, 3]),
    ],
)  # fmt: skip
def test_without_the_index_too_a_bar_means_either(
    people: Staff, premises: Premises, text: str, numbers: list[int]
) -> None:
    for number, subject in enumerate(("văn bản lễ hội", "phân loại văn bản", "văn bản phòng cháy"), 1):
        entered(people, reference=f"{number}/UBND-VP", subject=subject)
    hits = found(people, premises, text).hits
    assert sorted(int(hit.document.reference.split("/")[0]) for hit in hits) == numbers


def test_without_the_index_too_a_further_copy_is_not_found_beside_its_letter(people: Staff, premises: Premises) -> None:
    letter, copy = entered(people), received(people)
    joining.join(copy, letter, by=people.clerk, at=NOW)
    indexing.rebuild(premises=premises)
    nowhere = replace(premises, search_index=premises.data / "nothing")
    for place in (premises, nowhere):
        assert [hit.document.id for hit in found(people, place, "").hits] == [letter.id]


@pytest.fixture
def four(people: Staff) -> list[int]:
    """Four letters that have little in common, by their numbers in the register: 1 to 4."""
    letters = [
        entered(people, reference="12/QĐ-UBND", kind="Quyết định", signatory="Giáp Văn Tâm", dated_on=date(2019, 5, 10),
                subject="Về kĩ thuật canh tác", urgency="urgent"),
        entered(people, reference="12a/SNV-VP", issuer="Sở Nội vụ tỉnh Kinh Sơn", signatory="Trần Hoà",
                dated_on=date(2019, 12, 31), subject="Trả lời Công văn số 7/UBND-TH ngày 10/5/2019"),
        entered(people, reference="7/UBND-TH", signatory="Giáp Thị Quý", dated_on=date(2020, 1, 1),
                subject="V/v phòng, chống dịch; thông báo lịch nghỉ từ ngày 05 tháng 9 năm 2013"),
        entered(people, reference="125-CV/ĐU", issuer="Đảng ủy xã An Lạc", signatory="Lê Tám",
                dated_on=date(2021, 2, 28), subject="Về uỷ quyền"),
    ]  # fmt: skip
    return [letter.id for letter in letters]


NAMED = [
    ("nam:2019", [1, 2]), ("năm: 2019-2020", [1, 2, 3]), ("-nam:2019", [3, 4]), ("nam:2020 | 2021", [3, 4]),
    ("loai:qd", [1]), ("loại:công văn", [2, 3, 4]), ("LOẠI:Quyết", [1]), ("loai:qd | nam:2021", [1, 4]),
    ("coquan:sở nội vụ", [2]), ("cơ quan: so noi vu, nam:2019", [2]), ("coquan:nội", [2]), ("coquan:nỗi", []),
    ("coquan:noi", [2]), ("nguoiky:giap", [1, 3]), ("người ký:giáp quý", [3]), ("nguoiky:hòa", [2]), ("ky:tam", [1, 4]),
    ("ky:tám", [4]), ("so:12", [1, 2]), ("so:12a", [2]), ("số:3", [3]), ("soden:4", [4]), ("số đến: 4", [4]),
    ("kyhieu:ubnd", [1, 3]), ("ký hiệu:QĐ-UBND", [1]), ("kyhieu:ub", []), ("kyhieu:CV/ĐU", [4]), ("kyhieu:*", []),
    ("tu:31/12/2019", [2, 3, 4]), ("đến:10/5/2019", [1]), ("tu:6/2019 den:1/2020", [2, 3]), ("den:2019", [1, 2]),
    ("tu:1/1/2020 den:1/1/2020 | loai:qd", [1, 3]), ("ngày:10/5/2019", [1]), ("độ khẩn:khẩn", [1]), ("cap:tinh", [2]),
    ("hướng:đến", [1, 2, 3, 4]), ("huong:di", []), ("trichyeu:so noi vu", []), ("trích yếu:chống dịch", [3]),
    ("nam:2019 coquan:huyện", [1]), ("10/5/2019", [1, 2]), ("-10/5/2019", [2, 3, 4]), ("5/9/2013", [3]),
    ("ngày 5 tháng 9 năm 2013", [3]), ("ngay 05/9/2013", [3]), ("7/UBND-TH", [2, 3]),
    ("-7/ubnd-th", [1, 2, 4]), ("125-CV/ĐU", [4]), ("125 cv", [4]), ("qd12", [1]), ("số 12 năm 2019", [1, 2]),
    ("12 ubnd", [1, 2]), ("12 snv", [2]), ("số đến 3", [3]), ("kỹ thuật", [1]), ("quyết định canh tác", [1]),
    ("ủy quyền", [4]), ('"phòng chống"', [3]), ('"chống phòng"', []), ("-an", [1, 2, 3]), ("ôn", []), ("hòa", [2]),
    ("hoà", [2]), ("!!!", [1, 2, 3, 4]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "numbers"), NAMED)
def test_without_the_index_a_question_means_the_same(
    people: Staff, premises: Premises, four: list[int], text: str, numbers: list[int]
) -> None:
    results = found(people, premises, text)
    assert sorted(four.index(hit.document.id) + 1 for hit in results.hits) == numbers
    assert (results.total, results.notice) == (len(numbers), "index_away")


@pytest.mark.slow
def test_with_the_index_each_of_these_questions_finds_the_same(
    people: Staff, premises: Premises, four: list[int]
) -> None:
    indexing.rebuild(premises=premises)
    for text, numbers in NAMED:
        results = found(people, premises, text)
        exact = [hit.document.id for hit in results.hits[: results.total]]
        assert sorted(four.index(one) + 1 for one in exact) == numbers, text


@pytest.mark.parametrize(("typed", "numbers"), [("ca", [1]), ("thông báo l", [3]), ("UB", [1, 2, 3]), ("nguoiky:", [])])
def test_without_the_index_too_the_last_word_may_be_unfinished(
    people: Staff, premises: Premises, four: list[int], typed: str, numbers: list[int]
) -> None:
    hits = found(people, premises, typed, typing=True).hits
    assert sorted(four.index(hit.document.id) + 1 for hit in hits) == numbers
    assert found(people, premises, typed).hits == []


def test_without_the_index_too_it_is_said_what_was_not_understood(people: Staff, premises: Premises) -> None:
    entered(people)
    assert [said.word for said in found(people, premises, "nam:hai nghìn").said] == ["limit_unread"]
    assert [said.word for said in found(people, premises, "???").said] == ["nothing_read"]


@pytest.mark.parametrize(
    "text",
    ["a" * 60_000, "1/" * 500, "a|" * 300, " ".join(f"-{letter}" for letter in "bcdeghklmnpqrstvxy" * 3),
     "1/a-b " * 40, "1/a-b|" * 40, "a " * 99, "coquan:a | " * 20, "kyhieu:[[[*?", "-tu:1/1/2019 " * 20],
)  # fmt: skip
def test_without_the_index_too_any_string_is_a_valid_query(people: Staff, premises: Premises, text: str) -> None:
    entered(people)
    assert found(people, premises, text).notice == "index_away"


@pytest.mark.slow
def test_an_unknown_value_finds_nothing(people: Staff, premises: Premises, office: list[Document]) -> None:
    indexing.rebuild(premises=premises)
    for name in ("state", "direction", "kind", "year"):
        assert found(people, premises, filters={name: "không có"}).total == 0


@pytest.mark.slow
def test_what_lacks_a_word_stands_last_and_is_counted_apart(people: Staff, premises: Premises) -> None:
    whole = entered(people, subject="Kế hoạch phòng chống cháy rừng mùa khô")
    part = entered(people, subject="Kế hoạch phòng chống cháy rừng", reference="2/UBND-TH")
    indexing.rebuild(premises=premises)
    results = found(people, premises, "phòng chống cháy rừng mùa")
    assert [hit.document.id for hit in results.hits] == [whole.id, part.id]
    assert (results.total, results.near, results.notice) == (1, 1, "")
    results = found(people, premises, "phòng chống cháy rừng gió")
    assert (results.total, results.near, results.notice) == (0, 2, "relaxed")




@pytest.mark.slow
def test_words_of_an_annex_find_the_letter_and_say_where_they_stand(people: Staff, premises: Premises):
    first, second = entered(people, subject="V/v gửi biểu mẫu"), entered(people, subject="V/v chỉnh trang")
    sha256 = "a" * 64
    Attachment.create(document=first, sha256=sha256, name="danh-sach.docx", at=NOW)
    EnclosedText.replace_all(first, {sha256: "PHỤ LỤC\nDanh sách hộ nghèo thôn Nà Hin"})
    indexing.rebuild(premises=premises)
    found = searching.search(people.clerk, "thon na hin", premises=premises)
    assert [hit.document for hit in found.hits] == [first]
    (hit,) = found.hits
    ((name, snippet),) = hit.beside
    assert (name, hit.snippets) == ("danh-sach.docx", [])
    assert [text for text, marked in snippet.pieces if marked] == ["thôn", "Nà", "Hin"]
    assert searching.search(people.clerk, "chinh trang", premises=premises).hits[0].document == second
    assert searching.search(people.stranger, "thon na hin", premises=premises).total == 0
