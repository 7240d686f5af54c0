"""Tình trạng: what it shows, who sees it, and the word for watchdogs."""

import os
import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest

from portal import db
from portal.config import Settings
from portal.flows import health, worker
from portal.flows.backup import keys
from portal.office import events, files, outbox
from portal.office.outbox import ATTEMPTS, Job
from portal.search.writer import Writer
from portal.web.premises import premises_of
from portal.wording import LABELS
from tests.office_fixtures import NOW, Staff
from tests.search.archives import letter
from tests.web.conftest import Browser


def failing(kind: str = "read") -> Job:
    """A job that was given up."""
    outbox.put(kind, 1)
    for _ in range(ATTEMPTS):
        outbox.fail(outbox.claim("worker", at=NOW + timedelta(days=1)), "ToolMissing: tesseract", at=NOW)
    return Job.get()


@pytest.fixture
def admin(browser: Browser, people: Staff) -> Browser:
    return browser.as_person(people.admin)


def test_everything_has_a_line_and_what_is_wrong_says_what_to_do(admin: Browser) -> None:
    page = admin.get("/health").text
    for words in ("tiến trình nền", "Chỉ mục", "Ổ đĩa", "Chưa sao lưu lần nào", "portal backup", "Tesseract", "SQLite"):
        assert words in page


def test_a_failed_job_is_named_without_its_words_and_started_again(admin: Browser) -> None:
    job = failing()
    page = admin.get("/health").text
    assert "Đọc tệp văn bản đến" in page
    assert "máy chủ thiếu phần mềm" in page
    admin.follow(admin.post(f"/health/jobs/{job.id}/retry"))
    assert Job.get().state == "ready"
    admin.post(f"/health/jobs/{job.id}/retry", status=404)


def test_a_data_folder_open_to_others_is_a_line_with_what_to_do(admin: Browser, settings: Settings) -> None:
    settings.data.chmod(0o700)
    assert "chmod 700" not in admin.get("/health").text
    settings.data.chmod(0o750)
    page = admin.get("/health").text
    assert (str(settings.data) in page, "chmod 700" in page) == (True, True)


def test_every_reason_for_no_backup_has_what_to_do() -> None:
    of_copies = {"table_unmade", "copy_not_empty", "copy_in_data", "copy_in_backups"}
    assert set(LABELS["backup_why"]) - of_copies == set(LABELS["backup_step"])


@pytest.mark.slow
def test_the_safety_officer_looks_and_does_not_touch(browser: Browser, people: Staff) -> None:
    job, safety = failing(), browser.as_person(people.safety)
    assert "Báo người quản trị" in safety.get("/health").text
    safety.post(f"/health/jobs/{job.id}/retry", status=403)


def test_others_do_not_see_it(client: Browser) -> None:
    client.get("/health", status=403)


def test_a_worker_that_was_just_here_is_well(settings: Settings, people: Staff) -> None:
    premises = premises_of(settings)
    assert health.Health(premises, NOW).is_worker_away
    premises.heartbeat.touch()
    os.utime(premises.heartbeat, (NOW.timestamp(), NOW.timestamp()))
    assert not health.Health(premises, NOW + timedelta(seconds=5)).is_worker_away
    assert health.Health(premises, NOW + timedelta(minutes=5)).is_worker_away


def test_a_job_that_a_dead_worker_left_running_does_not_speak_for_it(settings: Settings, people: Staff) -> None:
    outbox.put("reindex")
    outbox.claim("worker", at=NOW)
    assert health.Health(premises_of(settings), NOW).is_worker_away


def test_a_worker_at_a_long_job_still_leaves_its_sign(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "BEAT", 0.01)
    heartbeat = premises_of(settings).heartbeat
    with worker.beating(heartbeat):
        first = beat_after(heartbeat, 0)
        assert beat_after(heartbeat, first) > first


