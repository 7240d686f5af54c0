"""The unit says what was installed, asks for little, and systemd understands it."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from portal.installing import unit, windows
from portal.installing.plan import Plan, Stopped, require_sound, usual
from tests.installing.kit import plan_in

WORDS = ["/opt/portal/current/portal"]
SAFE = 2.5  # of 10, by systemd's own reckoning; what has no unit of this kind is at 9.6


def test_what_was_installed_is_read_back_from_the_unit(tmp_path: Path) -> None:
    plan = replace(plan_in(tmp_path, 8081), writable=(Path("/srv/scan"),), low_port=True)
    plan.units.mkdir()
    plan.unit.write_text(unit.text(plan, WORDS), "utf-8")
    assert unit.read(plan.name, plan.units) == plan


def test_a_unit_of_somebody_else_is_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "portal.service").write_text("[Service]\nExecStart=/bin/true\n")
    with pytest.raises(Stopped) as stop:
        unit.read("portal", tmp_path)
    assert stop.value.why == "other_unit"


@pytest.mark.parametrize(("change", "why"), [
    ({"name": "root"}, "bad_name"), ({"name": "a b"}, "bad_name"), ({"name": "../x"}, "bad_name"),
    ({"data": Path("/var/lib/a b")}, "bad_place"), ({"data": Path("/")}, "bad_place"),
    ({"home": Path("opt/x")}, "bad_place"),
    ({"home": Path("/opt/%i")}, "bad_place"), ({"data": Path("/home/xa/data")}, "bad_data"),
    ({"data": Path("/opt/portal/data")}, "bad_data"), ({"writable": (Path("/srv/qu\nét"),)}, "bad_place"),
])
def test_names_and_places_that_could_be_misread_are_refused(change: dict[str, object], why: str) -> None:
    with pytest.raises(Stopped) as stop:
        require_sound(replace(usual(), **change))
    assert stop.value.why == why


def test_a_low_port_brings_one_right_and_a_high_one_none() -> None:
    assert "CapabilityBoundingSet=\n" in unit.text(usual(), WORDS)
    assert "CapabilityBoundingSet=CAP_NET_BIND_SERVICE\n" in unit.text(replace(usual(), low_port=True), WORDS)


def test_data_elsewhere_are_named_as_writable_and_nothing_else_is() -> None:
    plan = replace(usual(), data=Path("/srv/portal"), writable=(Path("/srv/scan"),))
    named = re.findall(r"^(?:ReadWritePaths|StateDirectory)=(.*)$", unit.text(plan, WORDS), re.M)
    assert named == ["/srv/portal", "-/srv/scan"]
    assert "StateDirectory=portal\n" in unit.text(usual(), WORDS)


@pytest.mark.slow
def test_systemd_understands_the_unit_and_finds_it_tight(tmp_path: Path) -> None:
    plan: Plan = plan_in(tmp_path, 8080)
    program = tmp_path / "portal"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    plan.units.mkdir()
    plan.unit.write_text(unit.text(plan, [str(program)]), "utf-8")
    words = ["systemd-analyze", "verify", "--man=no", str(plan.unit)]
    understood = subprocess.run(words, capture_output=True, text=True)
    ours = [line for line in understood.stderr.splitlines() if plan.unit.name in line]
    assert ours == []
    words = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(plan.unit)]
    told = subprocess.run(words, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr
    assert float(re.findall(r"Overall exposure level.*?: ([\d.]+)", told.stdout)[0]) <= SAFE


def test_the_task_of_windows_is_whole_xml_with_its_words_quoted() -> None:
    from lxml import etree

    made = windows.task([r"C:\Cổng & sổ\portal.exe"], Path(r"D:\dữ liệu"), 8080)
    root = etree.fromstring(made)
    found = {etree.QName(node).localname: node.text for node in root.iter() if isinstance(node.tag, str)}
    assert found["Command"] == r"C:\Cổng & sổ\portal.exe"
    assert found["Arguments"] == '--data "D:\\dữ liệu" serve --port 8080'
    assert windows.command(Path("x.xml"))[:3] == ["schtasks", "/Create", "/F"]
