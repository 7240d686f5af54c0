"""What changed between two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from portal.rules import word_changes
from portal.rules.word_changes import Changes, Fate, Piece, compare

LETTER = ["Kính gửi: Sở Nội vụ", "Thực hiện Kế hoạch số 15/KH-UBND", "UBND xã báo cáo như sau:", "Trân trọng./."]


def said(changes: Changes, *fates: Fate) -> list[str]:
    """The words of the changed places with these fates."""
    return [piece.text for passage in changes.passages for para in passage.changed for piece in para
            if piece.fate in fates]


def test_one_changed_word_is_marked_in_its_paragraph():
    changes = compare(LETTER, [*LETTER[:1], "Thực hiện Kế hoạch số 16/KH-UBND", *LETTER[2:]])
    (passage,) = changes.passages
    assert passage.changed == (
        (Piece("Thực hiện Kế hoạch số"), Piece("15/KH-UBND", Fate.REMOVED), Piece("16/KH-UBND", Fate.ADDED)),
    )
    assert (passage.before, passage.after) == (LETTER[0], LETTER[2])
    assert (changes.added, changes.removed) == (1, 1)


def test_a_new_paragraph_and_one_that_went_stand_whole():
    assert said(compare(LETTER, [*LETTER, "Phụ lục kèm theo"]), Fate.ADDED) == ["Phụ lục kèm theo"]
    assert said(compare(LETTER, LETTER[1:]), Fate.REMOVED) == [LETTER[0]]
    assert compare(LETTER, LETTER[1:]).passages[0].before == ""


def test_the_same_words_in_other_lines_are_no_change():
    broken = [word for line in LETTER for word in line.split()]
    assert compare(LETTER, broken).passages == ()
    assert compare(["hoà  bình", ""], ["hoà bình"]).passages == ()


def test_a_line_that_moves_words_to_the_next_shows_only_what_changed():
    before = ["Căn cứ Luật Tổ chức chính quyền", "địa phương ngày 16 tháng 6", "năm 2025"]
    after = ["Căn cứ Luật mới Tổ chức chính", "quyền địa phương ngày 16", "tháng 6 năm 2025"]
    changes = compare(before, after)
    assert said(changes, Fate.ADDED) == ["mới"]
    assert changes.removed == 0


def test_paragraphs_that_share_nothing_are_not_mixed():
    changes = compare(["một hai ba bốn"], ["năm sáu bảy tám"])
    assert changes.passages[0].changed == (
        (Piece("một hai ba bốn", Fate.REMOVED),), (Piece("năm sáu bảy tám", Fate.ADDED),),
    )


def test_a_text_too_long_says_so(monkeypatch):
    monkeypatch.setattr(word_changes, "MOST_PARAGRAPHS", 2)
    changes = compare(LETTER, [*LETTER[:3], "Khác hẳn"])
    assert changes.is_cut
    assert changes.passages == ()


def test_too_many_changed_words_are_shown_as_whole_paragraphs(monkeypatch):
    monkeypatch.setattr(word_changes, "MOST_EFFORT", 3)
    changes = compare(["một hai ba"], ["một hai bốn"])
    assert changes.is_coarse
    assert said(changes, Fate.REMOVED) == ["một hai ba"]


texts = st.lists(st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=5).map(" ".join), max_size=6)


@given(texts, texts)
def test_what_stayed_and_came_makes_the_new_text(old: list[str], new: list[str]):
    changes = compare(old, new)
    assert bool(changes.passages) == (" ".join(old) != " ".join(new))
    left = " ".join(new)
    for passage in changes.passages:
        for kept in (p.text for para in passage.changed for p in para if p.fate is not Fate.REMOVED):
            found = left.find(kept)
            assert found >= 0
            left = left[found + len(kept):]
    if not old:
        assert said(changes, Fate.ADDED) == new


@given(texts, texts)
def test_the_way_back_swaps_what_came_and_what_went(old: list[str], new: list[str]):
    there, back = compare(old, new), compare(new, old)
    assert len(" ".join(new).split()) - len(" ".join(old).split()) == there.added - there.removed
    assert back.added - back.removed == there.removed - there.added
