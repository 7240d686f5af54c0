"""An annex in a file of its own: laid with the draft, signed by the agency after its letter, and sent with it."""

# ruff: noqa: F811 - fixtures of another module

import base64
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from peewee import IntegrityError
from PIL import Image, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from portal import db
from portal.adapters import sandbox
from portal.adapters.blobs import BlobStore
from portal.flows import annexes as flow
from portal.flows import dispatch, intake, mailing, packets, signing
from portal.flows.premises import Premises
from portal.office import (
    annexes,
    draft_annexes,
    drafting,
    early_numbers,
    files,
    holding,
    issuing,
    outbox,
    trust,
)
from portal.office.documents import Attachment, Document, EarlierFile, EnclosedText
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.outlines import of_version
from portal.office.signing import SigningJob
from portal.rules import drafts, errors
from portal.rules.signing import SEAL
from portal.signer import protocol
from portal.signer.protocol import ProtocolError
from tests import signing_kit as kit
from tests.flows.test_signing import ORIGIN, Desk, desk, fresh, furnished, raw  # noqa: F401 - fixtures
from tests.office_fixtures import later, opened, request_id, staff

pytestmark = pytest.mark.slow

SEALED_AT = later(hours=2)


def sheet(*words: str, turn: int = 0, size: tuple[float, float] = A4, crop: tuple[float, ...] = ()) -> bytes:
    """A PDF of one page with these words, shown turned or cropped."""
    made = BytesIO()
    page = canvas.Canvas(made, pagesize=size, invariant=True)
    page.setFont("Helvetica", 12)
    for n, word in enumerate(words or ("Danh sach kem theo",)):
        page.drawString(150, 600 - 20 * n, word)
    page.setPageRotation(turn)
    if crop:
        page.setCropBox(crop)
    page.showPage()
    page.save()
    return made.getvalue()


def enclose(desk: Desk, *contents: bytes, names: tuple[str, ...] = ()) -> None:
    """Lay files with the letter, and let the worker look through them."""
    for n, content in enumerate(contents, start=1):
        name = names[n - 1] if names else f"phu-luc-{n}.pdf"
        document = fresh(desk.letter)
        flow.add(document, BytesIO(content), name, by=desk.people.officer, at=later(), premises=desk.premises)
    look_through(desk)


def look_through(desk: Desk) -> None:
    for job in list(Job.of_kind("read_enclosed")):
        intake.read_enclosed(*job.args, at=later(), premises=desk.premises)()
        outbox.finish(job)


def ready_to_seal(desk: Desk, *contents: bytes) -> None:
    """Submitted with its annexes, signed and numbered."""
    enclose(desk, *(contents or (sheet(),)))
    drafting.submit(fresh(desk.letter), by=desk.people.officer, at=later())
    desk.sign()
    give_number(desk)


def give_number(desk: Desk) -> None:
    dispatch.number(fresh(desk.letter), by=desk.people.clerk, at=later(hours=1), request_id=request_id(),
                    premises=desk.premises)


@dataclass(frozen=True)
class Kept:
    """An office at some step: its database, and the files of its store."""

    image: bytes
    files: tuple[bytes, ...]


def kept(image: bytes, contents: tuple[bytes, ...], first: Desk, folder: Path, act: Callable[[Desk], None]) -> Kept:
    """The office after the act."""
    for _ in opened(image):
        here = desk_in(Kept(image, contents), first, folder)
        with pytest.MonkeyPatch.context() as quick:
            quick.setattr(sandbox, "call", kit.call_here)
            act(here)
        blobs = tuple(path.read_bytes() for path in here.premises.store.folder.rglob("*") if path.is_file())
        return Kept(db.database.connection().serialize(), blobs)
    raise AssertionError


def desk_in(state: Kept, first: Desk, folder: Path) -> Desk:
    store = BlobStore(folder / "blobs")
    for content in state.files:
        store.put(content)
    premises = Premises(folder, store, folder / "index", folder / "scratch", 10**7)
    return replace(first, people=staff(), premises=premises, letter=fresh(first.letter))


