"""Questions at the terminal: what is shown, what each answer means."""

from datetime import datetime
from pathlib import Path

import pytest

from portal.clock import VIETNAM
from portal.signer import consent
from portal.signer.backends import HeldCertificate
from portal.signer.backends.p12 import P12Backend
from portal.signer.consent import Paper, Question, Terminal
from portal.signer.protocol import ProtocolError
from tests import signing_kit as kit

TO = [f"UBND xã {name}" for name in ("A", "B", "C", "D", "E", "G", "H")]
AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def held(tmp_path_factory) -> list[HeldCertificate]:
    backend = P12Backend(tmp_path_factory.mktemp("x") / "a.p12", b"")
    keys = kit.keys(AT)
    return [HeldCertificate(backend, who.der, "token") for who in (keys.leader, keys.deputy)]


@pytest.fixture
def question(held, tmp_path) -> Question:
    paper = Paper("V/v trả lời công văn", "12/UBND-KT", TO, "ab" * 32, tmp_path / "van-ban-1.pdf")
    return Question("http://10.0.0.5:8080", "seal", "UBND xã Tân Hòa", "Nguyễn Thị Văn Thư", [paper], held[0])


@pytest.fixture
def typed(monkeypatch):
    lines: list[str] = []
    monkeypatch.setattr("builtins.input", lambda prompt="": lines.pop(0) if lines else end())
    monkeypatch.setattr(consent.sys.stdin, "isatty", lambda: False, raising=False)
    return lines


def end():
    raise EOFError


def test_everything_needed_to_decide_is_shown(question, typed, capsys):
    typed += ["k", "1234"]
    assert Terminal().confirm(question) == "1234"
    shown = capsys.readouterr().out
    for part in (
        "http://10.0.0.5:8080", "UBND xã Tân Hòa", "Nguyễn Thị Văn Thư", "Ký số cơ quan", "12/UBND-KT",
        "V/v trả lời công văn", "abababab…abababab", "Trần Văn Chủ", "THỬ NGHIỆM", "22/11/2029",
        "UBND xã E và 2 nơi khác",
    ):
        assert part in shown


def test_looking_into_the_file_comes_back_to_the_question(question, typed, monkeypatch):
    seen: list[Path] = []
    monkeypatch.setattr(consent, "show", seen.append)
    typed += ["x", "X", "K", "1234"]
    assert Terminal().confirm(question) == "1234"
    assert seen == [question.papers[0].file] * 2


@pytest.mark.parametrize("answer", ["", "h", "ký", "kk"])
def test_anything_but_k_cancels(question, typed, answer):
    typed.append(answer)
    with pytest.raises(ProtocolError) as stop:
        Terminal().confirm(question)
    assert stop.value.code == "user_cancelled"


def test_a_closed_input_cancels(question, typed):
    with pytest.raises(ProtocolError):
        Terminal().confirm(question)


def test_the_last_try_is_announced_loudly(question, typed, capsys):
    typed += ["k", "1234"]
    Terminal().confirm(Question(**{**question.__dict__, "pin_state": "final_try"}))
    assert "MỘT LẦN" in capsys.readouterr().out


def test_a_certificate_is_chosen_by_its_number(held, typed, capsys):
    typed.append("2")
    assert Terminal().choose(held) is held[1]
    assert "Phạm Thị Phó" in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["", "0", "3", "-1", "x", "²"])
def test_another_number_cancels(held, typed, answer):
    typed.append(answer)
    with pytest.raises(ProtocolError):
        Terminal().choose(held)


def test_without_a_screen_the_terminal_asks(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(consent.sys, "platform", "linux")
    assert isinstance(consent.best(), Terminal)


def test_a_subject_cannot_write_further_lines_into_the_question():
    paper = Paper("Mời họp\n\x1b[2JCổng: http://khac\u202e", "", ["Sở A\r\nSở B"], "ab" * 32, Path("x.pdf"))
    assert paper.text.splitlines()[:2] == ["Mời họp [2JCổng: http://khac", "Gửi: Sở A Sở B"]
