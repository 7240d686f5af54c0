"""Xuất hồ sơ: one ZIP that can be read and checked without the portal, made by the worker and kept for a day."""

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from portal import db
from portal.adapters import sandbox
from portal.flows import dossier_fields, dossier_papers
from portal.flows.premises import Premises, work_folder
from portal.flows.settling import Settle
from portal.office import dossier_exports, files, rights
from portal.office.documents import Document
from portal.office.dossier_exports import DossierExport
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.registers import Entry, Register
from portal.office.trust import Anchor, RevocationList, SignatureCheck
from portal.rules import archive_fields, errors
from portal.rules.archive_fields import Shortened
from portal.rules.filetypes import PDF
from portal.rules.plain_names import ending, plain_name
from portal.rules.register_pages import Label, type_and_subject
from portal.rules.tables import Table

CHECKER = Path(__file__).resolve().parent.parent / "samples" / "kiem_tra.py"
LIST = "SHA256SUMS.txt"
CHUNK = 1 << 20
SECONDS, MEMORY, WRITTEN = 1200, 1500 * sandbox.MEGABYTE, 2048 * sandbox.MEGABYTE


def folder_of(premises: Premises) -> Path:
    """Files to be fetched; no part of a backup."""
    return premises.data / "exports"


def path_of(export: DossierExport, premises: Premises) -> Path:
    """Where the file of an export stands once it is made."""
    return folder_of(premises) / f"{export.id}.zip"


def name_of(dossier: Dossier) -> str:
    """What it is saved as."""
    return f"ho-so-{dossier.year}-{plain_name(dossier.number)}.zip"


@dataclass
class Packing:
    """A ZIP being written: every file is hashed while it goes in."""

    zip: ZipFile
    at: datetime
    sums: dict[str, str] = field(default_factory=dict)

    def file(self, name: str, source: Path) -> str:
        """A file as it stands on disk; its SHA-256."""
        digest = hashlib.sha256()
        with source.open("rb") as read, self.zip.open(self._about(name, ZIP_STORED), "w", force_zip64=True) as write:
            while piece := read.read(CHUNK):
                digest.update(piece)
                write.write(piece)
        self.sums[name] = digest.hexdigest()
        return self.sums[name]

    def bytes(self, name: str, data: bytes) -> None:
        """Bytes made for this file."""
        self.zip.writestr(self._about(name, ZIP_DEFLATED), data)
        self.sums[name] = hashlib.sha256(data).hexdigest()

    def text(self, name: str, value: Any) -> None:
        """Plain data as JSON."""
        self.bytes(name, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode())

    def _about(self, name: str, how: int) -> ZipInfo:
        about = ZipInfo(name, self.at.timetuple()[:6])
        about.compress_type = how
        return about