@pytest.fixture(scope="module")
def steps(furnished, tmp_path_factory) -> dict[str, Kept]:
    """With one annex: numbered, then sealed without it, then sealed with it; each made once."""
    image, first, draft = furnished
    folder = tmp_path_factory.mktemp("steps")
    numbered = kept(image, (draft,), first, folder / "a", ready_to_seal)
    alone = kept(numbered.image, numbered.files, first, folder / "b", seal_letter_only)
    whole = kept(numbered.image, numbered.files, first, folder / "c", seal_all)
    return {"numbered": numbered, "alone": alone, "whole": whole}


def at_step(name: str) -> Any:
    """A fixture: the desk at one of the steps."""

    @pytest.fixture(name=name)
    def made(steps, furnished, tmp_path, monkeypatch) -> Iterator[Desk]:
        monkeypatch.setattr(sandbox, "call", kit.call_here)
        for _ in opened(steps[name].image):
            yield desk_in(steps[name], furnished[1], tmp_path)

    return made


numbered, alone, whole = at_step("numbered"), at_step("alone"), at_step("whole")


def redeemed(desk: Desk, begun: signing.Begun, at: Any = SEALED_AT) -> dict[str, Any]:
    return desk.redeem(begun, desk.clerk_pc, at)


def prepare(desk: Desk, key: str, doc: str, at: Any = SEALED_AT) -> dict[str, Any]:
    message = {"cert": kit.text(desk.keys.seal.der), "doc": doc}
    return signing.take_certificate(key, message, desk.clerk_pc, at=at, premises=desk.premises)


def hand_in(desk: Desk, key: str, doc: str, ready: dict[str, Any], at: Any = SEALED_AT) -> dict[str, Any]:
    value = raw(desk.keys.seal, ready)
    message = {"items": [{"doc": doc, "signature": kit.text(value)}]}
    return signing.take_signatures(key, message, desk.clerk_pc, at=at, premises=desk.premises)


def seal_all(desk: Desk, begun: signing.Begun | None = None, at: Any = SEALED_AT) -> None:
    """Letter and annexes with one launch, as the signer does it: all are prepared, then each is handed in."""
    task = redeemed(desk, begun or desk.begin(SEAL, at=at), at)
    ready = {doc["doc"]: prepare(desk, task["job"], doc["doc"], at) for doc in task["docs"]}
    for doc, prepared in ready.items():
        assert hand_in(desk, task["job"], doc, prepared, at)["state"] == "done"


def seal_letter_only(desk: Desk) -> None:
    begun = desk.begin(SEAL, at=SEALED_AT)
    task = redeemed(desk, begun)
    doc = task["docs"][0]["doc"]
    hand_in(desk, task["job"], doc, prepare(desk, task["job"], doc))
    signing.cancel(SigningJob.under(task["job"]), by=desk.people.clerk, at=SEALED_AT, premises=desk.premises)


def stopped(act: Callable[[], object]) -> str:
    with pytest.raises(ProtocolError) as stop:
        act()
    assert protocol.is_known(stop.value.code)
    return stop.value.code


def why(act: Callable[[], object]) -> str:
    with pytest.raises(errors.Refusal) as stop:
        act()
    return str(stop.value.data.get("why", type(stop.value).__name__))


def annex_of(desk: Desk) -> Attachment:
    (annex,) = annexes.of(desk.letter)
    return annex


def drawn(content: bytes) -> str:
    """The words people see on the page, those of the signature among them."""
    document = pypdfium2.PdfDocument(content)
    pypdfium2.raw.FPDFPage_Flatten(document[0], 0)
    return str(document[0].get_textpage().get_text_bounded())


def corner(content: bytes) -> tuple[float, float, float, float]:
    """The dark of the upper right of the page as it is shown, as fractions: left, top, right, bottom."""
    bitmap = pypdfium2.PdfDocument(content)
    bitmap.init_forms()
    grey = bitmap[0].render(scale=2, may_draw_forms=True).to_pil().convert("L")
    picture = grey.point(lambda value: 255 * (value < 200))
    head = picture.crop((0, 0, picture.width, int(picture.height * 0.09)))
    box = head.getbbox()
    assert box is not None, "nothing is drawn there"
    return box[0] / picture.width, box[1] / picture.height, box[2] / picture.width, box[3] / picture.height


