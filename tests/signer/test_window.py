"""The signer's window on a screen of its own: what it shows, and what each button gives back."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.system]
ROOT = Path(__file__).resolve().parents[2]

# Presses what the test says as soon as the window stands, and tells what was on it and what came back.
CHILD = """
import json, sys, tkinter
from tkinter import ttk
from portal.signer import window

told = json.loads(sys.argv[1])
shown, looked, make = [], [], window._root

def all_of(node):
    yield node
    for child in node.winfo_children():
        yield from all_of(child)

def act(root):
    while not root.winfo_viewable():  # a key goes nowhere before
        root.update()
    widgets = list(all_of(root))
    for one in widgets:
        if isinstance(one, tkinter.Text):
            shown.append(one.get("1.0", "end"))
        elif "text" in one.keys():
            shown.append(str(one.cget("text")))
    fields = [one for one in widgets if type(one) is ttk.Entry and one.winfo_manager()]
    shown.append(f"{len(fields)} fields")
    for one in fields:
        one.insert(0, told["pin"])
    for one in widgets:
        if isinstance(one, ttk.Combobox) and "which" in told:
            one.current(told["which"])
    for press in told["press"]:
        (button,) = [one for one in widgets if isinstance(one, ttk.Button) and one.cget("text") == press]
        if told.get("by_key"):
            button.focus_force()
            while root.focus_get() is not button:
                root.update()
            button.event_generate("<Return>")
        else:
            button.invoke()
    if told.get("enter_alone"):
        root.event_generate("<Return>")
        root.after(300, root.destroy)

def root():
    made = make()
    made.after(200, act, made)
    return made

window._root = root
if told["what"] == "confirm":
    answer = window.confirm(told["lines"], told["warning"], told["names"], looked.append, needs_pin=told["needs_pin"])
else:
    answer = getattr(window, told["what"])(told["text"])
print(json.dumps({"answer": answer, "shown": shown, "looked": looked}))
"""


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """A display that nobody sees."""
    given, told = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(told), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[told], stderr=subprocess.DEVNULL,
    )
    os.close(told)
    with os.fdopen(given) as said:
        number = said.readline().strip()
    assert number, "no display"
    yield f":{number}"
    server.terminate()
    server.wait(timeout=300)


def confirmed(screen: str, **told: Any) -> dict[str, Any]:
    usual = {
        "lines": [["Cổng", "http://10.0.0.5:8080"], ["Văn bản", "12/UBND V/v họp"]], "warning": "", "pin": "1234",
        "names": ["1. Văn bản"], "needs_pin": True, "press": ["Ký"], "what": "confirm",
    }
    done = subprocess.run(
        [sys.executable, "-c", CHILD, json.dumps(usual | told)], cwd=ROOT, env={**os.environ, "DISPLAY": screen},
        capture_output=True, text=True, timeout=600, check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_pin_comes_back_and_everything_was_shown(screen: str) -> None:
    found = confirmed(screen, warning="CHỈ CÒN MỘT LẦN NHẬP PIN.")
    assert found["answer"] == "1234"
    for words in ("http://10.0.0.5:8080", "12/UBND V/v họp", "CHỈ CÒN MỘT LẦN NHẬP PIN."):
        assert words in found["shown"]


def test_no_pin_is_no_signature_and_cancel_is_none(screen: str) -> None:
    assert confirmed(screen, pin="", press=["Ký", "Hủy"])["answer"] is None
    assert confirmed(screen, press=["Hủy"])["answer"] is None


def test_where_the_makers_window_asks_there_is_no_field(screen: str) -> None:
    found = confirmed(screen, pin="", needs_pin=False)
    assert found["answer"] == ""
    assert "0 fields" in found["shown"]


def test_enter_presses_the_button_it_stands_on(screen: str) -> None:
    assert confirmed(screen, press=["Hủy"], by_key=True)["answer"] is None
    assert confirmed(screen, press=["Ký"], by_key=True)["answer"] == "1234"
    assert confirmed(screen, what="ask", text="Phiếu ký:", press=["Hủy"], by_key=True)["answer"] == ""


def test_where_no_pin_is_typed_a_stray_enter_signs_nothing(screen: str) -> None:
    assert confirmed(screen, pin="", needs_pin=False, press=[], enter_alone=True)["answer"] is None


def test_many_documents_stand_in_a_sheet_and_each_can_be_looked_into(screen: str) -> None:
    lines = [[f"Văn bản {n}", f"{n}/UBND-VP"] for n in range(1, 21)]
    names = [f"{n}. {n}/UBND-VP" for n in range(1, 21)]
    found = confirmed(screen, lines=lines, names=names, which=13, press=["Xem văn bản", "Ký"])
    assert found["looked"] == [13]
    assert "Văn bản 20: 20/UBND-VP" in "".join(found["shown"])


def test_a_code_is_typed_a_certificate_picked_and_the_end_told(screen: str) -> None:
    assert confirmed(screen, what="ask", text="Phiếu ký:", pin=" ABCD2345 ", press=["Tiếp tục"])["answer"] == "ABCD2345"
    assert confirmed(screen, what="ask", text="Phiếu ký:", press=["Hủy"])["answer"] == ""
    assert confirmed(screen, what="choose", text=["Chủ", "Phó"], press=["Tiếp tục"])["answer"] == 0
    assert confirmed(screen, what="choose", text=["Chủ", "Phó"], press=["Hủy"])["answer"] is None
    assert "Đã ký." in confirmed(screen, what="tell", text="Đã ký.", press=["Đóng"])["shown"]
