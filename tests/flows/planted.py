"""The list of planted alterations, each with the place that ``verify`` must name for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from portal import db, touched
from portal.adapters.blobs import BlobStore
from portal.flows.bad_places import STORED, Place, kind_of
from portal.flows.guarded_rows import guards
from portal.flows.verifying import Verification, verify
from portal.office import (
    accounts,
    agencies,
    bookkeeping,
    calendar,
    contacts,
    devices,
    directing,
    draft_annexes,
    duties,
    entering,
    events,
    extending,
    groups,
    handing_back,
    profile,
    report_months,
    rights_reviews,
    safety_rules,
    seals,
    senders,
    stamps,
    stand_ins,
    trust,
)
from portal.office.agencies import Agency, AgencyAlias
from portal.office.assignments import Assignment, Extension, Instruction
from portal.office.bookkeeping import Plan
from portal.office.calendar import CalendarDay
from portal.office.contacts import PostalAddress
from portal.office.devices import Certificate, Device, Pairing
from portal.office.documents import Attachment, Document, Version
from portal.office.events import Event
from portal.office.groups import GroupMember, RecipientGroup
from portal.office.outlines import Outlined
from portal.office.people import Person, Unit
from portal.office.profile import Office as ProfileOffice
from portal.office.recipients import Recipient
from portal.office.registers import Entry, Register, begin_at, close
from portal.office.report_months import Figure, ReportMonth
from portal.office.retentions import Retention
from portal.office.rights import Grant
from portal.office.routing_acts import RoutingAct
from portal.office.rows import COLUMNS
from portal.office.seals import Seal
from portal.office.senders import SenderMark
from portal.office.sending import Delivery
from portal.office.series import Series
from portal.office.stamps import Stamp
from portal.office.stand_ins import StandIn
from portal.office.tables import ADD_ONLY
from portal.office.trust import Anchor, RevocationList, SignatureCheck
from portal.rules import chain
from portal.rules.roles import Role
from tests import signing_kit as kit
from tests.office_fixtures import (
    NOW,
    TODAY,
    Staff,
    behind_the_guards,
    drafted,
    entered,
    facts,
    issued,
    later,
    stored,
    unguarded,
)

Plant = Callable[[], object]
GUARDED = (*ADD_ONLY, Register)
SAME_AS_WRITTEN = ("data", "kept", "columns", "verdict", "registers", "units")  # JSON: a space more says the same
# Of these the hash covers the whole row and nothing else keeps what they said: the row is the place.
ROW_ALONE = {
    Event: {"at", "person", "role", "address", "session", "verb", "object_type", "object_id", "outcome", "data",
            "kept"},
    ReportMonth: {"month", "numerator", "denominator", "still_open", "target", "reading", "units"},
}
CALLED = {  # what a column is called among the fields of a place, where it is called otherwise
    Entry: {"register_id": "register", "by_id": "by"}, Version: {"document_id": "document", "by_id": "by"},
    SignatureCheck: {"trust_version": "trust"},
}


@dataclass(frozen=True)
class Office:
    """An office with rows in every guarded table, its files, and the newest seal, which was carried off."""

    image: bytes
    store: BlobStore
    carried: Path

    def verified(self) -> Verification:
        return verify(self.store, [self.carried])

    def afresh(self) -> None:
        """As nobody touched it."""
        db.database.connection().deserialize(self.image)
        db.database.execute_sql("PRAGMA foreign_keys = OFF")


@dataclass(frozen=True)
class Alteration:
    """What is done, and the places it must be named by; the fields that must be among those named."""

    name: str
    plant: Plant
    places: tuple[tuple[str, int | str], ...]
    fields: frozenset[str] = frozenset()

    def is_named(self, found: Verification) -> bool:
        """Whether each place is named, and the fields at one of them."""
        named = {(place.kind, place.id) for place in found.bad}
        told = {field for place in found.bad if (place.kind, place.id) in self.places for field in place.fields}
        return found.exit_code == 1 and named >= set(self.places) and told >= self.fields


def live(people: Staff) -> None:
    """Two days and what happens once a year; each day sealed, and some work after the seals."""
    begin_at("internal", 2026, 9, "tiếp sổ giấy", by=people.clerk, at=NOW)
    entering.correct(entered(people), facts(subject="V/v khác"), "gõ nhầm", by=people.clerk, at=NOW)
    entering.void(entered(people), "trùng", by=people.clerk, at=NOW)
    issued(people)
    for version in Version.select():
        trust.note_check(version.sha256, {"file": "good", "signatures": []}, "v1", at=NOW)
    duties.name("head", people.leader, by=people.admin, at=NOW, decision="12/QĐ-UBND", decided_on=TODAY)
    duties.name("safety_officer", people.safety, by=people.admin, at=NOW)
    for text in ("Điều 1. Khóa máy khi rời bàn.", "Điều 1. Khóa máy và rút token khi rời bàn."):
        rules = safety_rules.publish(text, by=people.safety, at=NOW)
        safety_rules.acknowledge(rules.id, by=people.clerk, at=NOW)
    rights_reviews.sign_off("đã xem từng người", by=people.safety, at=NOW)
    figures = [Figure(name, 9, 10, 0, 95, "như luật", {"1": (4, 5)}) for name in ("on_time", "electronic")]
    report_months.keep(date(2026, 10, 1), figures, at=NOW)
    seals.make(seals.DAY, TODAY, at=later(hours=9))
    rights_reviews.sign_off("đã xem lần hai", by=people.safety, at=later(days=1))
    entered(people, at=later(days=1))
    seals.make(seals.DAY, TODAY, at=later(days=1, hours=9))
    entered(people, at=later(days=2))
    close(Register.get(Register.kind == "internal"), by=people.clerk, on=TODAY, at=later(days=2))


def other_than(value: object) -> object:
    """Another value of the kind."""
    if value is None or value == "":
        return "1"
    if isinstance(value, int):
        return value + 1_000
    text = str(value)
    if text[:4].isdecimal() and text[4:5] == "-":  # a day or a moment
        return f"{int(text[:4]) - 1}{text[4:]}"
    return f"{text[:-1]}~"


def reworded(value: str) -> str:
    """Other words and figures in a JSON text."""
    return value.replace("1", "2").replace('"', '"x', 1)


def columns(table: type[db.Record]) -> list[str]:
    return [field.column_name for field in table._meta.sorted_fields]


def update(table: str, column: str, value: object, row_id: object) -> None:
    with behind_the_guards():
        db.database.execute_sql(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, row_id))


def every_column(table: type[db.Record]) -> Iterator[Alteration]:
    """Each column of each row in turn, in plain SQL; the guards are put back."""
    name, kind = table._meta.table_name, kind_of(table)
    run: Callable[..., Any] = db.database.execute_sql
    for column in columns(table):
        for row_id, value in run(f"SELECT id, {column} FROM {name}").fetchall():
            changed = reworded(value) if value and column in SAME_AS_WRITTEN else other_than(value)
            if changed == value:
                continue
            known = CALLED.get(table, {}).get(column, column) if column not in ROW_ALONE.get(table, ()) else ""
            places, fields = ((kind, row_id),), frozenset({known} - {""})
            if column == "id":
                places, fields = ((kind, row_id), (kind, changed)), frozenset()
            if table is Event and column == "hash" and row_id == Event.select().count():
                fields = frozenset()  # no event after it says what it was
            if column in SAME_AS_WRITTEN and table is Entry:
                fields = frozenset()  # several words of the row at once; which, has a test of its own
            plant = partial(update, name, column, changed, row_id)
            yield Alteration(f"{name} {row_id}: {column}", plant, places, fields)


def every_word_for_a_number() -> Iterator[Alteration]:
    """Words where a number should be, in the newest row of each guarded table."""
    for table in (*GUARDED, Document):
        name, row = table._meta.table_name, table.select().order_by(table.id.desc()).get()
        for field in table._meta.sorted_fields:
            if field.name != "id" and STORED.get(field.field_type) == "integer":
                plant = partial(update, name, field.column_name, "abc", row.id)
                yield Alteration(f"{name} {row.id}: words for {field.name}", plant, ((kind_of(table), row.id),))


def every_deletion(table: type[db.Record]) -> Iterator[Alteration]:
    """Each row in turn is taken out."""
    kind = kind_of(table)
    for row in list(table.select().order_by(table.id)):
        yield Alteration(f"{kind} {row.id} taken out", partial(take_out, table, row.id), (lost_place(kind, row),))


def lost_place(kind: str, row: Any) -> tuple[str, int | str]:
    """How the lack of a row is named: by itself, or where nothing tells its id by the event that wrote it."""
    newest = type(row).select().order_by(type(row).id.desc()).get().id
    if kind == "entry" and row.id == newest:
        return "event", next(event.id for event in Event.select() if event.data.get("entry") == row.hash)
    if kind == "version" and row.id == newest:
        told = [event.id for event in Event.select() if event.data.get("sha256") == row.sha256]
        return "event", min(told)
    if kind == "event" and row.id == newest:
        return "register", row.object_id  # a tail that no seal reaches shows in what it tells of
    if kind == "report_month" and row.id == newest:
        return kind, f"{row.month.isoformat()} {row.report}"
    return kind, row.id


def take_out(table: type[db.Record], row_id: int) -> None:
    with behind_the_guards():
        table.delete().where(table.id == row_id).execute()


def every_exchange(table: type[db.Record]) -> Iterator[Alteration]:
    """The first row changes places with each of the others, whatever they say."""
    kind, ids = kind_of(table), [row.id for row in table.select().order_by(table.id)]
    for other in ids[1:]:
        yield Alteration(
            f"{kind} {ids[0]} exchanged with {other}", partial(swap, table, ids[0], other),
            ((kind, ids[0]), (kind, other)),
        )


def swap(table: type[db.Record], one: int, other: int) -> None:
    name = table._meta.table_name
    with behind_the_guards():
        for old, new in ((one, 900_001), (other, one), (900_001, other)):
            db.database.execute_sql(f"UPDATE {name} SET id = ? WHERE id = ?", (new, old))


def every_guard() -> Iterator[Alteration]:
    """Each trigger is taken away, or there and lets everything pass; and one that nobody here made."""
    run: Callable[..., Any] = db.database.execute_sql
    for name in guards():
        ((made,),) = run("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchall()
        tame = made.replace("RAISE(ABORT,", "RAISE(IGNORE); SELECT ('x' ||")
        drop = f"DROP TRIGGER {name}"
        yield Alteration(f"{name} taken away", partial(run, drop), (("guard", name),))
        head, rest = made.split(" ON ", 1)
        off = f"{head} ON {rest.split()[0]} WHEN 0 /* {made} */ BEGIN SELECT 1; END"
        yield Alteration(f"{name} tamed", lambda d=drop, t=tame: (run(d), run(t)), (("guard", name),))
        yield Alteration(f"{name} switched off", lambda d=drop, t=off: (run(d), run(t)), (("guard", name),))
    more = "CREATE TRIGGER event_quietly AFTER INSERT ON event BEGIN DELETE FROM seal; END"
    yield Alteration("a foreign trigger", partial(run, more), (("guard", "event_quietly"),))


def every_damage() -> Iterator[Alteration]:
    """The first page of each table and index is written over with rubbish."""
    pages: Any = db.database.execute_sql("SELECT name, tbl_name, rootpage FROM sqlite_master WHERE rootpage > 1")
    for name, table, page in pages.fetchall():
        yield Alteration(f"page {page} of {name} damaged", partial(damage, page), (("database", table),))


def damage(page: int) -> None:
    connection = db.database.connection()
    size, image = connection.execute("PRAGMA page_size").fetchone()[0], bytearray(connection.serialize())
    image[size * (page - 1):size * page] = b"\xff" * size
    connection.deserialize(bytes(image))


def every_word_of_a_document() -> Iterator[Alteration]:
    """What a document with a number says of its register row."""
    for document in list(Document.select().where(Document.number.is_null(False))):
        for column in (*COLUMNS[document.direction], "number"):
            plant = partial(reword, document.id, column, document.__data__[column])
            fields = frozenset({column} - {"number"})  # another number: the row's document is not to be found
            yield Alteration(f"document {document.id}: {column}", plant, (("document", document.id),), fields)


def reword(document: int, column: str, value: object) -> None:
    unguarded()
    db.database.execute_sql(f"UPDATE document SET {column} = ? WHERE id = ?", (other_than(value), document))


def every_word_of_a_row() -> Iterator[Alteration]:
    """One word of what a register row says; of those corrected since, only what the correction left is known."""
    for entry in list(Entry.select()):
        document = Document.get_by_id(entry.document)
        corrected = Entry.select().where(Entry.document == document.id, Entry.act == "corrected").exists()
        for word, value in entry.columns.items():
            known = not (corrected and entry.act == "entered" and word == "subject")
            columns = {**entry.columns, word: f"{value}~"}
            yield Alteration(
                f"entry {entry.id}: {word}", partial(rewrite, entry.id, columns), (("entry", entry.id),),
                frozenset({word} if known else ()),
            )


def rewrite(entry: int, columns: dict[str, Any]) -> None:
    with behind_the_guards():
        Entry.update(columns=columns).where(Entry.id == entry).execute()


def written_anew(with_seals: bool) -> None:
    """Another history from the second event on under fresh hashes, with the seals made anew or not."""
    unguarded()
    previous = chain.FIRST
    before = chain.FIRST
    for event in list(Event.select().order_by(Event.id)):
        if event.id == 2:
            event.address = "10.0.0.9"
        if with_seals and event.verb == "trail_sealed":
            seal = Seal.get_by_id(event.object_id)
            seal.head, seal.previous = Event.get_by_id(seal.last_event).hash, before
            before = seal.hash = chain.link(seal.previous, seal.body())
            Seal.update(head=seal.head, previous=seal.previous, hash=seal.hash).where(Seal.id == seal.id).execute()
            event.data = {**event.data, "seal": seal.hash}
        event.previous, event.hash = previous, chain.link(previous, event.body())
        changed = {"address": event.address, "data": event.data, "previous": previous, "hash": event.hash}
        Event.update(changed).where(Event.id == event.id).execute()
        previous = event.hash


def cut_tail() -> None:
    """The newest events go, with everything that was done in them."""
    unguarded()
    Event.delete().where(Event.id >= Seal.newest().last_event).execute()
    Seal.delete().where(Seal.id == Seal.newest().id).execute()


def forged_entry() -> None:
    """A row under a fresh hash."""
    unguarded()
    row = Entry.get_by_id(1)
    row.columns = {**row.columns, "subject": "V/v hoàn toàn khác"}
    Entry.update(columns=row.columns, hash=row.digest()).where(Entry.id == 1).execute()


def counter(by: int) -> Plant:
    return lambda: (unguarded(), Register.update(last_number=Register.last_number + by).execute())


def every_forgery(office: Office) -> Iterator[Alteration]:
    """What someone does who knows the tables."""
    carried = ("seal", str(office.carried))
    registers = tuple(("register", register.id) for register in Register.select())
    for name, plant, places in (
        ("a chain written anew", lambda: written_anew(with_seals=False), (("seal", 1), ("seal", 2), carried)),
        ("a chain written anew with its seals", lambda: written_anew(with_seals=True), (carried,)),
        ("a tail cut off with its seal", cut_tail, (carried,)),
        ("a row forged with its hash", forged_entry, (("entry", 1),)),
        ("the counters pushed on", counter(1), registers), ("the counters taken back", counter(-1), registers),
    ):
        yield Alteration(name, plant, places)


def every_file(office: Office) -> Iterator[Alteration]:
    """Each file of the store: a byte, a byte more, gone, exchanged for another."""
    paths = [office.store.path(version.sha256) for version in Version.select()]
    for path in paths:
        before, other = path.read_bytes(), next(p for p in paths if p != path).read_bytes()
        first = bytes([before[0] ^ 1])
        hows = {"a byte": first + before[1:], "a byte more": before + b" ", "exchanged": other}
        for how, changed in hows.items():
            yield Alteration(f"file {path.name}: {how}", partial(path.write_bytes, changed), (("file", path.name),))
        yield Alteration(f"file {path.name}: gone", path.unlink, (("file", path.name),))


def settle(people: Staff) -> None:
    """An office with accounts that changed, whom it trusts, who may sign, a day off and a draft with an annex."""
    keys = kit.keys(NOW)
    letter, last = entered(people, at=later(days=3)), date(2026, 12, 1)
    directing.direct(
        letter, "Giao", people.culture, by=people.leader, at=later(days=3), support=[people.officer], due_on=last,
    )
    extending.extend(
        Assignment.get(Assignment.role == "lead"), date(2026, 12, 8), "thêm hồ sơ", by=people.leader, at=later(days=3)
    )
    part = Assignment.get(Assignment.role == "support")
    handing_back.hand_back(part, "không thuộc phòng", by=people.officer, at=later(days=3, hours=1))
    stand_ins.end(
        stand_ins.set_stand_in(people.officer, people.stranger, TODAY, TODAY, by=people.leader, at=NOW),
        by=people.leader, at=later(hours=1),
    )
    stand_ins.set_stand_in(people.officer, people.stranger, TODAY, TODAY, by=people.leader, at=later(hours=2))
    with db.atomic():
        Delivery.create(document=letter, agency_code="H02", agency_name="Sở", code="03", words="Đã nhận", came_at=NOW)
        Attachment.create(document=letter, sha256=stored(), name="kem-theo.pdf", at=NOW)
        events.record("status_came", letter, at=NOW, code="03", agency="Sở")
    bookkeeping.add(Plan("Sổ quyết định", "committee", ("Quyết định",), TODAY.year + 1), by=people.clerk, at=NOW)
    profile.want_initials(content=True, form=False, by=people.admin, at=NOW)
    accounts.describe(people.deputy, name="Phó", position="PCT", email="pho@xa.vn", by=people.admin, at=NOW)
    accounts.turn_on_second_factor(people.leader, "JBSWY3DPEHPK3PXP", at=NOW)
    stamps.give("personal", stored(), by=people.deputy, at=NOW)
    stamps.remove("personal", by=people.deputy, at=later(hours=1))
    accounts.change_role(people.head, Role.LEADER, by=people.admin, at=NOW)
    accounts.set_active(people.stranger, False, by=people.admin, at=NOW)
    accounts.move(people.officer, people.culture, by=people.admin, at=NOW)
    accounts.change_password(people.officer, "một mật khẩu khác hẳn", by=people.admin, at=NOW)
    trust.trust(keys.authority.issuing.der, by=people.admin, at=NOW)
    trust.add_revocations(keys.lists[0], by=people.admin, at=NOW)
    devices.approve(devices.present(people.leader, keys.leader.der, at=NOW), "personal", by=people.admin, at=NOW)
    devices.pair(devices.start_pairing(people.leader, at=NOW), "PC chủ tịch", at=NOW)
    devices.start_pairing(people.deputy, at=NOW)
    stamps.give("personal", stored(), by=people.leader, at=NOW)
    calendar.set_day(date(2026, 12, 31), False, "nghỉ bù", by=people.admin, at=NOW)
    draft_annexes.add(drafted(people), stored(), "phu-luc.pdf", by=people.officer, at=NOW)
    agency = agencies.add("Sở Tài chính", by=people.clerk, at=NOW)
    agencies.remember_alias(agency, "STC", by=people.clerk, at=NOW)
    contacts.keep_for(agency, "stc@tinh.vn", "Số 1 phố Lớn", by=people.clerk, at=NOW)
    senders.add(agency, "code", "H02.03", by=people.clerk, at=NOW)
    senders.end(senders.add(agency, "mail", "cu@tinh.vn", by=people.clerk, at=NOW), by=people.clerk, at=NOW)
    groups.make("Các sở", "Sở Tài chính\nThôn Đông", by=people.clerk, at=NOW)


def in_marks(table: str) -> dict[str, str]:
    """What the marks of acts hold of a table, each column by its name where it has a mark of its own."""
    return {column: column if table in touched.APART else "" for column in touched.HELD[table]}


# What stands of accounts, trust and annexes: the column, and what it is called when it is named.
STANDING: dict[type[db.Record], dict[str, str]] = {
    Person: {"role": "role", "login": "login", "name": "name", "unit_id": "unit", "is_active": "is_active",
             "password_hash": "password", "email": "email", "totp_secret": "second_factor"},
    Anchor: {"sha256": "sha256", "subject": "subject", "der": "der", "removed_at": "ended",
             **in_marks("anchor")},
    RevocationList: {"sha256": "sha256", "issuer": "issuer", "der": "der", **in_marks("revocation_list")},
    Certificate: {"sha256": "sha256", "der": "der", "person_id": "person_id", "role": "role", "ended_at": "ended",
                  **in_marks("certificate")},
    Device: {"person_id": "person_id", "name": "name", "removed_at": "ended", **in_marks("device")},
    Stamp: {"role": "role", "sha256": "sha256", "millimetres": "millimetres", "given_by_id": "given_by",
            **in_marks("stamp")},
    CalendarDay: {"is_working": "is_working", "name": "name"},
    **{
        table: in_marks(name)
        for table in (
            Grant, StandIn, Instruction, Assignment, Delivery, Attachment, Series, ProfileOffice, Document, Unit,
            Agency, AgencyAlias, PostalAddress, SenderMark, RecipientGroup, GroupMember, Pairing, Extension, RoutingAct,
            Recipient, Outlined, Retention,
        )
        for name in [table._meta.table_name]
    },
}


def every_standing(table: type[db.Record]) -> Iterator[Alteration]:
    """Each column of each row that decides who may what, and each row taken out."""
    kind = kind_of(table)
    run: Callable[..., Any] = db.database.execute_sql
    for row in list(table.select()):
        place = (kind, row.day.isoformat() if table is CalendarDay else row.id)
        for column, called in STANDING[table].items():
            ((value,),) = run(f"SELECT {column} FROM {table._meta.table_name} WHERE id = ?", (row.id,)).fetchall()
            plant = partial(update, table._meta.table_name, column, otherwise(column, value), row.id)
            yield Alteration(f"{kind} {row.id}: {column}", plant, (place,), frozenset({called} - {""}))
        yield Alteration(f"{kind} {row.id} taken out", partial(take_out, table, row.id), (place,))


ENDS = ("ended_at", "removed_at", "sealed_at")


def otherwise(column: str, value: object) -> object:
    """Another value that the column could hold."""
    if column.startswith("is_"):
        return 1 - int(str(value or 0))
    if column.endswith("_at"):
        return NOW.isoformat() if value is None else None if column in ENDS else other_than(value)
    return b"another" if isinstance(value, bytes) else other_than(value)


FAMILIES: dict[str, Callable[[Office], Iterator[Alteration]]] = {
    **{f"columns of {table.__name__}": lambda _, t=table: every_column(t) for table in GUARDED},
    **{f"rows of {table.__name__} taken out": lambda _, t=table: every_deletion(t) for table in GUARDED},
    **{f"rows of {table.__name__} exchanged": lambda _, t=table: every_exchange(t) for table in ADD_ONLY},
    **{f"what stands of {table.__name__}": lambda _, t=table: every_standing(t) for table in STANDING},
    "words for numbers": lambda _: every_word_for_a_number(),
    "guards": lambda _: every_guard(),
    "damaged pages": lambda _: every_damage(),
    "words of documents": lambda _: every_word_of_a_document(),
    "words of register rows": lambda _: every_word_of_a_row(),
    "forgeries": every_forgery,
    "files": every_file,
}


def missed(office: Office, family: str) -> tuple[int, list[tuple[str, list[Place]]]]:
    """How many were planted, and those that were not named by their place, with what was named instead."""
    office.afresh()
    planted, not_named = 0, []
    for alteration in list(FAMILIES[family](office)):
        office.afresh()
        keep = {path: path.read_bytes() for path in office.store.folder.rglob("*") if path.is_file()}
        alteration.plant()
        found = office.verified()
        if not alteration.is_named(found):
            not_named.append((alteration.name, list(found.bad)))
        planted += 1
        for path, content in keep.items():
            if not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)
    return planted, not_named