# With the draft


def test_an_annex_sends_a_submitted_draft_back_as_a_version_of_its_own(desk):
    before = fresh(desk.letter).latest
    enclose(desk, sheet())
    document = fresh(desk.letter)
    assert (document.state, document.latest.n) == ("draft", before.n + 1)
    assert document.latest.sha256 == before.sha256
    changes = drafts.resaid(of_version(document, before.n), of_version(document, document.latest.n))
    assert [(change.word, change.old, [name for name, _ in change.new]) for change in changes] == [
        ("annexes", [], ["phu-luc-1.pdf"]),
    ]


def test_what_was_kept_of_a_draft_before_there_were_annexes_differs_in_nothing(desk):
    said = of_version(desk.letter, fresh(desk.letter).latest.n)
    old = {word: value for word, value in said.items() if word != "annexes"}
    assert drafts.resaid(old, said) == []


def test_the_signer_cannot_sign_the_version_from_before_the_annex(desk):
    begun = desk.begin()
    task = desk.redeem(begun)
    ready = desk.prepare(task["job"])
    enclose(desk, sheet())
    assert stopped(lambda: desk.hand_in(task["job"], raw(desk.keys.leader, ready))) == "superseded"
    assert fresh(desk.letter).state == "draft"


def test_only_the_author_changes_annexes_and_only_of_a_draft(desk):
    content = BytesIO(sheet())
    with pytest.raises(errors.NotAllowed):
        flow.add(fresh(desk.letter), content, "a.pdf", by=desk.people.stranger, at=later(), premises=desk.premises)
    desk.sign()
    with pytest.raises(errors.WrongState):
        flow.add(fresh(desk.letter), content, "a.pdf", by=desk.people.officer, at=later(), premises=desk.premises)
    assert annexes.of(desk.letter) == []


def test_an_annex_taken_out_is_gone_from_the_draft_and_its_bytes_stay_with_it(desk):
    content = sheet()
    enclose(desk, content)
    annex = annex_of(desk)
    draft_annexes.remove(fresh(desk.letter), annex.id, by=desk.people.officer, at=later())
    assert annexes.of(desk.letter) == []
    assert [row.sha256 for row in fresh(desk.letter).earlier_files] == [annex.sha256]
    assert annex.sha256 in {file.sha256 for file in holding.files_of(fresh(desk.letter))}
    look_through(desk)
    assert not EnclosedText.select().where(EnclosedText.sha256 == annex.sha256).exists()
    enclose(desk, content)  # and may come again
    assert annex_of(desk).sha256 == annex.sha256


def test_an_annex_of_another_draft_is_not_to_be_taken_out_here(desk):
    enclose(desk, sheet())
    with pytest.raises(errors.NotFound):
        draft_annexes.remove(fresh(desk.letter), annex_of(desk).id + 1, by=desk.people.officer, at=later())


def png() -> bytes:
    made = BytesIO()
    Image.new("RGB", (200, 200), "white").save(made, "PNG")
    return made.getvalue()


def signed_sheet(desk: Desk, tmp_path: Path) -> bytes:
    (tmp_path / "plain.pdf").write_bytes(sheet())
    return kit.signed(tmp_path / "plain.pdf", tmp_path / "signed.pdf", desk.keys.deputy, desk.keys).read_bytes()


def test_what_the_agency_could_not_sign_later_is_refused_and_not_kept(desk, tmp_path):
    refused = {
        "annex_type": (png(), "a.png"), "annex_small": (sheet(size=(200, 300)), "a.pdf"),
        "annex_signed": (signed_sheet(desk, tmp_path), "a.pdf"), "empty": (b"", "a.pdf"),
    }
    for reason, (content, name) in refused.items():
        before = set(desk.premises.store.folder.rglob("*"))
        found = why(lambda content=content, name=name: flow.add(
            fresh(desk.letter), BytesIO(content), name, by=desk.people.officer, at=later(), premises=desk.premises
        ))
        assert found == reason
        assert [path for path in set(desk.premises.store.folder.rglob("*")) - before if path.is_file()] == []
    assert annexes.of(desk.letter) == []


