"""Thẻ Sao lưu: what it shows of places, key and rehearsals, and who may have one made."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal import clock
from portal.config import Settings
from portal.flows.backup import keys, nightly, yearly
from portal.office import alerts, events
from portal.office.events import Event
from portal.office.outbox import Job
from portal.rules import recovery
from portal.rules.errors import BackupRefused
from portal.web.premises import premises_of
from tests.office_fixtures import NOW, Staff
from tests.web.conftest import Browser


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """An office that backs up into two places."""
    for name in ("disk", "share"):
        (tmp_path / name).mkdir()
    return replace(settings, backup_folder=str(tmp_path / "disk"), backup_second_folder=str(tmp_path / "share"))


@pytest.fixture
def admin(browser: Browser, people: Staff) -> Browser:
    return browser.as_person(people.admin)


def test_the_administrator_has_one_made_now(admin: Browser, people: Staff) -> None:
    assert "Sao lưu ngay" in admin.get("/admin/backups").text
    assert "Đã xếp việc sao lưu" in admin.follow(admin.post("/admin/backups")).text
    assert Job.of_kind(nightly.JOB).get().args == [people.admin.id]
    assert Event.newest("backup_asked").person == people.admin.id


@pytest.mark.slow
def test_what_is_wrong_is_said_in_red(admin: Browser, tmp_path: Path) -> None:
    (tmp_path / "share").rmdir()
    page = admin.get("/admin/backups").text
    for words in ("Bản sao lưu chưa khóa", "Không thấy: ổ đĩa chưa cắm", "Cùng ổ đĩa với dữ liệu", "Chưa diễn tập"):
        assert words in page
    page = admin.get("/health").text
    assert "portal backup key" in page
    assert str(tmp_path / "share") in page


@pytest.mark.slow
def test_what_failed_of_the_server_is_not_mended_at_the_place(admin: Browser, settings: Settings) -> None:
    place, file = settings.backup_folder, str(settings.data / "recovery.pub")
    events.record("backup_failed", at=NOW, outcome="failed", place=place, why="server_failing", file=file)
    page = admin.get("/health").text
    assert ("Máy chủ không đọc hoặc ghi được" in page, "nơi sao lưu không có lỗi" in page) == (True, True)
    assert "Cắm lại ổ đĩa" not in page
    assert file in admin.get("/admin/backups").text


@pytest.mark.slow
def test_the_pages_say_when_the_readable_copy_was_made_or_why_it_was_not(
    admin: Browser, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert "Chưa đặt copy_folder" in admin.get("/admin/backups").text
    copies = tmp_path_factory.mktemp("away") / "copies"
    named = replace(settings, copy_folder=str(copies))
    admin.app.config["PORTAL"] = named
    assert "Tự chép sau lần sao lưu đêm tới" in admin.get("/health").text
    with pytest.raises(BackupRefused):
        yearly.make(premises_of(named), at=clock.now())
    for path in ("/health", "/admin/backups"):
        assert "Không thấy nơi sao lưu" in admin.get(path).text
    copies.mkdir()
    yearly.make(premises_of(named), at=clock.now())
    assert "Tự chép sau lần sao lưu đêm tới" not in admin.get("/health").text
    assert "lần cuối" in admin.get("/admin/backups").text


def test_what_lacks_a_file_is_not_called_good(admin: Browser, settings: Settings, tmp_path: Path) -> None:
    admin.app.config["PORTAL"] = replace(settings, copy_folder=str(tmp_path / "copies"))
    said = {"documents": 9, "blobs": 8, "missing": ["ab" * 32]}
    events.record("backed_up", at=NOW, place=settings.backup_folder, folder="1", is_locked=False, **said)
    events.record("copied_out", at=NOW, place=str(tmp_path / "copies" / "1"), **said)
    alerts.move_to("copied_out", int(NOW.timestamp()))
    page = admin.get("/health").text
    assert "Bản mới nhất thiếu 1 tệp." in page
    assert "Lần cuối lúc 23/11/2026 08:00, thiếu 1 tệp." in page
    assert page.count("Chạy portal verify để biết tệp nào mất hoặc hỏng") == 2
    assert admin.get("/admin/backups").text.count("thiếu 1 tệp") == 4


@pytest.mark.slow
def test_of_the_key_only_its_mark_is_shown_and_the_yearly_duty(admin: Browser, settings: Settings) -> None:
    secret, public = keys.pair()
    keys.set_key(settings.data, public, at=NOW)
    page = admin.get("/admin/backups").text
    assert recovery.mark(public) in page
    assert secret[-12:] not in page
    assert "Đến hạn" in page


@pytest.mark.slow
def test_the_safety_officer_looks_and_others_do_not(browser: Browser, people: Staff) -> None:
    safety = browser.as_person(people.safety)
    assert "Sao lưu ngay" not in safety.get("/admin/backups").text
    safety.post("/admin/backups", status=403)


def test_clerks_do_not_see_it(client: Browser) -> None:
    client.get("/admin/backups", status=403)
