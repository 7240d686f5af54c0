"""``portal bench month``: a month of a full office through its verbs, the same each time, to count and to look at.

Fourteen people and two thousand letters of the synthetic archive in October 2026, with what goes wrong in an office:
letters entered late, checks forgotten, signatures that do not hold, documents sent a day too late.  Files and verdicts
are stand-ins; numbers, registers, work, dossiers and the trail are made by the functions that people's clicks call.
"""

import argparse
import heapq
import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from portal import clock, config, db
from portal.adapters.authority import found as found_authority
from portal.bench.arguments import at_least
from portal.bench.month_files import Files
from portal.bench.month_letters import Incoming, Outgoing, let_packets_leave
from portal.clock import VIETNAM
from portal.flows.calendar import calendar_of
from portal.flows.premises import store_in
from portal.office import accounts, closing, devices, dossiers, looks, profile, units
from portal.office.dossiers import Dossier
from portal.office.outbox import Job
from portal.office.people import Person, Unit
from portal.rules.doors import PACKET, PAPER
from portal.rules.roles import Role
from portal.samples.corpus import iter_docs

SEED, LETTERS = 20261, 2000
FIRST, LAST, END = date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 13)
DOSSIERS = 60
DOORS, HOURS = (PACKET, PAPER), ("11:00", "16:30")
PASSWORDS = "mat-khau-thang.txt"
UNITS = ("Văn phòng HĐND và UBND", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội")
# login, name, role, position, unit
STAFF = (
    ("quantri", "Hoàng Minh Ý", Role.ADMIN, "Quản trị", None),
    ("antoan", "Bùi Ngọc Ánh", Role.SAFETY_OFFICER, "Phụ trách an toàn", None),
    ("vanthu", "Lê Thị Hòa", Role.CLERK, "Văn thư", 0),
    ("vanthu2", "Mai Thị Sen", Role.CLERK, "Văn thư", 0),
    ("chutich", "Nguyễn Văn Ấn", Role.LEADER, "Chủ tịch", None),
    ("phochutich", "Trần Thị Bưởi", Role.LEADER, "Phó Chủ tịch", None),
    ("chanhvp", "Phan Văn Lộc", Role.UNIT_HEAD, "Chánh Văn phòng", 0),
    ("tpkinhte", "Đặng Quốc Khánh", Role.UNIT_HEAD, "Trưởng phòng", 1),
    ("tpvanhoa", "Vũ Thị Lụa", Role.UNIT_HEAD, "Trưởng phòng", 2),
    ("tuphap", "Ngô Văn Lý", Role.OFFICER, "Chuyên viên", 0),
    ("diachinh", "Vũ Đức Ước", Role.OFFICER, "Chuyên viên", 1),
    ("taichinh", "Hồ Thị Ngân", Role.OFFICER, "Chuyên viên", 1),
    ("canbo", "Phạm Thùy Dương", Role.OFFICER, "Chuyên viên", 2),
    ("laodong", "Cao Văn Thạch", Role.OFFICER, "Chuyên viên", 2),
)


@dataclass
class Month:
    """The office, its people by login, and everything still to happen, in order."""

    chance: random.Random
    files: Files
    people: dict[str, Person] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    certificates: dict[int, str] = field(default_factory=dict)
    dossiers: dict[int, Dossier] = field(default_factory=dict)
    _waiting: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    _order: Any = field(default_factory=count)

    def at(self, moment: datetime, act: Callable[[datetime], None]) -> None:
        """Let something happen, unless the month is over by then."""
        if moment.date() <= END:
            heapq.heappush(self._waiting, (moment, next(self._order), act))

    def live(self) -> None:
        """Let everything happen."""
        while self._waiting:
            moment, _, act = heapq.heappop(self._waiting)
            act(moment)

    def working(self, day: date, later: int = 0) -> date:
        """The first working day from then on, and so many more after it."""
        calendar = calendar_of(day.year)
        while later or not calendar.is_working(day):
            later -= calendar.is_working(day)
            day += timedelta(days=1)
        return day

    def moment(self, day: date, first: float, last: float) -> datetime:
        """Some moment of a day between two hours."""
        seconds = int((first + (last - first) * self.chance.random()) * 3600)
        return datetime.combine(day, time(), VIETNAM) + timedelta(seconds=seconds)

    def one_of(self, *logins: str) -> Person:
        """One of these people."""
        return self.people[self.chance.choice(logins)]


def simulate(files: Files, *, letters: int = LETTERS, seed: int = SEED, password: str) -> Month:
    """Live through the month in the open, migrated and empty database."""
    month = Month(random.Random(seed), files)
    found_office(month, password)
    for doc in iter_docs(letters, seed, communes=1, noise=False):
        day = month.working(FIRST + timedelta(days=int(month.chance.random() * ((LAST - FIRST).days + 1))))
        if day > LAST:
            day = FIRST
        (Incoming if doc["kind"] == "incoming" else Outgoing)(month, doc, day).begin()
    plan_checks(month)
    for dossier in month.dossiers.values():
        if month.chance.random() < 0.6:
            moment = month.moment(month.working(LAST - timedelta(days=2)), 16.9, 17.4)
            month.at(moment, lambda at, one=dossier: close(one, at))  # type: ignore[misc]
    month.live()
    return month


def found_office(month: Month, password: str) -> None:
    """The office on the eve of the month: people, units, certificates of those who sign, a dossier for each piece."""
    eve = datetime(2026, 9, 30, 15, 0, tzinfo=VIETNAM)
    profile.found("UBND xã An Lạc", agency_code="H99.01.12", place="An Lạc", parent="UBND tỉnh Thái Giang", at=eve)
    admin: Person | None = None
    for login, name, role, position, unit in STAFF:
        person = accounts.hire(
            name, login, role, password=password, by=admin, at=eve, position=position,
            unit=None if unit is None else month.units[unit],
        )
        if admin is None:
            admin, month.units = person, [units.open_unit(one, by=person, at=eve) for one in UNITS]
        month.people[login] = person
    authority = found_authority(eve)
    for login in ("chutich", "phochutich"):
        leader = month.people[login]
        identity = authority.issue(leader.name, "UBND xã An Lạc", at=eve, title=leader.position)
        certificate = devices.present(leader, identity.der, at=eve)
        devices.approve(certificate, "personal", by=month.people["quantri"], at=eve)
        month.certificates[leader.id] = certificate.sha256
    officers = [person for person in month.people.values() if person.role == Role.OFFICER]
    for n in range(DOSSIERS):
        month.dossiers[n] = dossiers.open_dossier(
            f"{n + 1:02d}.VP", f"Công việc tháng 10, phần {n + 1}", "06", by=officers[n % len(officers)], at=eve,
        )


def close(dossier: Dossier, at: datetime) -> None:
    """The work of a dossier has ended, whatever is still missing."""
    closing.close(dossier, by=dossier.opened_by, at=at, despite="Hết tháng")


def plan_checks(month: Month) -> None:
    """Two looks at the paper each working day and one an hour at the packets; some are forgotten, some meet a fault."""
    day = FIRST
    while day <= END:
        if calendar_of(day.year).is_working(day):
            for first, last in ((10.2, 10.95), (15.7, 16.45)):
                if month.chance.random() > 0.06:
                    by = month.one_of("vanthu", "vanthu2")
                    month.at(month.moment(day, first, last), lambda at, by=by: looked(at, by))  # type: ignore[misc]
            is_cut = month.chance.random() < 0.05
            for hour in range(8, 17):
                fault = "unreachable" if is_cut and hour < 13 else ""
                moment = datetime.combine(day, time(hour, 5), VIETNAM)
                month.at(moment, lambda at, fault=fault: looked_at_packets(at, fault))  # type: ignore[misc]
                month.at(moment + timedelta(minutes=20), let_packets_leave)
        day += timedelta(days=1)


def looked(at: datetime, by: Person) -> None:
    """The clerk looked through the paper."""
    looks.looked_at_paper(by=by, at=at)


def looked_at_packets(at: datetime, fault: str) -> None:
    """The worker looked at the axis."""
    looks.looked(PACKET, at=at, fault=fault)


def main(arguments: list[str]) -> None:
    """Make the office in a folder, for somebody who wants to look at a full one."""
    parser = argparse.ArgumentParser(prog="portal bench month", description="Một tháng của một cơ quan đầy văn bản.")
    parser.add_argument("--folder", type=Path, required=True, help="thư mục dữ liệu mới")
    parser.add_argument("--letters", type=at_least(10), default=LETTERS, help="số văn bản, mặc định 2000")
    asked = parser.parse_args(arguments)
    settings = config.load(asked.folder)
    if settings.database.exists():
        raise ValueError(f"{asked.folder} đã có dữ liệu; hãy chọn thư mục mới.")
    password = os.urandom(9).hex()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    db.open_file(settings.database)
    db.migrate()
    began = clock.now()
    with db.atomic():
        simulate(Files(store_in(settings.blobs)), letters=asked.letters, password=password)
        Job.delete().execute()  # what the worker would have done has been done here, or is made up
    handle = os.open(settings.data / PASSWORDS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump({login: password for login, *_ in STAFF}, out, ensure_ascii=False, indent=1)
    print(f"{asked.letters} văn bản, {len(STAFF)} người, {(clock.now() - began).total_seconds():.0f} giây.")
    print(f"Đăng nhập: xem {settings.data / PASSWORDS}. Phục vụ: portal --data {settings.data} serve")