def test_the_same_annex_twice_and_too_many_are_refused(desk, monkeypatch):
    enclose(desk, sheet())
    assert why(lambda: enclose(desk, sheet())) == "annex_twice"
    assert desk.premises.store.has(annex_of(desk).sha256)  # what is in use already is not forgotten with the refusal
    monkeypatch.setattr(draft_annexes, "MOST", 1)
    assert why(lambda: enclose(desk, sheet("khac"))) == "annexes_many"


def test_a_secret_mark_in_an_annex_holds_the_draft(desk):
    pdfmetrics.registerFont(TTFont("Serif", str(kit.FONT)))
    made = BytesIO()
    page = canvas.Canvas(made, pagesize=A4, invariant=True)
    page.setFont("Serif", 14)
    page.drawString(60, 780, "TỐI MẬT")
    page.drawString(60, 700, "Danh sách kèm theo Công văn của Ủy ban nhân dân xã")
    page.save()
    enclose(desk, made.getvalue())
    document = fresh(desk.letter)
    assert document.state == "held"
    assert annex_of(desk).name == ""


def test_nothing_is_submitted_nor_taken_out_before_the_annex_was_looked_through(desk):
    document = fresh(desk.letter)
    flow.add(document, BytesIO(sheet()), "a.pdf", by=desk.people.officer, at=later(), premises=desk.premises)
    document = fresh(desk.letter)
    assert why(lambda: drafting.submit(document, by=desk.people.officer, at=later())) == "annex_unread"
    assert why(
        lambda: draft_annexes.remove(document, annex_of(desk).id, by=desk.people.officer, at=later())
    ) == "annex_unread"
    look_through(desk)
    drafting.submit(fresh(desk.letter), by=desk.people.officer, at=later())


def test_a_draft_that_goes_on_without_its_number_keeps_its_annexes(desk):
    enclose(desk, sheet())
    early_numbers.choose(True, by=desk.people.clerk, at=later())
    drafting.submit(fresh(desk.letter), by=desk.people.officer, at=later())
    letter = fresh(desk.letter)
    dispatch.approve(letter, base_n=letter.latest.n, by=desk.people.leader, at=later(), request_id=request_id(),
                     premises=desk.premises)
    assert why(lambda: enclose(desk, sheet("khac"))) == "numbered_early"
    drafting.send_back(fresh(desk.letter), "Sửa", by=desk.people.leader, at=later())
    (again,) = Document.select().where(Document.state == "returned")
    assert [annex.sha256 for annex in annexes.of(again)] == [annex_of(desk).sha256]


# The seal


def test_letter_and_annexes_are_sealed_with_one_launch(desk):
    ready_to_seal(desk, sheet(), sheet("Mau so 02"))
    bare = [desk.premises.store.read(annex.sha256) for annex in annexes.of(desk.letter)]
    begun = desk.begin(SEAL, at=SEALED_AT)
    assert [job.doc for job in begun.jobs] == [
        str(desk.letter.id), *(f"{desk.letter.id}.{annex.id}" for annex in annexes.of(desk.letter)),
    ]
    seal_all(desk, begun)
    document = fresh(desk.letter)
    assert document.state == "sealed"
    for annex, before in zip(annexes.of(document), bare, strict=True):
        content = desk.premises.store.read(annex.sha256)
        assert content.startswith(before)
        assert annex.sealed_at == SEALED_AT
        assert trust.file_state(annex.sha256) == "good"
    assert [row.sha256 for row in document.earlier_files] == [files_sha(content) for content in bare]
    assert list(desk.premises.scratch.iterdir()) == []
    issuing.issue(document, by=desk.people.clerk, at=SEALED_AT)
    assert fresh(desk.letter).state == "issued"


def files_sha(content: bytes) -> str:
    return protocol.digest(content)


