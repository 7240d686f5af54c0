"""When things break: what people read, what the log keeps, what goes on, and what happens when it is mended."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from portal import config, db, wording
from portal.config import Settings
from portal.flows import ballast, damage, health, worker
from portal.office import desk, outbox
from portal.office.documents import Document
from portal.office.outbox import Job
from portal.web import errors, logs, serving
from portal.web.premises import premises_of
from tests.bench.test_kills import is_without_disks
from tests.office_fixtures import NOW, Staff, entered, received, request_id
from tests.web.conftest import Browser
from tests.web.test_incoming import LETTER

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def lines(settings: Settings) -> Path:
    """The log of this test's office."""
    logs.begin(settings.data / "logs" / "web.log")
    return settings.data / "logs" / "web.log"


def told(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The desk fails like this."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(desk, "menu_counts", fail)


def full() -> Exception:
    """What Peewee makes of a disk that takes nothing more."""
    return broken("database or disk is full", "SQLITE_FULL", db.sqlite3.SQLITE_FULL)


def damaged() -> Exception:
    return broken("database disk image is malformed", "SQLITE_CORRUPT", db.sqlite3.SQLITE_CORRUPT)


def broken(words: str, name: str, code: int) -> Exception:
    inner = db.sqlite3.OperationalError(words)
    inner.sqlite_errorcode, inner.sqlite_errorname = code, name
    return db.PeeweeException(inner)


def test_the_number_on_the_page_finds_the_failure_in_the_log(
    client: Browser, lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, ValueError("đơn tố cáo ông A"))
    page = client.get("/", status=500).text
    found = [line for line in told(lines) if line["level"] == "ERROR"]
    assert len(found) == 1
    assert f"<strong>{found[0]['request']}</strong>" in page
    assert found[0]["failure"]["type"] == "ValueError"
    assert any("fail" in call for call in found[0]["failure"]["where"])
    assert "tố cáo" not in lines.read_text("utf-8")  # the words of a failure may quote a document


def test_a_request_is_a_line_with_its_pattern_and_without_what_was_asked(client: Browser, lines: Path) -> None:
    answer = client.get("/search?q=khieu+nai+dat+dai")
    line = next(line for line in told(lines) if line["request"] == answer.headers["X-Request-Id"])
    assert (line["method"], line["route"], line["status"]) == ("GET", "/search", 200)
    assert line["ms"] >= 0
    assert "khieu" not in lines.read_text("utf-8")


@pytest.mark.slow
def test_the_log_is_limited_in_size_and_number(
    client: Browser, settings: Settings, lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = next(h for h in logging.getLogger().handlers if isinstance(h, logging.FileHandler))
    monkeypatch.setattr(handler, "maxBytes", 2_000)
    for _ in range(120):
        client.get("/healthz")
    files = sorted(path.name for path in lines.parent.iterdir())
    assert files == ["web.log", *(f"web.log.{n}" for n in range(1, logs.COUNT + 1))]
    assert all(path.stat().st_size <= 2_000 for path in lines.parent.iterdir())
    assert lines.parent.stat().st_mode & 0o077 == 0


def test_a_full_disk_is_said_as_such_and_the_ballast_goes(
    client: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballast.keep(settings.data, 8 << 10)
    assert (settings.data / ballast.NAME).stat().st_size == 1 << 10
    failing(monkeypatch, full())
    assert "không số nào bị cấp" in client.get("/", status=507).text
    assert not (settings.data / ballast.NAME).exists()


def test_after_a_damaged_page_nothing_is_written_and_reading_goes_on(
    client: Browser, browser: Browser, settings: Settings, people: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = received(people)
    with monkeypatch.context() as once:
        failing(once, damaged())
        assert "phục hồi bản sao lưu" in client.get("/", status=503).text
    form = {**LETTER, "request_id": request_id()}
    client.get(f"/documents/{waiting.id}/entry")
    client.post(f"/documents/{waiting.id}/entry", form, status=503)
    assert Document.get_by_id(waiting.id).number is None
    admin = browser.as_person(people.admin)
    assert "đã ngừng ghi từ lúc" in admin.get("/health").text
    damage.look(settings.data, at=NOW)  # it was put right
    client.get(f"/documents/{waiting.id}/entry")
    client.post(f"/documents/{waiting.id}/entry", form)


@pytest.mark.parametrize("cut", [b"", b"2026-1", b"2026-01-05", b"\xff\x00"])
def test_a_mark_that_was_cut_off_still_stops_writing_and_tells_when_it_was_written(
    browser: Browser, settings: Settings, people: Staff, cut: bytes
) -> None:
    damage.mark(settings.data, at=NOW)
    (settings.data / damage.MARK).write_bytes(cut)
    os.utime(settings.data / damage.MARK, (NOW.timestamp(), NOW.timestamp()))
    assert damage.since(settings.data) == NOW
    assert "đã ngừng ghi từ lúc" in browser.as_person(people.admin).get("/health").text


def test_a_mark_is_on_the_disk_itself(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    monkeypatch.setattr(damage, "make_durable", made.append)
    damage.mark(settings.data, at=NOW)
    assert made == [settings.data / damage.MARK, settings.data]


def test_the_worker_rests_while_the_database_is_damaged(settings: Settings, people: Staff) -> None:
    damage.mark(settings.data, at=NOW)
    outbox.put("no_such_work", 1)
    premises = premises_of(settings)
    worker.attempt([outbox.claim("boot", at=NOW)], premises)
    assert damage.since(settings.data) == NOW
    assert health.Health(premises, NOW).damaged_since == NOW


@pytest.fixture
def office_image(request: pytest.FixtureRequest) -> bytes:
    """The test office as the bytes of its database."""
    images: dict[str, bytes] = request.getfixturevalue("_images")
    return images["office"]


@pytest.mark.slow
def test_a_real_damaged_page_is_found_by_the_daily_look(office_image: bytes, tmp_path: Path) -> None:
    settings = config.load(tmp_path, {})
    image = bytearray(office_image)
    image[-4096 * 6 : -4096 * 2] = b"\xff" * 4096 * 4
    settings.database.write_bytes(image)
    db.open_file(settings.database)
    try:
        damage.look(settings.data, at=NOW)
        assert damage.since(settings.data) == NOW
        db.database.close()
        settings.database.write_bytes(office_image)
        for end in ("-wal", "-shm"):
            settings.database.with_name(f"portal.db{end}").unlink(missing_ok=True)
        serving.prepare(settings)  # restored by hand and started again
        assert damage.since(settings.data) is None
    finally:
        db.database.close()


@pytest.mark.slow
@pytest.mark.system
def test_a_disk_that_really_is_full(tmp_path: Path) -> None:
    """In a child, on a small file system of its own; where none is given, that must be so."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.full_disk_child", str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    if "không cho một ổ đĩa riêng" in done.stderr:
        assert is_without_disks()
        return
    assert done.returncode == 0, done.stdout + done.stderr


def test_metrics_are_off_until_asked_for_and_for_named_addresses_only(browser: Browser, app: Flask) -> None:
    assert browser.http.get("/metrics").status_code == 404
    app.config["PORTAL"] = config.apply(app.config["PORTAL"], {"metrics": True})
    assert browser.http.get("/metrics").status_code == 200
    assert browser.http.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404


def test_metrics_count_by_pattern_and_say_nothing_of_people(client: Browser, app: Flask, people: Staff) -> None:
    app.config["PORTAL"] = config.apply(app.config["PORTAL"], {"metrics": True})
    letter = entered(people)
    client.get(f"/documents/{letter.id}")
    client.get(f"/documents/{letter.id}")
    text = client.http.get("/metrics").text
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    name = 'portal_requests_total{route="/documents/<int:document_id>",method="GET",status="200"}'
    assert float(values[name]) == 2
    assert float(values['portal_request_seconds_bucket{route="/documents/<int:document_id>",le="+Inf"}']) == 2
    assert float(values["portal_database_bytes"]) > 100_000
    assert float(values['portal_jobs{state="ready"}']) == Job.select().count()
    assert float(values["portal_index_behind_events"]) == -1
    assert not any(person.name in text or person.login in text for person in people.everyone)


@pytest.mark.parametrize("ailment", errors.AILING_STATUSES)
def test_every_ailment_has_its_words(ailment: str) -> None:
    assert len(wording.AILING[ailment]) == 3
