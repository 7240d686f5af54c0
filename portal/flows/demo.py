"""Cơ quan mẫu: an office with people, an older archive, the sample letter in the queue, and a test authority."""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from portal import db
from portal.adapters import specimens
from portal.adapters.authority import Authority, Identity
from portal.adapters.authority import found as found_authority
from portal.flows import founding, importing, intake, reading, stamps
from portal.flows.premises import Premises
from portal.office import accounts, devices, duties, trust, units
from portal.office.passwords import spoken
from portal.office.people import Person
from portal.rules.roles import Role
from portal.rules.stamps import SEAL_SIZE
from portal.samples.corpus import iter_docs

OFFICE, PLACE, PARENT, CODE = "UBND xã An Lạc", "An Lạc", "UBND tỉnh Thái Giang", "H99.01.12"
SEAL_WORDS = "ỦY BAN NHÂN DÂN XÃ AN LẠC"
ARCHIVE, SEED = 600, 11
UNITS = ("Văn phòng HĐND và UBND", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội")


@dataclass(frozen=True)
class Post:
    """Someone of the demonstration office."""

    login: str
    name: str
    role: Role
    position: str
    unit: str = ""
    signs: str = ""


POSTS = (
    Post("vanthu", "Lê Thị Hòa", Role.CLERK, "Văn thư", UNITS[0], "seal"),
    Post("chutich", "Nguyễn Văn Ấn", Role.LEADER, "Chủ tịch", "", "personal"),
    Post("phochutich", "Trần Thị Bưởi", Role.LEADER, "Phó Chủ tịch", "", "personal"),
    Post("truongphong", "Đặng Quốc Khánh", Role.UNIT_HEAD, "Trưởng phòng", UNITS[2]),
    Post("canbo", "Phạm Thùy Dương", Role.OFFICER, "Chuyên viên", UNITS[2]),
    Post("diachinh", "Vũ Đức Ước", Role.OFFICER, "Chuyên viên", UNITS[1]),
    Post("quantri", "Hoàng Minh Ý", Role.ADMIN, "Quản trị", UNITS[0]),
    Post("antoan", "Bùi Ngọc Ánh", Role.SAFETY_OFFICER, "Phụ trách an toàn thông tin", UNITS[0]),
)


@dataclass(frozen=True)
class Account:
    """How one of them signs in; the password is shown once."""

    login: str
    password: str
    what: str


@dataclass(frozen=True)
class Demo:
    """What was made and where its papers lie."""

    office: str
    accounts: tuple[Account, ...]
    password_file: Path
    samples: Path


def make(premises: Premises, database: Path, *, at: datetime) -> Demo:
    """Make the demonstration office; its signatures come from a test authority and say so."""
    passwords = {post.login: spoken() for post in POSTS}
    admin = founding.found_office(
        database, name=OFFICE, code=CODE, place=PLACE, parent=PARENT, admin=name_of("quantri"), login="quantri",
        password=passwords["quantri"], at=at, is_demo=True,
    )
    made = tuple(Account(post.login, passwords[post.login], f"{post.name}, {post.position}") for post in POSTS)
    file = write_passwords(premises.data / founding.PASSWORDS, made, [])  # who stops this half way can still sign in
    people = hire_all(admin, passwords, at)
    duties.name(duties.HEAD, people["chutich"], by=admin, at=at)
    duties.name(duties.SAFETY_OFFICER, people["antoan"], by=admin, at=at)
    importing.import_lines(archive(), by=None, at=at)
    keys = give_certificates(people, admin, premises, at)
    samples = lay_out_samples(premises)
    with reading.SAMPLE_PDF.open("rb") as stream:
        intake.take_upload(stream, reading.SAMPLE_PDF.name, by=people["vanthu"], at=at, premises=premises)
    write_passwords(file, made, keys)
    db.database.close()
    return Demo(OFFICE, made, file, samples)


def name_of(login: str) -> str:
    """The name behind a login of the demonstration."""
    return next(post.name for post in POSTS if post.login == login)


def hire_all(admin: Person, passwords: dict[str, str], at: datetime) -> dict[str, Person]:
    """Everyone but the administrator, who is there already."""
    offices = {name: units.open_unit(name, by=admin, at=at) for name in UNITS}
    people = {"quantri": admin}
    for post in POSTS:
        if post.login not in people:
            people[post.login] = accounts.hire(
                post.name, post.login, post.role, password=passwords[post.login], by=admin, at=at,
                unit=offices.get(post.unit), position=post.position,
            )
    return people


def archive() -> BytesIO:
    """The older documents as the import takes them."""
    docs = iter_docs(ARCHIVE, SEED, communes=1)
    lines = (json.dumps({**doc, "id": f"demo-{doc['id']}"}, ensure_ascii=False) for doc in docs)
    return BytesIO("\n".join(lines).encode())


def give_certificates(
    people: dict[str, Person], admin: Person, premises: Premises, at: datetime
) -> list[tuple[str, Path, str]]:
    """A test authority, and for each who signs a P12 file with its password."""
    authority = found_authority(at)
    for der in authority.anchors:
        trust.trust(der, by=admin, at=at, is_test=True)
    trust.add_revocations(authority.revocations(at=at), by=admin, at=at)
    folder = premises.data / "chung-thu-mau"
    folder.mkdir(mode=0o700, exist_ok=True)
    keys = []
    for post in (post for post in POSTS if post.signs):
        file, pin = key_file(post, people[post.login], authority, admin, folder, at)
        give_picture(post, people[post.login], admin, premises, at)
        keys.append((post.login, file, pin))
    return keys


def key_file(
    post: Post, person: Person, authority: Authority, admin: Person, folder: Path, at: datetime
) -> tuple[Path, str]:
    """The certificate of one person, bound to the account, with its key in a P12 file."""
    identity: Identity = (
        authority.issue(OFFICE, PARENT, at=at) if post.signs == "seal"
        else authority.issue(post.name, OFFICE, at=at, title=post.position)
    )
    pin = f"{secrets.randbelow(10**8):08d}"
    file = folder / f"{post.login}.p12"
    write_private(file, identity.p12(pin, [authority.issuing.certificate]))
    certificate = devices.present(person, identity.der, at=at)
    devices.approve(certificate, post.signs, by=admin, at=at)
    return file, pin


def give_picture(post: Post, person: Person, admin: Person, premises: Premises, at: datetime) -> None:
    """The signature in blue, the seal in red, made up for the demonstration."""
    is_seal = post.signs == "seal"
    drawn = specimens.seal(SEAL_WORDS, "BẢN THỬ") if is_seal else specimens.signature(post.name)
    stamps.take(
        BytesIO(drawn), post.signs, by=admin if is_seal else person, at=at, premises=premises,
        millimetres=SEAL_SIZE if is_seal else 0,
    )


def lay_out_samples(premises: Premises) -> Path:
    """Copies of the sample letter to try the upload with."""
    folder = premises.data / "van-ban-mau"
    folder.mkdir(exist_ok=True)
    for file in (reading.SAMPLE_PDF, reading.SAMPLE_DOCX, reading.SAMPLE_SCAN):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def write_passwords(file: Path, made: tuple[Account, ...], keys: list[tuple[str, Path, str]]) -> Path:
    """Passwords and PINs in a file only its owner reads."""
    lines = ["Tên đăng nhập / mật khẩu / người dùng", *(f"{a.login}\t{a.password}\t{a.what}" for a in made), ""]
    lines += ["Chứng thư thử nghiệm: tên đăng nhập / tệp / mã PIN"]
    lines += [f"{who}\t{path}\t{pin}" for who, path, pin in keys]
    write_private(file, ("\n".join(lines) + "\n").encode())
    return file


def write_private(file: Path, data: bytes) -> None:
    """Write bytes that only the owner may read, from the first moment on."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