def seal_words(desk: Desk) -> str:
    return f"Số: {fresh(desk.letter).reference}; 23/11/2026; 10:00:00 +07:00"


def test_the_seal_of_an_annex_is_black_words_at_the_top_right_and_no_picture(whole):
    desk = whole
    content = desk.premises.store.read(annex_of(desk).sha256)
    assert seal_words(desk) in drawn(content).replace("\xa0", " ")
    assert b"/Subtype /Image" not in content
    left, top, right, bottom = corner(content)
    width = ImageFont.truetype(str(kit.FONT), 1000).getlength(seal_words(desk)) / 100
    assert abs((right - left) * A4[0] - width) < 2  # ten points, not made smaller
    assert 0.5 < left < right < 0.99
    assert 0.01 < top < bottom < 0.06


@pytest.mark.parametrize(("turn", "size", "crop"), [
    (90, A4, ()), (180, A4, ()), (270, (842, 595), ()), (0, (842, 595), ()), (0, (700, 1000), (100, 100, 600, 800)),
    (90, (700, 1000), (50, 120, 650, 600)), (90, (700, 1000), (50, 120, 650, 900)),
])
def test_on_a_turned_or_cropped_page_it_stands_at_the_top_right_as_people_see_it(desk, turn, size, crop):
    ready_to_seal(desk, sheet(turn=turn, size=size, crop=crop))
    seal_all(desk)
    content = desk.premises.store.read(annex_of(desk).sha256)
    left, top, right, bottom = corner(content)
    assert 0.3 < left < right < 0.99
    assert 0.01 < top < bottom < 0.08
    width, height = pypdfium2.PdfDocument(content)[0].get_size()
    assert (right - left) * width > 8 * (bottom - top) * height  # it runs along the line, not down the page


def test_other_judges_find_the_sealed_annex_whole_and_well_made(whole, tmp_path):
    desk = whole
    file = tmp_path / "annex.pdf"
    file.write_bytes(desk.premises.store.read(annex_of(desk).sha256))
    told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    well = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert well.returncode == 0, well.stdout + well.stderr


def test_the_signer_learns_which_annex_it_is(numbered):
    desk = numbered
    task = redeemed(desk, desk.begin(SEAL, at=SEALED_AT))
    letter, annex = task["docs"]
    assert letter["doc"] != annex["doc"]
    assert annex["title"] == f"{desk.letter.subject} – phụ lục phu-luc-1.pdf"
    assert annex["number"] == fresh(desk.letter).reference
    assert annex["sha256"] == annex_of(desk).sha256


def test_an_annex_is_not_sealed_before_its_letter(numbered):
    desk = numbered
    assert why(lambda: signing.begin_annexes(
        fresh(desk.letter), by=desk.people.clerk, origin=ORIGIN, at=SEALED_AT
    )) == "WrongState"
    task = redeemed(desk, desk.begin(SEAL, at=SEALED_AT))
    doc = task["docs"][1]["doc"]
    ready = prepare(desk, task["job"], doc)
    assert stopped(lambda: hand_in(desk, task["job"], doc, ready)) == "no_longer_allowed"
    assert annex_of(desk).sealed_at is None
    assert fresh(desk.letter).state == "numbered"


def test_only_who_keeps_the_seal_seals_an_annex(alone):
    desk = alone
    with pytest.raises(errors.NotAllowed):
        signing.begin_annexes(fresh(desk.letter), by=desk.people.officer, origin=ORIGIN, at=SEALED_AT)


def test_a_certificate_that_is_not_the_seals_seals_no_annex(alone):
    desk = alone
    begun = signing.begin_annexes(fresh(desk.letter), by=desk.people.clerk, origin=ORIGIN, at=SEALED_AT)
    task = redeemed(desk, begun)
    message = {"cert": kit.text(desk.keys.leader.der), "doc": task["docs"][0]["doc"]}
    assert stopped(lambda: signing.take_certificate(
        task["job"], message, desk.clerk_pc, at=SEALED_AT, premises=desk.premises
    )) == "cert_not_bound"


