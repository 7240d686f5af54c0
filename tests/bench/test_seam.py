"""Another engine stands behind the portal's interface and finds the same documents."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.bench.search.seam import TantivyArchive, TantivyWriter
from portal.bench.search.seam_fts5 import Fts5Archive, Fts5Writer
from portal.search.interface import Archive, ArchiveWriter
from portal.search.service import EVERYTHING, Allowed, Engine, IndexUnavailable, Labels
from portal.search.writer import Writer
from tests.search.archives import LETTER, corpus, letter

pytestmark = pytest.mark.slow

N = 2000
QUESTIONS = (
    "nông thôn mới", "nong thon moi", "Giáp Văn Tâm", "Covid", "lợn châu phi", "quyet dinh", "khong co tu nay dau",
    '"quyền sử dụng đất"', '"uy ban nhan dan huyen"', '"hộ nghèo" huyện', '"văn bản"', "đất đai -khiếu -\"dân số\"",
    "thủy lợi | điện", "ubnd huyen", "dân số năm 2019", "loai:qd đất", "nam:2015-2019 loai:\"tờ trình\"",
    "trichyeu: lúa",
    "coquan: ubnd huyện, đất", "tu:1/3/2019 den:30/6/2019", "số 12", "12/QĐ-UBND", "cv 15", "số đến: 7", "10/5/2019",
    '"quyền sử dụng đất" | "hộ nghèo"', "nam:2015 | 2019 lúa | điện", 'loai:qd | "dân số" | 12/QĐ-UBND huyện',
    "10/5/2019 | 12/5/2019", "-khiếu | nam:2019 đất", "-12/QĐ-UBND -loai:qd đất", "QĐ12 | số 13 đất",
    "tu:1/1/2019 den:31/3/2019 | tu:1/1/2020 den:31/3/2020", "coquan: sở nội vụ | ubnd huyện, 31/2/2020",
    "huong:di đất", "", "- | \"", "kế hoạch 5 năm", "sổ", "hoà bình",
)  # fmt: skip
FILTERS: tuple[dict[str, object], ...] = (
    {"kind": "Quyết định"}, {"year": 2019}, {"year": [2015, 2019], "direction": "incoming"},
    {"since": "2015-01-01", "until": "2018-12-31"}, {"kind": ["Công văn", "Thông báo"], "level": "district"},
)  # fmt: skip

Pair = tuple[Archive, Archive]  # ours, and another
OTHERS = {"tantivy": (TantivyWriter, TantivyArchive), "fts5": (Fts5Writer, Fts5Archive)}


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("ours")
    with Writer(folder) as writer:
        writer.rebuild(corpus(N), mark=5)
    return Engine(folder)


@pytest.fixture(scope="module", params=OTHERS)
def pair(request: pytest.FixtureRequest, ours: Archive, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Both engines over the same documents, written and read through the interface alone."""
    opened, reader = OTHERS[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    with opened(folder) as writer:
        writer.rebuild(corpus(N), mark=5)
    return ours, reader(folder)


@pytest.mark.slow
def test_every_question_finds_as_many_documents_in_both(pair: Pair) -> None:
    ours, other = pair
    for text in QUESTIONS:
        mine, theirs = ours.search(text), other.search(text)
        assert (text, theirs.total, theirs.facets) == (text, mine.total, mine.facets)
        assert (theirs.words, theirs.said) == (mine.words, mine.said)
    assert sum(ours.search(text).total > 0 for text in QUESTIONS) > len(QUESTIONS) * 0.7


def test_the_last_word_may_be_unfinished_in_both(pair: Pair) -> None:
    for text in ("phan loai v", "đất đa", "ho", "nguoi khuye", "x", "12/"):
        mine, theirs = (archive.search(text, typing=True) for archive in pair)
        assert (text, theirs.total) == (text, mine.total)


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_filters_and_days_are_kept_by_both(pair: Pair, filters: dict[str, object]) -> None:
    mine, theirs = (archive.search("huyện", filters=filters, sort="date") for archive in pair)
    assert (theirs.total, theirs.facets) == (mine.total, mine.facets)
    assert 0 < theirs.total < N
    assert days(theirs.ids) == days(mine.ids)


def days(ids: list[int]) -> list[object]:
    known = {record.id: record.dated_on for record in corpus(N)}
    return [known[one] for one in ids]


def test_only_what_may_be_read_is_counted_in_both(pair: Pair) -> None:
    half = frozenset(range(1, N, 2))
    for allowed in (Allowed(only=half), Allowed(without=half), Allowed(only=frozenset({7}))):
        mine, theirs = (archive.search("dân", allowed=allowed) for archive in pair)
        assert (theirs.total, theirs.facets) == (mine.total, mine.facets)
        assert theirs.total < pair[1].search("dân").total


def test_what_the_caller_names_is_counted_in_both(pair: Pair) -> None:
    labels = Labels("state", {"entered": frozenset(range(1, 300))}, {"done": ("incoming",), "issued": ("outgoing",)})
    for filters in ({}, {"state": "entered"}, {"state": "done", "kind": "Công văn"}):
        mine, theirs = (archive.search("dân", labels=labels, filters=filters) for archive in pair)
        assert (theirs.total, theirs.facets) == (mine.total, mine.facets)
        assert theirs.facets["state"]


def test_a_word_no_document_has_brings_suggestions_in_both(pair: Pair) -> None:
    for archive in pair:
        found = archive.search("huyeen")
        assert found.total == 0
        assert found.suggestions


def test_pages_follow_each_other(pair: Pair) -> None:
    _, other = pair
    whole = other.search("lúa", per_page=40).ids
    assert other.search("lúa", page=2, per_page=20).ids == whole[20:]


def test_both_know_letters_like_a_given_one(pair: Pair) -> None:
    record = next(record for record in corpus(N) if "lúa" in record.subject)
    for archive in pair:
        with archive.kept_warm():
            found = archive.similar(record, count=3)
        assert len(found) == 3
        assert record.id not in found
        rest = archive.similar(record, allowed=Allowed(without=frozenset(found)), count=3)
        assert not set(rest) & {*found, record.id}
        assert archive.rebuilding() is None


@pytest.mark.parametrize("made", [(Writer, Engine), *OTHERS.values()], ids=["ours", *OTHERS])
def test_a_change_is_seen_at_once(made: tuple[type[ArchiveWriter], type[Archive]], tmp_path: Path) -> None:
    opened, reader = made
    archive = reader(tmp_path / "index")  # type: ignore[call-arg]
    with pytest.raises(IndexUnavailable):
        archive.search("lúa", allowed=EVERYTHING)
    with opened(tmp_path / "index") as writer:  # type: ignore[call-arg]
        writer.rebuild([LETTER, letter(2, subject="bò")], mark=3)
    assert [archive.search(text).total for text in ("văn bản", "lúa", "bò")] == [1, 0, 1]
    with opened(tmp_path / "index") as writer:  # type: ignore[call-arg]
        status = writer.add([replace(LETTER, subject="lúa", body="")], forget=[2], mark=4)
    assert [archive.search(text).total for text in ("văn bản", "lúa", "bò")] == [0, 1, 0]
    assert (status.documents, status.mark) == (archive.status().documents, archive.status().mark) == (1, 4)
    with opened(tmp_path / "index") as writer:  # type: ignore[call-arg]
        writer.add([letter(3, subject="ngô")], mark=6, origin="abc")
        status = writer.add([letter(2, subject="bò")], mark=None)
    assert [archive.search(text).total for text in ("ngô", "bò")] == [1, 1]
    assert status == archive.status()
    assert (status.documents, status.mark, status.origin) == (3, 6, "abc")