def beat_after(heartbeat: Path, last: int) -> int:
    """The next time the sign was left; fails when none comes."""
    for _ in range(12_000):
        if heartbeat.exists() and heartbeat.stat().st_mtime_ns > last:
            return heartbeat.stat().st_mtime_ns
        time.sleep(0.01)
    raise AssertionError("no sign")


def test_the_worker_leaves_its_sign_and_an_index(settings: Settings, people: Staff) -> None:
    settings.search_index.mkdir()
    premises = premises_of(settings)
    assert health.Health(premises, NOW).is_index_behind
    worker.run(premises, once=True)
    assert health.Health(premises, NOW).worker_seen
    assert not health.Health(premises, NOW).is_index_behind


def test_the_page_says_how_far_a_new_index_is(admin: Browser, settings: Settings) -> None:
    with Writer(settings.search_index) as writer:
        writer.begin(total=7, mark=0).grow([letter(1), letter(2)])
    assert "Đang dựng chỉ mục mới: 2 trên 7 văn bản." in admin.get("/health").text


def test_a_backup_of_yesterday_morning_is_old(settings: Settings, people: Staff) -> None:
    events.record("backed_up", at=NOW)
    assert not health.Health(premises_of(settings), NOW + timedelta(hours=24)).is_backup_old
    assert health.Health(premises_of(settings), NOW + timedelta(hours=30)).is_backup_old


def test_after_a_restore_the_backup_it_came_from_is_named(admin: Browser, settings: Settings) -> None:
    events.record("backed_up", at=NOW - timedelta(days=9))
    events.record("restored", at=NOW - timedelta(hours=1), made_at=(NOW - timedelta(days=3)).isoformat())
    page = admin.get("/health").text
    assert "Lần cuối lúc 20/11/2026 08:00. Phục hồi từ bản ấy lúc 23/11/2026 07:00; từ đó chưa sao lưu." in page
    assert health.Health(premises_of(settings), NOW).is_backup_old
    events.record("backed_up", at=NOW)
    assert "Phục hồi từ bản ấy" not in admin.get("/health").text
    assert health.Health(premises_of(settings), NOW).last_backup == NOW


@pytest.mark.parametrize("content", [b"", b"age1 nothing", b"\xff\xfe\x00"])
def test_a_broken_recovery_key_is_told_and_not_taken_for_none(
    admin: Browser, settings: Settings, content: bytes
) -> None:
    (settings.data / keys.FILE).write_bytes(content)
    for page in ("/health", "/admin/backups"):
        told = admin.get(page).text
        assert "Tệp recovery.pub trong thư mục dữ liệu bị hỏng nên không sao lưu được." in told
        assert "portal backup key --replace" in told
        assert "ai cầm được ổ đĩa" not in told
    keys.write(settings.data, keys.pair()[1])
    assert "recovery.pub" not in admin.get("/health").text


def test_a_store_that_is_gone_is_told(admin: Browser, settings: Settings) -> None:
    stored = premises_of(settings).store.put(b"a letter")
    assert "Kho tệp" not in admin.get("/health").text
    files.keep(stored.sha256, stored.size, "text/plain", at=NOW)
    assert "Kho tệp" not in admin.get("/health").text
    shutil.rmtree(settings.blobs)
    assert "Kho tệp" in admin.get("/health").text
    settings.blobs.mkdir()  # as the next start makes it, or the place of a disk that is away
    assert "portal restore" in admin.get("/health").text.split("Kho tệp")[1].split("</tr>")[0]


def test_the_watchdog_hears_ok_without_a_session(browser: Browser) -> None:
    answer = browser.http.get("/healthz")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok", "text/plain")


def test_the_watchdog_hears_when_the_database_is_gone(browser: Browser) -> None:
    db.database.execute_sql("ALTER TABLE office RENAME TO gone")
    answer = browser.http.get("/healthz")
    assert (answer.status_code, answer.text) == (503, "unavailable")
