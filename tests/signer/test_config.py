"""The signer's own file: written in one step, readable by its owner alone, read back as it was."""

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.signer import config, install, policies
from portal.signer.client import Portal
from portal.signer.config import Config, KeySource
from portal.signer.protocol import ProtocolError

ORIGIN = "http://10.0.0.5:8080"
portals = st.builds(Portal, st.from_regex(r"http://[a-z]{1,9}:[1-9]{2,4}", fullmatch=True), st.text(), st.binary())
paths = st.from_regex(r"/[a-zđ ]{1,9}", fullmatch=True).map(Path)
keys = st.builds(KeySource, st.sampled_from(["p12", "pkcs11"]), paths, st.binary())


@pytest.mark.slow
@settings(max_examples=25)  # each one is written through to the disk
@given(st.lists(portals, max_size=3), st.lists(keys, max_size=3))
def test_what_was_saved_is_loaded(tmp_path_factory, paired, places):
    folder = tmp_path_factory.mktemp("pc")
    made = Config()
    for portal in paired:
        made = made.with_portal(portal)
    for source in places:
        made = made.with_key(source)
    config.save(made, folder)
    assert config.load(folder) == made


def test_no_file_yet_is_an_empty_one(tmp_path):
    assert config.load(tmp_path / "nothing") == Config()


def test_nobody_else_may_read_it(tmp_path):
    old = os.umask(0)
    try:
        config.save(Config().with_portal(Portal(ORIGIN, "d", b"secret")), tmp_path / "pc")
    finally:
        os.umask(old)
    file = tmp_path / "pc" / "signer.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["signer.json"]


def test_only_exactly_the_paired_origin_is_known():
    made = Config().with_portal(Portal(ORIGIN, "d", b"s"))
    assert made.portal(ORIGIN).device == "d"
    for other in ("http://10.0.0.5", "https://10.0.0.5:8080", "http://10.0.0.50:8080", ORIGIN + "/"):
        with pytest.raises(ProtocolError) as stop:
            made.portal(other)
        assert stop.value.code == "origin_not_paired"


def test_the_folder_can_be_chosen_and_else_is_the_users_own():
    assert config.folder({"PORTAL_SIGNER": "/x"}) == Path("/x")
    assert config.folder({"XDG_CONFIG_HOME": "/home/a/.c", "APPDATA": "/home/a/.c"}) == Path("/home/a/.c/kyso-cq")


def test_the_desktop_entry_hands_over_the_address_as_one_argument(tmp_path):
    entry = install.desktop_entry(["/opt/ký số/python", "-m", 'a"b$%'], tmp_path, has_windows=True)
    assert 'Exec="/opt/ký số/python" "-m" "a\\"b\\$%%" sign %u' in entry
    assert "MimeType=x-scheme-handler/kyso-cq;" in entry
    assert "Terminal=false" in entry
    assert "Terminal=true" in install.desktop_entry(["python"], tmp_path, has_windows=False)


def test_installing_writes_the_entry_into_the_users_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(install.shutil, "which", lambda tool: None)
    assert str(tmp_path) in install.install(tmp_path)
    written = tmp_path / ".local" / "share" / "applications" / "kyso-cq.desktop"
    assert "portal.signer" in written.read_text("utf-8")


def test_the_registry_gets_the_address_in_quotes_as_the_last_argument():
    values = install.registry_values([r"C:\Program Files\ky.exe"])
    line = values[r"Software\Classes\kyso-cq\shell\open\command"][""]
    assert line == r'"C:\Program Files\ky.exe" sign "%1"'
    assert values[r"Software\Classes\kyso-cq"]["URL Protocol"] == ""


def test_every_policy_file_names_scheme_and_origin_and_nothing_else():
    wanted = [{"protocol": "kyso-cq", "allowed_origins": [ORIGIN]}]
    assert json.loads(policies.chrome(ORIGIN)) == {"AutoLaunchProtocolsFromOrigins": wanted}
    assert json.loads(policies.firefox(ORIGIN)) == {"policies": {"AutoLaunchProtocolsFromOrigins": wanted}}
    lines = policies.windows(ORIGIN).decode("utf-16").split("\r\n")
    assert lines[0] == "Windows Registry Editor Version 5.00"
    keys = [line for line in lines if line.startswith("[")]
    assert keys == [
        r"[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Google\Chrome]",
        r"[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Edge]",
    ]
    values = [line.split("=", 1)[1] for line in lines if line.startswith('"')]
    assert [json.loads(json.loads(value)) for value in values] == [wanted, wanted]  # quoted as JSON quotes a text


def test_a_program_in_one_file_is_started_where_the_file_stands(tmp_path, monkeypatch):
    monkeypatch.setattr(install.sys, "frozen", True, raising=False)
    monkeypatch.setattr(install.sys, "executable", str(tmp_path / "kyso-cq"))
    install._install_desktop(tmp_path / "applications")
    entry = (tmp_path / "applications" / "kyso-cq.desktop").read_text("utf-8")
    assert f"Path={tmp_path}\n" in entry
    assert f'Exec="{tmp_path / "kyso-cq"}" sign %u' in entry
