"""``check-layout`` in the terminal: findings for people and for programs, and the exit code."""

import json
from pathlib import Path

import pytest

from portal.flows.reading import SAMPLE_PDF
from tests.layout_faults import FAULTS, good


def planted(code: str, folder: Path) -> Path:
    """A letter with this one fault."""
    fault = next(fault for fault in FAULTS if fault.code == code)
    document = good(fault.base)
    fault.plant(document)
    document.save(str(folder / "thu.docx"))
    return folder / "thu.docx"


@pytest.mark.slow
def test_the_sample_letter_passes(run) -> None:
    code, out, error = run("check-layout", str(SAMPLE_PDF), "--json")
    assert (code, error) == (0, "")
    assert json.loads(out) == {"file": SAMPLE_PDF.name, "blocks": False, "findings": []}


@pytest.mark.slow
def test_what_blocks_is_an_exit_code_and_names_rule_place_remedy_and_source(run, tmp_path: Path) -> None:
    code, out, _ = run("check-layout", str(planted("number.kind", tmp_path)), "--json")
    assert code == 1
    found = json.loads(out)["findings"]
    assert [(f["rule"], f["severity"], f["line"], f["found"]) for f in found] == [
        ("number.kind", "blocks", 6, "CV-UBND"),
    ]
    assert found[0]["source"] == "Nghị định 30/2020/NĐ-CP, Phụ lục I, II.3 và Phụ lục III"
    assert found[0]["remedy"].startswith("Dùng chữ viết tắt")


@pytest.mark.slow
def test_advice_is_said_and_stops_nothing(run, tmp_path: Path) -> None:
    code, out, _ = run("check-layout", str(planted("title.size", tmp_path)))
    assert code == 0
    assert "nên sửa   đoạn 4: Quốc hiệu: cỡ chữ 11. Đặt cỡ chữ từ 12 đến 13." in out
    assert "1 điểm, trong đó 0 phải sửa" in out


@pytest.mark.slow
def test_another_kind_of_file_is_refused_in_a_sentence(run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("chữ", encoding="utf-8")
    code, out, error = run("check-layout", str(tmp_path / "a.txt"))
    assert (code, out, error.count("\n")) == (1, "", 1)
    assert "Traceback" not in error
