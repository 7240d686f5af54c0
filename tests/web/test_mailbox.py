"""The mailbox on the pages: how it stands, a look now, and a mail shown as text."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.config import Settings
from portal.flows import arriving, keeping
from portal.office import arrivals, looks
from portal.office.agencies import Agency
from portal.office.arrivals import Arrival
from portal.office.outbox import Job
from portal.web.premises import premises_of
from tests.mail_kit import mail, pdf
from tests.office_fixtures import NOW, Staff, later
from tests.web.conftest import Browser

SECRET = "mật khẩu của hộp thư"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An office with a mailbox."""
    (tmp_path / "mail-password").write_text(SECRET)
    made = Settings(data=tmp_path, search_index=tmp_path / "search_index")
    return replace(made, mail_host="mail.tinh.gov.vn", mail_user="xatanhoa@tinh.gov.vn")


def came(settings: Settings, message: bytes) -> Arrival:
    """A mail, kept and taken apart."""
    premises = premises_of(settings)
    with_bytes = premises.store.put(message)
    kept = keeping.kept(with_bytes, "mail", "m:1:1:x", "Thư 1.eml", at=NOW)
    arriving.interpret(kept.id, at=NOW, premises=premises)()
    return arrivals.load(kept.id)


def test_the_clerk_sees_when_the_mailbox_was_looked_into_and_asks_again(client: Browser) -> None:
    looks.looked("mail", at=NOW, found=2, taken=2)
    page = client.get("/incoming/waiting")
    assert "xem lần cuối" in page.text
    assert "2 thư mới" in page.text
    client.post("/incoming/mailbox/looks")
    assert [job.kind for job in Job.select()] == ["look_mailbox"]
    assert "đang xem…" in client.get("/incoming/waiting").text


def test_what_stopped_the_look_is_said_on_the_queue_and_to_the_administrator(client: Browser, people: Staff) -> None:
    looks.looked("mail", at=NOW, fault="certificate")
    said = "chứng thư của máy chủ thư không được tin cậy"
    assert said in client.get("/incoming/waiting").text
    health = client.as_person(people.admin).get("/health").text
    assert f"không vào được từ {NOW:%d/%m/%Y %H:%M}: {said}" in health
    assert "xatanhoa@tinh.gov.vn" in health
    assert SECRET not in health


def test_only_who_receives_letters_asks_for_a_look(client: Browser, people: Staff) -> None:
    client.as_person(people.officer).post("/incoming/mailbox/looks", status=403)
    assert not Job.select().exists()


@pytest.mark.slow
def test_a_mail_without_a_letter_is_shown_as_text_and_set_aside(client: Browser, settings: Settings) -> None:
    kept = came(settings, mail(1, "<script>alert(1)</script> Mời họp", bieu_txt=b"so lieu").as_bytes())
    assert "V/v phân loại văn bản số 1" in client.get("/incoming/waiting").text
    premises_of(settings).store.path(kept.sha256).write_bytes(b"not opened for a page")
    page = client.get(f"/arrivals/{kept.id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Mời họp" in page
    assert "<script>alert" not in page
    assert "bieu.txt" in page
    assert "Chưa có trong danh bạ cơ quan" in page
    client.post(f"/arrivals/{kept.id}/refusal", {"reason": "Không phải văn bản"})
    assert "V/v phân loại văn bản số 1" not in client.get("/incoming/waiting").text


@pytest.mark.slow
def test_a_sender_whose_address_is_known_is_named(client: Browser, settings: Settings) -> None:
    Agency.create(name="Sở Nội vụ tỉnh", folded="so noi vu tinh", email="sonoivu@tinh.gov.vn")
    kept = came(settings, mail(1, cv_pdf=pdf("a")).as_bytes())
    assert "Địa chỉ đã biết của Sở Nội vụ tỉnh" in client.get(f"/arrivals/{kept.id}").text


def test_a_mail_is_older_than_the_next_look(client: Browser) -> None:
    looks.looked("mail", at=later(minutes=-30))
    assert "0 thư mới" in client.get("/incoming/waiting").text
