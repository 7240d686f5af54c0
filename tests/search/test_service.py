"""Searching finds what it should, counts it exactly, and shows nobody what they may not read."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.abbreviations import COMMON, forms
from portal.search import answer
from portal.search import segment as segment_module
from portal.search.query import read
from portal.search.service import EVERYTHING, FACETS, NOTHING, Allowed, Engine, IndexUnavailable, Record
from portal.search.writer import Writer
from tests.search.archives import LETTER, Reading, all_ids, archive_of, bare, letter

# Spelled in one way only, so that an independent count needs no rules of spelling.
WORDS = ["đất", "kiểm", "tra", "hộ", "nghèo", "xã", "giấy", "rừng", "tháng", "bản", "đồng", "báo", "cáo"]


@pytest.mark.slow
@pytest.mark.parametrize("text", ["kiem tra", "dat dai ho", "rung", "giay chung nhan", "xa ban", "khieu nai"])
def test_words_without_marks_count_as_reading_every_document_does(
    engine: Engine, readings: list[Reading], text: str
) -> None:
    expected = {r.id for r in readings if set(text.split()) <= r.bare}
    found = all_ids(engine, text)
    assert engine.search(text).total == len(expected)
    assert len(found) == len(set(found))
    assert set(found[: len(expected)]) == expected


@pytest.mark.parametrize("text", ["kiểm tra", "đất đồng", "rừng", "báo cáo tháng"])
def test_words_with_their_marks_come_first(engine: Engine, readings: list[Reading], text: str) -> None:
    wanted = set(text.split())
    exact = {r.id for r in readings if wanted <= r.marked}
    folded = {r.id for r in readings if set(map(bare, wanted)) <= r.bare}
    assert set(all_ids(engine, text)[: len(exact)]) == exact
    assert engine.search(text).total == len(folded)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True))
def test_any_words_together_count_exactly(engine: Engine, readings: list[Reading], chosen: list[str]) -> None:
    expected = sum(set(map(bare, chosen)) <= r.bare for r in readings)
    assert engine.search(" ".join(chosen)).total == expected


@pytest.mark.parametrize("phrase", ["khiếu nại", "đất đai", "phòng chống", "hộ nghèo", "quyền sử"])
def test_a_phrase_counts_as_its_words_in_a_row(engine: Engine, readings: list[Reading], phrase: str) -> None:
    one, two = bare(phrase).split()
    expected = sum((one, two) in r.rows for r in readings)
    assert engine.search(f'"{phrase}"').total == expected > 0


@pytest.mark.parametrize(
    "text",
    [
        "ban", "bản", "ubnd", "van ban", "văn bản", '"văn bản"', "văn bản -ủy", "xã | huyện", "01/TTr-UBND", "số 1",
        "xa ngày 10 tháng 5 năm 2019", "nam:2019 ban", "loai:cv", "uy ban nhan dan h", "", "xqzv",
    ],
)  # fmt: skip
def test_matches_that_are_only_counted_are_as_many(engine: Engine, text: str) -> None:
    snapshot, query = engine.refresh(), read(text, typing=True, known=forms(COMMON))
    for allowed in (EVERYTHING, NOTHING, Allowed(without=frozenset(range(1, 99, 2)))):
        ranked = answer.rank(snapshot, query, {}, allowed)
        assert answer.count(snapshot, query, {}, allowed) == ranked.total
        for enough in (1, 2, 5, 1000):
            assert min(answer.count(snapshot, query, {}, allowed, enough=enough), enough) == min(ranked.total, enough)
        assert ranked.total == sum(matches.bit_count() for _, _, matches in ranked.parts)


def test_an_excluded_word_is_in_no_result(engine: Engine, readings: list[Reading]) -> None:
    expected = sum("rung" in r.bare and "kiem" not in r.bare for r in readings)
    assert engine.search("rung -kiem").total == expected > 0


def test_facets_count_all_matches_by_value(
    engine: Engine, records: list[Record], readings: list[Reading]
) -> None:
    ids = {r.id for r in readings if "kiem" in r.bare}
    found = {r.id: r for r in records if r.id in ids}
    facets = engine.search("kiem").facets
    for name in ("register", "kind", "issuer"):
        assert dict(facets[name]) == Counter(getattr(r, name) for r in found.values())
    assert facets["year"] == sorted(Counter(str(r.year) for r in found.values()).items(), reverse=True)
    assert facets["kind"][0][1] >= facets["kind"][-1][1]


@pytest.mark.slow
def test_rare_values_are_counted_though_only_frequent_ones_are_kept_as_sets(
    records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [*records[:80], letter(900, issuer="", kind="")]
    whole = archive_of(tmp_path, some).search("").facets
    assert len(whole["issuer"]) > 10
    monkeypatch.setattr(segment_module, "_FREQUENT", 2)
    monkeypatch.setattr(answer, "_FEW", 0)
    engine = Engine(tmp_path)
    assert engine.search("").facets == whole
    assert dict(whole["issuer"]) == Counter(record.issuer for record in some if record.issuer)
    ((segment, _),) = engine.refresh()
    assert all(len(segment.frequent(name)) <= 2 for name in FACETS)


def test_filters_of_the_form_narrow_exactly(engine: Engine, records: list[Record]) -> None:
    filters = {"kind": ["Quyết định", "Kế hoạch"], "year": (2015, 2020), "since": date(2016, 3, 1)}
    expected = [
        r for r in records
        if r.kind in filters["kind"] and 2015 <= r.year <= 2020 and r.dated_on and r.dated_on >= date(2016, 3, 1)
    ]  # fmt: skip
    answer = engine.search("", filters=filters, sort="date", per_page=100)
    assert answer.total == len(expected) > 10
    assert (
        answer.ids == [r.id for r in sorted(expected, key=lambda r: (r.dated_on, r.id), reverse=True)][:100]
    )


def test_limits_that_are_typed_narrow_exactly(engine: Engine, records: list[Record]) -> None:
    expected = {r.id for r in records if r.kind == "Công văn" and 2018 <= r.year <= 2019}
    assert set(all_ids(engine, "loai:cv nam:2018-2019")) == expected
    assert set(all_ids(engine, "tu:1/1/2020 den:30/6/2020")) == {
        r.id for r in records if r.dated_on and date(2020, 1, 1) <= r.dated_on <= date(2020, 6, 30)
    }
    signer = records[40].signatory
    assert set(all_ids(engine, f"nguoiky:{signer}")) >= {r.id for r in records if r.signatory == signer}


def test_newest_first_by_date_over_all_pages(engine: Engine, records: list[Record]) -> None:
    by_id = {r.id: r for r in records}
    found = all_ids(engine, "xã", sort="date")
    days = [(by_id[i].dated_on, i) for i in found]
    assert days == sorted(days, reverse=True)
    assert len(found) == engine.search("xã").total


def test_a_page_past_the_end_is_empty(engine: Engine) -> None:
    assert engine.search("xã", page=400).ids == []
    assert engine.search("xã", page=0).ids == engine.search("xã", page=1).ids


def test_an_empty_query_shows_everything_newest_first(engine: Engine, records: list[Record]) -> None:
    answer = engine.search("  ")
    assert answer.total == len(records)
    assert answer.ids == [r.id for r in records][:-21:-1]


def test_the_document_itself_stands_before_those_that_cite_it(tmp_path: Path) -> None:
    citing = letter(2, subject="Thực hiện", body="theo 536/UBND-TH ngày 10/5/2019", dated_on=date(2024, 1, 1))
    other = letter(3, reference="536/QĐ-UBND", dated_on=date(2023, 1, 1))
    engine = archive_of(tmp_path / "i", [LETTER, citing, other])
    assert engine.search("536/UBND-TH").ids == [1, 2]
    assert engine.search("0536 / ubnd-th").ids == [1, 2]
    assert engine.search("536").ids == [3, 1, 2]
    assert engine.search("536 ubnd th").ids[:2] == [1, 2]
    assert engine.search("536 ubnd th").total == 2
    assert engine.search("536 UBND 2019").ids[0] == 1
    assert engine.search("536 qđ").ids[0] == 3
    assert engine.search("công văn số 536 năm 2019").ids[0] == 1
    assert engine.search("QĐ536").ids[0] == 3
    assert set(engine.search("536/UBND").ids[:2]) == {1, 3}
    assert engine.search("28/2018/QĐ-TTg").ids == [1]
    assert engine.search("10/5/2019").ids == [1, 2]
    assert engine.search("so:536").total == 2
    assert engine.search("kyhieu:ubnd-th").ids == [1]
    assert engine.search("số đến 12").ids[0] == 1


def test_a_reference_no_document_has_is_looked_for_as_words(tmp_path: Path) -> None:
    engine = archive_of(tmp_path / "i", [letter(1, body="mẫu số 99 của UBND phường BC")])
    answer = engine.search("99/BC-UBND")
    assert (answer.total, answer.ids, answer.relaxed) == (0, [1], True)


def test_a_reference_that_is_found_brings_nothing_that_merely_has_its_parts(tmp_path: Path) -> None:
    parts = letter(2, body="mẫu số 536 của UBND phường TH")
    engine = archive_of(tmp_path / "i", [LETTER, parts])
    answer = engine.search("536/UBND-TH")
    assert (answer.total, answer.ids, answer.near) == (1, [1], 0)
    assert engine.search("536/UBND-TH", allowed=Allowed(only=frozenset({2}))).ids == [2]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["phân loại văn bản", "phan loai van ban", "PHÂN LOẠI VĂN BẢN", "phân loai vǎn bản", "phan loại văn ban"],
)
def test_the_letter_is_found_however_it_is_typed(tmp_path: Path, text: str) -> None:
    engine = archive_of(tmp_path / "i", [LETTER, letter(2, body="phân công"), letter(3, body="loại bỏ")])
    assert engine.search(text).ids == [1]


def test_the_last_word_may_be_unfinished(tmp_path: Path) -> None:
    engine = archive_of(tmp_path / "i", [LETTER, letter(2, body="phân loại rác", kind="Kế hoạch")])
    for typed in ("phân loại v", "phan loai va", "phan loai van", "p", "ph", "phan l"):
        assert 1 in engine.search(typed, typing=True).ids, typed
    assert engine.search("phan loai va", typing=True).total == 1
    assert engine.search("phan loai va").total == 0


def test_short_forms_find_their_words_and_back(tmp_path: Path) -> None:
    engine = archive_of(
        tmp_path / "i", [letter(1, body="giải quyết TTHC"), letter(2, body="giải quyết thủ tục hành chính")]
    )
    assert set(engine.search("giải quyết TTHC").ids) == {1, 2}
    assert set(engine.search("giải quyết thủ tục hành chính").ids) == {1, 2}


def test_one_word_read_wrongly_does_not_hide_a_document(tmp_path: Path) -> None:
    engine = archive_of(tmp_path / "i", [LETTER, letter(2, body="gửi")])
    answer = engine.search("văn bản gửi hỗn hợp")
    assert (answer.total, answer.ids, answer.relaxed) == (0, [1], True)
    assert engine.search("gửi").relaxed is False


def test_a_word_nobody_wrote_is_answered_with_a_suggestion(tmp_path: Path) -> None:
    engine = archive_of(tmp_path / "i", [letter(n, body="dịch tả lợn") for n in range(1, 5)])
    assert engine.search("lonn").suggestions == ["lợn"]
    assert engine.search("lợn").suggestions == []


def test_tcvn3_texts_are_found_in_unicode(tmp_path: Path) -> None:
    old = "Uû ban nh©n d©n x· ®Ò nghÞ c¸c th«n b¸o c¸o kÕt qu¶ thùc hiÖn nhiÖm vô ph¸t triÓn kinh tÕ"
    engine = archive_of(tmp_path / "i", [letter(1, body=old)])
    assert engine.search("ủy ban nhân dân xã đề nghị").ids == [1]


# --- rights

SOME = frozenset(range(1, 500, 7))


@pytest.mark.parametrize(
    "text", ["", "kiểm tra", '"đất đai"', "QĐ28", "5/7/2019", "rừng -kiểm", "khiếu nại tố x"]
)
@pytest.mark.parametrize("sort", ["rank", "date"])
def test_only_what_may_be_read_is_counted_and_shown(
    engine: Engine, records: list[Record], text: str, sort: str
) -> None:
    allowed = Allowed(only=SOME)
    other = Allowed(without=frozenset(r.id for r in records) - SOME)
    answer = engine.search(text, allowed=allowed, sort=sort, per_page=100)
    assert set(answer.ids) <= SOME
    everything = set(all_ids(engine, text, sort=sort)[: engine.search(text).total])
    assert answer.total == len(everything & SOME)
    for name, values in answer.facets.items():
        assert sum(count for _, count in values) == answer.total, name
    assert engine.search(text, allowed=other, sort=sort, per_page=100) == answer


def test_who_may_read_nothing_finds_nothing(engine: Engine) -> None:
    answer = engine.search("xã", allowed=Allowed(only=frozenset()))
    assert (answer.total, answer.ids, answer.suggestions) == (0, [], [])
    assert not any(answer.facets.values())


def test_a_suggestion_is_a_word_the_person_may_read(tmp_path: Path) -> None:
    secret = [letter(n, body="mật danh zulu") for n in range(1, 6)]
    engine = archive_of(tmp_path / "i", [*secret, letter(9, body="công khai")])
    assert engine.search("zuluu").suggestions == ["zulu"]
    assert engine.search("zuluu", allowed=Allowed(only=frozenset({9}))).suggestions == []
    assert engine.search("zuluu", allowed=Allowed(without=frozenset(range(1, 6)))).suggestions == []


def test_grants_count_at_once(tmp_path: Path) -> None:
    engine = archive_of(tmp_path / "i", [letter(n, body="đất") for n in range(1, 5)])
    assert engine.search("đất", allowed=Allowed(only=frozenset({1, 2}))).ids == [2, 1]
    assert engine.search("đất", allowed=Allowed(only=frozenset({1, 2, 4}))).ids == [4, 2, 1]
    assert engine.search("đất", allowed=Allowed(only=frozenset({2}))).ids == [2]


# --- following the writer


def test_a_commit_is_seen_by_the_next_search(tmp_path: Path) -> None:
    engine = archive_of(tmp_path / "i", [letter(1, body="đất")])
    assert engine.search("đất").total == 1
    with Writer(tmp_path / "i") as writer:
        writer.add([letter(2, body="đất")], mark=2)
        assert engine.search("đất").ids == [2, 1]
        writer.add([letter(1, body="rừng")], mark=3)
        assert engine.search("đất").ids == [2]
        assert engine.search("rừng").ids == [1]
        writer.add([], forget=[2], mark=4)
        assert engine.search("đất").total == 0
        writer.rebuild([letter(7, body="đất")], mark=5)
    assert engine.search("đất").ids == [7]
    status = engine.status()
    assert (status.documents, status.generation, status.commit, status.mark) == (1, 2, 1, 5)


def test_no_index_is_one_refusal(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable):
        Engine(tmp_path / "nothing").search("đất")
    with pytest.raises(IndexUnavailable):
        Engine(tmp_path / "nothing").status()


def test_an_index_that_comes_later_is_found(tmp_path: Path) -> None:
    engine = Engine(tmp_path / "i")
    with pytest.raises(IndexUnavailable):
        engine.search("đất")
    archive_of(tmp_path / "i", [letter(1, body="đất")])
    assert engine.search("đất").ids == [1]


def test_an_index_that_is_taken_away_is_missed(tmp_path: Path) -> None:
    engine = archive_of(tmp_path / "i", [letter(1, body="đất")])
    assert engine.search("đất").total == 1
    (tmp_path / "i" / "current.json").unlink()
    with pytest.raises(IndexUnavailable):
        engine.search("đất")


# --- whatever comes from outside

strange = st.one_of(
    st.text(), st.sampled_from(['"" - | : "-', "nam:0000-9999 " * 9, "a|" * 90, "\ud800", "so:" * 60])
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(strange, st.booleans())
def test_every_string_is_answered(engine: Engine, text: str, typing: bool) -> None:
    answer = engine.search(text, typing=typing)
    assert 0 <= answer.total <= engine.status().documents
    assert len(answer.ids) <= 20


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["year", "since", "until", "kind", "level", "nothing"]), strange, max_size=3
    )
)
def test_every_filter_is_answered(engine: Engine, filters: dict[str, str]) -> None:
    answer = engine.search("xã", filters=filters)
    wanted = {name for name, value in filters.items() if value}
    assert answer.total == 0 or wanted <= {"since", "until"}  # of which "0" is one


# --- names and issuers


def test_who_signed_stands_before_who_only_seems_named(tmp_path: Path) -> None:
    looks_so = letter(2, dated_on=date(2020, 1, 1), body="Thân Văn An, văn phòng; thân văn, văn phong văn phòng")
    engine = archive_of(tmp_path / "i", [letter(1, signatory="Thân Văn Phong"), looks_so])
    assert engine.search("than van phong").ids == [1, 2]
    signed = letter(3, signatory="Thân Văn Phong", body="họp thôn; chủ tịch")
    engine = archive_of(tmp_path / "j", [signed, replace(looks_so, body=looks_so.body + "; chủ tịch")])
    assert engine.search("than van phong chu tich").ids == [3, 2]


def test_a_code_of_an_issuer_stands_before_the_same_code_of_another(tmp_path: Path) -> None:
    of_hoa = letter(1, reference="6/TB-UBND", issuer="UBND xã Vân Hòa")
    later = {"dated_on": date(2021, 1, 1), "body": "gửi UBND xã Vân Hòa"}
    of_lac = letter(2, reference="6/TB-UBND", issuer="UBND xã An Lạc", **later)
    engine = archive_of(tmp_path / "i", [of_hoa, of_lac])
    assert engine.search("6/TB-UBND ubnd xã Vân Hòa").ids == [1, 2]
    assert engine.search("thông báo số 6 của UBND xã vân hòa").total == 2


def test_marks_of_some_words_only_are_respected(tmp_path: Path) -> None:
    letters = [letter(n, subject=text) for n, text in ((1, "dịch tả lợn"), (2, "dịch tả lớn"))]
    engine = archive_of(tmp_path / "i", letters)
    assert engine.search("dich ta lợn").ids == [1, 2]
    assert engine.search("dich ta lớn").ids == [2, 1]