def make(export_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's part: the file whole or not at all; what left the portal is in the trail."""
    export = DossierExport.get_by_id(export_id)
    dossier, person = export.dossier, export.person
    documents = list(dossier.documents(person).where(rights.shown(person)))
    left_out = dossier.items.count() - len(documents)
    forget_old(premises, at=at)
    target = path_of(export, premises)
    target.parent.mkdir(exist_ok=True, mode=0o700)
    with work_folder(premises) as folder:
        made = folder / "dossier.zip"
        with ZipFile(made, "w") as archive:
            packing = Packing(archive, at)
            fill(packing, Bundle(dossier, documents, left_out, person), folder, premises)
            digest = close(packing)
        size = made.stat().st_size
        os.replace(made, target)
    ids = [d.id for d in documents]
    return lambda: dossier_exports.note_made(export, ids, left_out, size, digest, at=at)


@dataclass(frozen=True)
class Bundle:
    """What goes into one file."""

    dossier: Dossier
    documents: list[Document]
    left_out: int
    person: Person


def fill(packing: Packing, bundle: Bundle, folder: Path, premises: Premises) -> None:
    """Everything but the list of hashes."""
    words = premises.label
    for n, document in enumerate(bundle.documents, start=1):
        for name, sha256 in files_of(document, n):
            if packing.file(name, premises.store.path(sha256)) != sha256:
                raise errors.Unreadable("altered", name=name)
    merged = merge(bundle, folder, premises)
    if merged:
        packing.file("ho-so.pdf", merged)
    written = archive_fields.write(
        dossier_fields.of_dossier(bundle.dossier, bundle.documents, words),
        [dossier_fields.of_document(d, n, bundle.dossier, words) for n, d in enumerate(bundle.documents, start=1)],
    )
    packing.bytes("ho-so.xml", written.xml)
    packing.text("so-dang-ky.json", list(register_lines(bundle.documents)))
    add_evidence(packing, bundle.documents, premises)
    packing.bytes("DOC-TRUOC.txt", about(bundle, written.shortened, words).encode())
    packing.file("kiem_tra.py", CHECKER)


def files_of(document: Document, n: int) -> Iterator[tuple[str, str]]:
    """The bytes of a document by short plain names: what came first, what was made of it, what lies with it."""
    folder = f"van-ban/{n:03d}-{plain_name(document.reference or document.kind, otherwise='van-ban')}"
    for version in document.versions.order_by("n"):
        yield f"{folder}/{version.n:02d}-{version.role}{ending(version.name)}", version.sha256
    for at, annex in enumerate(document.attachments.order_by("id"), start=1):
        yield f"{folder}/kem-{at:02d}-{plain_name(annex.name.rpartition('.')[0])}{ending(annex.name)}", annex.sha256


def merge(bundle: Bundle, folder: Path, premises: Premises) -> Path | None:
    """The newest PDF of each document in time order as one file; its signatures live in the files themselves."""
    latest = [(d, d.latest) for d in bundle.documents]
    parts = [(d, version) for d, version in latest if version and files.media_type(version.sha256) == PDF]
    if not parts:
        return None
    target, words = folder / "merged.pdf", premises.label
    rows = [(n, d.reference, d.dated_on, type_and_subject(d.kind, d.subject), None)
            for n, (d, _) in enumerate(parts, start=1)]
    heads = dossier_papers.heads(("n", "reference", "dated_on", "kind_subject", "page"), words)
    table = Table(Office.current().name, words("contents", "dossier_paper"),
                  (dossier_papers.said_of(bundle.dossier, words),), heads, (10, 35, 24, 150, 20), rows)
    asked = {
        "parts": [{"path": str(premises.store.path(v.sha256).resolve()), "words": f"{d.reference} {d.subject}"[:120]}
                  for d, v in parts],
        "contents": table.as_values(), "target": str(target),
    }
    sandbox.call("portal.adapters.dossier_pdf:merge", asked, seconds=SECONDS, memory=MEMORY, written=WRITTEN)
    return target


def register_lines(documents: list[Document]) -> Iterator[dict[str, Any]]:
    """Every version of every line, with the hash it was written with: its body can be hashed anew."""
    titles: dict[int, str] = dict(Register.select(Register.id, Register.title).tuples())  # type: ignore[arg-type]
    for entry in Entry.select().where(Entry.document.in_([d.id for d in documents])).order_by(Entry.id):
        yield {"register": titles.get(entry.register_id, ""), "body": entry.body(), "hash": entry.hash}


def add_evidence(packing: Packing, documents: list[Document], premises: Premises) -> None:
    """What was found in the signatures, the certificates in them, and what the finding rests on."""
    held = [sha256 for n, d in enumerate(documents) for _, sha256 in files_of(d, n)]
    checks = list(SignatureCheck.select().where(SignatureCheck.sha256.in_(held)).order_by(SignatureCheck.id))
    packing.text("chu-ky/ket-qua.json", [
        {"sha256": c.sha256, "state": c.state, "at": c.at.isoformat(), "trust": c.trust_version, "verdict": c.verdict}
        for c in checks
    ])
    signed = sorted({c.sha256 for c in checks if c.verdict.get("signatures")})
    paths = [str(premises.store.path(sha256).resolve()) for sha256 in signed]
    found = sandbox.call("portal.adapters.dossier_pdf:certificates", {"paths": paths}, seconds=SECONDS) if paths else {}
    for sha256, der in sorted(found.items()):
        packing.bytes(f"chu-ky/chung-thu/{sha256[:16]}.cer", base64.b64decode(der))
    rests = [c.verdict.get("evidence", {}) for c in checks]
    for table, kind, name in ((Anchor, "anchors", "goc/{}.cer"), (RevocationList, "lists", "thu-hoi/{}.crl")):
        wanted = set(chain.from_iterable(one.get(kind, ()) for one in rests))
        for row in table.select().where(table.sha256.in_(wanted)).order_by(table.sha256):
            packing.bytes(f"chu-ky/{name.format(row.sha256[:16])}", bytes(row.der))


def about(bundle: Bundle, shortened: tuple[Shortened, ...], words: Label) -> str:
    """What is in the file, what is not, and how to check it; plain text with the line ends of Windows."""
    says = [
        words("title", "export_note").format(number=bundle.dossier.number, title=bundle.dossier.title),
        words("count", "export_note").format(count=len(bundle.documents)),
    ]
    if bundle.left_out:
        says.append(words("left_out", "export_note").format(count=bundle.left_out))
    says += [words(name, "export_note") for name in ("originals", "merged", "fields", "lines", "signatures", "check")]
    for one in shortened:
        where = words("shortened_document" if one.where else "shortened_dossier", "export_note")
        says.append(where.format(n=one.where, code=one.code, length=one.length))
    says += [
        words("one_stop", "export_note").format(system=r.system, code=r.code, note=r.note)
        for r in bundle.dossier.one_stop
    ]
    return "\ufeff" + "\r\n".join(says) + "\r\n"


def close(packing: Packing) -> str:
    """The list of hashes; its last line is the hash of those above, which vouches for the list itself."""
    body = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(packing.sums.items())).encode()
    digest = hashlib.sha256(body).hexdigest()
    packing.bytes(LIST, body + f"# {digest}\n".encode())
    return digest


def forget_old(premises: Premises, *, at: datetime) -> None:
    """Remove what had its day: whenever a copy is made, and when the worker starts."""
    for path in folder_of(premises).glob("*.zip"):
        known = DossierExport.get_or_none(DossierExport.id == int(path.stem)) if path.stem.isdecimal() else None
        if known is None or not (known.state == dossier_exports.ASKED or known.is_kept(at)):
            path.unlink(missing_ok=True)


def forget_all(premises: Premises) -> None:
    """Remove every copy: something in them is to be seen by fewer people than when it was made."""
    for path in folder_of(premises).glob("*.zip"):
        path.unlink(missing_ok=True)


def is_there(export: DossierExport, premises: Premises, *, at: datetime) -> bool:
    """Whether its file is to be had still."""
    return export.is_kept(at) and path_of(export, premises).exists()


def give_up(export_id: int, *, at: datetime) -> None:
    """The page that waits for it says that it could not be made."""
    with db.atomic():
        dossier_exports.give_up(export_id, at=at)