def test_a_letter_sealed_without_its_annexes_waits_for_them(alone):
    desk = alone
    document = fresh(desk.letter)
    assert why(lambda: issuing.issue(document, by=desk.people.clerk, at=SEALED_AT)) == "annex_unsealed"
    begun = signing.begin_annexes(document, by=desk.people.clerk, origin=ORIGIN, at=SEALED_AT)
    seal_all(desk, begun)
    issuing.issue(fresh(desk.letter), by=desk.people.clerk, at=SEALED_AT)
    assert why(lambda: signing.begin_annexes(
        fresh(desk.letter), by=desk.people.clerk, origin=ORIGIN, at=SEALED_AT
    )) == "no_annex_to_seal"


def test_one_annex_has_one_live_job_also_beside_its_letters(alone):
    desk = alone
    document, by = fresh(desk.letter), desk.people.clerk
    signing.begin_annexes(document, by=by, origin=ORIGIN, at=SEALED_AT)
    with pytest.raises(errors.SigningBusy):
        signing.begin_annexes(document, by=by, origin=ORIGIN, at=SEALED_AT)
    job = SigningJob.of_annexes(document).first()
    twin = {name: value for name, value in job.__data__.items() if name != "id"}
    with pytest.raises(IntegrityError), db.atomic():
        SigningJob.create(**{**twin, "key": "another"})  # the database says so itself
    with pytest.raises(IntegrityError), db.atomic():
        SigningJob.create(**{**twin, "state": "done"})  # and that a launch has it once


def test_an_annex_replaced_meanwhile_is_not_overwritten(alone):
    desk = alone
    task = redeemed(desk, signing.begin_annexes(
        fresh(desk.letter), by=desk.people.clerk, origin=ORIGIN, at=SEALED_AT
    ))
    doc = task["docs"][0]["doc"]
    ready = prepare(desk, task["job"], doc)
    other = desk.premises.store.put(sheet("Ban khac"))
    Attachment.update(sha256=other.sha256).where(Attachment.document == desk.letter).execute()
    assert stopped(lambda: hand_in(desk, task["job"], doc, ready)) == "superseded"
    assert (annex_of(desk).sha256, annex_of(desk).sealed_at) == (other.sha256, None)
    assert EarlierFile.select().count() == 0
    assert why(lambda: issuing.issue(fresh(desk.letter), by=desk.people.clerk, at=SEALED_AT)) == "annex_unsealed"


def test_what_was_replaced_is_not_even_prepared(alone):
    desk = alone
    task = redeemed(desk, signing.begin_annexes(
        fresh(desk.letter), by=desk.people.clerk, origin=ORIGIN, at=SEALED_AT
    ))
    other = desk.premises.store.put(sheet("Ban khac"))
    Attachment.update(sha256=other.sha256).where(Attachment.document == desk.letter).execute()
    assert stopped(lambda: prepare(desk, task["job"], task["docs"][0]["doc"])) == "superseded"


def test_killed_between_letter_and_annex_the_annex_is_sealed_later(numbered):
    desk = numbered
    task = redeemed(desk, desk.begin(SEAL, at=SEALED_AT))
    ready = {doc["doc"]: prepare(desk, task["job"], doc["doc"]) for doc in task["docs"]}
    letter = next(iter(ready))
    hand_in(desk, task["job"], letter, ready[letter])
    SigningJob.update(state="signing").where(SigningJob.attachment.is_null(False)).execute()  # here the power went
    signing.recover(at=SEALED_AT, premises=desk.premises)
    assert [job.error for job in SigningJob.of_annexes(desk.letter)] == ["interrupted"]
    assert list(desk.premises.scratch.iterdir()) == []
    assert annex_of(desk).sealed_at is None
    seal_all(desk, signing.begin_annexes(fresh(desk.letter), by=desk.people.clerk, origin=ORIGIN, at=SEALED_AT))
    assert annex_of(desk).sealed_at == SEALED_AT


