"""Several documents marked in a real browser, signed under one PIN with a token, the code typed by hand."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal import clock, config, db
from portal.adapters.blobs import BlobStore
from portal.office import drafting, files, trust
from portal.office.documents import Document
from portal.office.drafting import Outline
from portal.office.people import Person
from tests import signing_kit as kit
from tests.adapters.letter_files import draw
from tests.browser.conftest import Served
from tests.browser.test_day import SignerPc
from tests.signing_kit import PIN, SoftToken

pytestmark = pytest.mark.browser


def test_documents_marked_in_the_queue_are_signed_and_the_one_replaced_is_named(
    demo_office: Served, sign_in: Callable[[str], Page], keep_picture: Callable[[Page, str], None], tmp_path: Path
) -> None:
    submitted = letters(demo_office, tmp_path, 3)
    leader = sign_in("chutich")
    pc = SignerPc(demo_office, tmp_path / "pc", SoftToken(tmp_path / "token"))
    pc.pair(leader)
    pc.hold_on_token(*demo_office.pins["chutich"])
    leader.goto("/signing")
    for number in submitted:
        leader.check(f"input[name=documents][value^='{number}:']")
    keep_picture(leader, "batch-marked")
    leader.click("button:has-text('Ký các văn bản đã đánh dấu')")
    revise(demo_office, tmp_path, submitted[1])
    leader.click("summary:has-text('Bấm mà không thấy gì mở ra?')")
    code = leader.locator("#job-state code").inner_text().split()[-1]
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}", code)
    said = pc.run("sign", code, "--terminal", answers=f"k\n{PIN}\n", code=1)
    assert "Đã ký 2/3 văn bản" in said
    expect(leader.locator("#job-state")).to_contain_text("Đã ký 2/3 văn bản")
    expect(leader.locator("#job-state")).to_contain_text("Văn bản đã có bản mới hơn")
    keep_picture(leader, "batch-done")
    assert standing(demo_office, submitted) == [("signed", "good"), ("draft", ""), ("signed", "good")]


def sign_one(office: Served, pc: SignerPc, leader: Page, number: int) -> None:
    """The leader signs one letter with the token, and it is good."""
    pc.hold_on_token(*office.pins["chutich"])
    leader.goto(f"/documents/{number}/signing")
    leader.click("button:has-text('Ký số')")
    pc.sign(leader, PIN)
    expect(leader.locator("#job-state")).to_contain_text("Đã ký xong")
    assert standing(office, [number]) == [("signed", "good")]


def letters(office: Served, folder: Path, count: int) -> list[int]:
    """Letters of the officer's before the leader; their numbers."""
    open_office(office)
    leader, officer = (Person.get(Person.login == login) for login in ("chutich", "canbo"))
    made = []
    for n in range(1, count + 1):
        outline = Outline("Công văn", f"Văn bản số {n} của lô", leader, "", "CHỦ TỊCH", "VP")
        sha256 = stored(office, folder, leader.name, n)
        letter = drafting.draft(outline, sha256, "thu.pdf", "pdf", by=officer, at=clock.now())
        drafting.submit(letter, by=officer, at=clock.now())
        made.append(int(letter.id))
    db.database.close()
    return made


def revise(office: Served, folder: Path, number: int) -> None:
    """The officer stores a newer file meanwhile, which also takes the letter back."""
    open_office(office)
    letter, officer = Document.get_by_id(number), Person.get(Person.login == "canbo")
    sha256 = stored(office, folder, "Nguyễn Văn Ấn", 99)
    drafting.revise(letter, sha256, "moi.pdf", "pdf", base_n=1, by=officer, at=clock.now())
    db.database.close()


def stored(office: Served, folder: Path, name: str, n: int) -> str:
    drawn = draw(folder / "d.pdf", number=f"Số:            /UBND-K{n}", name=name)
    blob = BlobStore(office.data / "blobs").put(kit.with_number_fields(drawn, folder / "n.pdf").read_bytes())
    files.keep(blob.sha256, blob.size, "application/pdf", at=clock.now())
    return str(blob.sha256)


def standing(office: Served, numbers: list[int]) -> list[tuple[str, str]]:
    """State of each document and of the signatures on its newest file."""
    open_office(office)
    found = [Document.get_by_id(number) for number in numbers]
    told = [(str(one.state), trust.file_state(one.latest.sha256) if one.state == "signed" else "") for one in found]
    db.database.close()
    return told


def open_office(office: Served) -> None:
    db.open_file(config.load(office.data).database)
    db.database.connect(reuse_if_open=True)
