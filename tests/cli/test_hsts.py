"""``portal tls hsts``: on only where the portal is reached over HTTPS under its names, a day before a year."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal import clock, config, db
from portal.adapters import https_asking, server_certificates
from portal.config import CHECKOUT
from portal.flows import tls
from portal.office.events import Event
from portal.rules.tls import names_of, reach_of
from tests.command_line import INIT, close
from tests.ports import free_port

NAME = "vanban.xa.lan"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(run: Run, tmp_path: Path) -> Path:
    """An office with a name, and ports of its own."""
    assert run(*INIT)[0] == 0
    folder = tmp_path / "du lieu"
    (folder / "portal.toml").write_text(
        f'# Cổng của xã\nhosts = ["{NAME}", "127.0.0.1"]\nport = {free_port()}\ntls_port = {free_port()}\n', "utf-8"
    )
    return folder


@contextmanager
def served(data: Path) -> Iterator[None]:
    """The portal as it is served, until it answers over HTTPS."""
    command = [sys.executable, "-m", "portal.cli", "--data", str(data), "serve"]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    port, root, until = config.load(data).tls_port, tls.folder_of(data) / tls.ROOT, time.monotonic() + 600
    try:
        while not https_asking.answers("127.0.0.1", port, NAME, root):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(timeout=300)


def test_a_word_is_set_in_the_settings_and_all_else_stays() -> None:
    written = '# của xã\nport = 80\n hsts= "off" # cũ\n[x]\n'
    assert config.with_word(written, "hsts", "day") == '# của xã\nport = 80\nhsts = "day"\n[x]\n'
    assert config.with_word("# của xã\n[x]", "hsts", "on") == 'hsts = "on"\n# của xã\n[x]\n'
    assert config.with_word("", "hsts", "on") == 'hsts = "on"\n'


@pytest.mark.slow
def test_without_https_a_name_or_a_server_it_is_refused(run: Run, data: Path) -> None:
    before = (data / "portal.toml").read_text("utf-8")

    def refused(words: str) -> bool:
        code, _, why = run("tls", "hsts", "on")
        return code == 1 and words in why and (data / "portal.toml").read_text("utf-8") == before

    assert refused("chưa có HTTPS")
    assert run("tls", "init")[0] == 0
    assert refused(f"không vào được https://{NAME}")
    before = before.replace(f'"{NAME}", ', "")
    (data / "portal.toml").write_text(before, "utf-8")
    assert refused("không nhớ cho địa chỉ IP")
    before = before.replace("hosts = [", 'hosts = ["khac.xa.lan", ')
    (data / "portal.toml").write_text(before, "utf-8")
    assert refused("chứng thư chưa có tên khac.xa.lan")
    before += "https = true\n"
    (data / "portal.toml").write_text(before, "utf-8")
    assert refused("https://khac.xa.lan ở cổng 443")
    code, said, _ = run("tls", "hsts", "status")
    assert (code, "chưa bật" in said) == (1, True)


@pytest.mark.slow
@pytest.mark.system
def test_it_is_tried_for_a_day_then_set_for_a_year_and_taken_back(run: Run, data: Path, tmp_path: Path) -> None:
    assert run("tls", "init")[0] == 0
    other, port = tmp_path / "other.crt", config.load(data).tls_port
    other.write_bytes(server_certificates.make_root("Nơi khác", reach_of(names_of([NAME])), at=clock.now())[0])
    with served(data):
        assert not https_asking.answers("127.0.0.1", port, NAME, other)
        assert not https_asking.answers("127.0.0.1", port, "khac.xa.lan", data / "tls" / "root.crt")
        code, _, why = run("tls", "hsts", "on", "--year")
        assert (code, "dùng thử một ngày" in why) == (1, True)
        for words, word in ((("on",), "day"), (("on", "--year"), "on"), (("off",), "off")):
            assert run("tls", "hsts", *words)[0] == 0
            assert config.load(data).hsts == word
    text = (data / "portal.toml").read_text("utf-8")
    assert text.startswith('hsts = "off"\n# Cổng của xã\nhosts = ')
    db.open_file(data / "portal.db")
    told = [(e.data["word"], e.address) for e in Event.select().where(Event.verb == "hsts_set").order_by(Event.id)]
    assert told == [("day", "console"), ("on", "console"), ("off", "console")]
    close()