def test_killed_before_the_commit_nothing_of_the_annex_is_half_stored(alone, monkeypatch):
    desk = alone
    task = redeemed(desk, signing.begin_annexes(
        fresh(desk.letter), by=desk.people.clerk, origin=ORIGIN, at=SEALED_AT
    ))
    doc, bare = task["docs"][0]["doc"], annex_of(desk).sha256
    ready = prepare(desk, task["job"], doc)

    class PowerGone(Exception):
        pass

    def gone(*_: Any, **__: Any) -> None:
        raise PowerGone

    with monkeypatch.context() as dying:
        dying.setattr(trust, "note_check", gone)
        with pytest.raises(PowerGone):
            hand_in(desk, task["job"], doc, ready)
    assert (annex_of(desk).sha256, annex_of(desk).sealed_at) == (bare, None)
    assert EarlierFile.select().count() == 0
    assert not Event.select().where(Event.verb == "annex_sealed").exists()


def test_handed_in_twice_the_same_answer_comes_and_nothing_is_stored_twice(alone):
    desk = alone
    task = redeemed(desk, signing.begin_annexes(
        fresh(desk.letter), by=desk.people.clerk, origin=ORIGIN, at=SEALED_AT
    ))
    doc = task["docs"][0]["doc"]
    ready = prepare(desk, task["job"], doc)
    first = hand_in(desk, task["job"], doc, ready)
    assert hand_in(desk, task["job"], doc, ready) == first
    assert first["sha256"] == annex_of(desk).sha256
    assert EarlierFile.select().count() == 1


def test_a_batch_of_letters_takes_their_annexes_with_it(numbered):
    desk = numbered
    letter = fresh(desk.letter)
    begun = signing.begin_batch([(letter, letter.latest.n)], SEAL, by=desk.people.clerk, origin=ORIGIN, at=SEALED_AT)
    assert [job.doc for job in begun.jobs] == [str(letter.id), f"{letter.id}.{annex_of(desk).id}"]


def test_a_signature_of_a_person_takes_no_annex_with_it(desk):
    enclose(desk, sheet())
    drafting.submit(fresh(desk.letter), by=desk.people.officer, at=later())
    assert len(desk.begin().jobs) == 1


# Going out


def test_a_bad_seal_on_an_annex_keeps_the_letter_here(whole):
    desk = whole
    trust.note_check(annex_of(desk).sha256, {"file": "broken", "signatures": []}, "x", at=SEALED_AT)
    assert why(lambda: issuing.issue(fresh(desk.letter), by=desk.people.clerk, at=SEALED_AT)) == "annex_broken"
    assert fresh(desk.letter).state == "sealed"


def test_packet_and_mail_carry_the_sealed_annex(whole):
    desk = whole
    document = fresh(desk.letter)
    issuing.issue(document, by=desk.people.clerk, at=SEALED_AT)
    _, kept = packets.packet_of(document, at=SEALED_AT)
    assert kept == [document.latest.sha256, annex_of(desk).sha256]
    line = document.recipients.first()
    mail = mailing.mailings.put(
        line, "huyen@example.gov.vn", document.latest, sender="vt@example.gov.vn", by=desk.people.clerk, at=SEALED_AT
    )
    parcel = mailing.parcel_of(mail, desk.premises)
    assert [(file.sha256, file.name) for file in parcel.files] == [
        (document.latest.sha256, document.latest.name), (annex_of(desk).sha256, "phu-luc-1.pdf"),
    ]
    assert annex_of(desk).sha256 in parcel.text
    assert files.media_type(annex_of(desk).sha256) == "application/pdf"


def test_the_words_of_an_annex_stay_found_after_its_seal(desk):
    ready_to_seal(desk, sheet("Danh sach ho ngheo"))
    seal_all(desk)
    (row,) = EnclosedText.select()
    assert row.sha256 == annex_of(desk).sha256
    assert "ho ngheo" in row.body


def test_the_whole_through_the_child_process(desk, monkeypatch):
    monkeypatch.undo()  # the true sandbox
    ready_to_seal(desk)
    seal_all(desk)
    assert trust.file_state(annex_of(desk).sha256) == "good"
    assert base64.b64encode(desk.premises.store.read(annex_of(desk).sha256)[:5]) == b"JVBERi0="
