"""What an annex could do to the letter it lies with: act by itself, hide a file, block the seal, take a name."""

# ruff: noqa: F811 - fixtures of another module

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.flows import annexes as flow
from portal.flows import packets
from portal.office import annexes
from portal.office.documents import Attachment
from portal.office.signing import SigningJob
from portal.rules import errors
from portal.rules.signing import SEAL
from tests.flows.test_annexes import (  # noqa: F401 - fixtures
    SEALED_AT,
    annex_of,
    desk,
    fresh,
    furnished,
    hand_in,
    look_through,
    numbered,
    prepare,
    redeemed,
    seal_all,
    sheet,
    steps,
)
from tests.flows.test_signing import Desk
from tests.office_fixtures import later

pytestmark = pytest.mark.slow
Node = dict[str, Any]


def node(entries: Node) -> DictionaryObject:
    return DictionaryObject({NameObject(name): value for name, value in entries.items()})


def changed(act: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """A sheet with something more in it."""
    writer = IncrementalPdfFileWriter(BytesIO(sheet()))
    act(writer)
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def script() -> DictionaryObject:
    return node({"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")})


def that_acts(writer: IncrementalPdfFileWriter) -> None:
    writer.root[NameObject("/OpenAction")] = script()


def that_carries(writer: IncrementalPdfFileWriter) -> None:
    files = node({"/Names": ArrayObject([TextStringObject("mat.docx"), writer.add_object(node({}))])})
    writer.root[NameObject("/Names")] = node({"/EmbeddedFiles": files})


def with_field(writer: IncrementalPdfFileWriter, *fields: DictionaryObject) -> None:
    held = ArrayObject([writer.add_object(field) for field in fields])
    writer.root[NameObject("/AcroForm")] = node({"/Fields": held})


def that_has_a_hidden_signature_field(writer: IncrementalPdfFileWriter) -> None:
    kid = writer.add_object(node({"/T": TextStringObject("b"), "/FT": NameObject("/Sig")}))
    with_field(writer, node({"/T": TextStringObject("a"), "/Kids": ArrayObject([kid])}))


def that_takes_the_name_of_the_seal(writer: IncrementalPdfFileWriter) -> None:
    with_field(writer, node({"/T": TextStringObject(SEAL.field), "/FT": NameObject("/Tx")}))


def add(desk: Desk, content: bytes, name: str = "a.pdf") -> None:
    flow.add(fresh(desk.letter), BytesIO(content), name, by=desk.people.officer, at=later(), premises=desk.premises)


@pytest.mark.parametrize(
    ("attack", "why"),
    [(that_acts, "annex_active"), (that_carries, "annex_active"),
     (that_has_a_hidden_signature_field, "annex_signed"), (that_takes_the_name_of_the_seal, "annex_signed")],
)
def test_an_annex_that_is_more_than_its_pages_is_refused(desk, attack, why):
    with pytest.raises(errors.FileRefused) as refused:
        add(desk, changed(attack))
    assert refused.value.data["why"] == why
    assert annexes.of(desk.letter) == []


def test_a_sheet_changed_in_nothing_is_taken(desk):
    add(desk, changed(lambda writer: None))
    assert len(annexes.of(desk.letter)) == 1


def test_two_annexes_of_one_name_and_one_that_bears_the_letters_are_told_apart(desk):
    letter = fresh(desk.letter).latest.name
    for n, name in enumerate(("a.pdf", "a.pdf", letter)):
        add(desk, sheet(f"To {n}"), name)
    look_through(desk)
    stem = letter.removesuffix(".pdf")
    assert [annex.name for annex in annexes.of(desk.letter)] == ["a.pdf", "a (2).pdf", f"{stem} (2).pdf"]


def test_a_packet_carries_every_annex_in_order_with_its_own_bytes(numbered):
    seal_all(numbered)
    (first,) = annexes.of(numbered.letter)
    for n in (7, 5):
        Attachment.create(
            id=first.id + n, document=numbered.letter, sha256=first.sha256, name=f"{n}.pdf", at=later(),
            sealed_at=later(),
        )
    latest = fresh(numbered.letter).latest
    message, files = packets.packet_of(fresh(numbered.letter), at=later(hours=3))
    assert message.further.annexes == (first.name, "5.pdf", "7.pdf")
    assert files == [latest.sha256, *[first.sha256] * 3]
    assert [one.name for one in message.enclosures] == [latest.name, first.name, "5.pdf", "7.pdf"]


def test_an_annex_whose_file_is_lost_does_not_keep_its_letter_from_the_seal(numbered):
    desk = numbered
    desk.premises.store.path(annex_of(desk).sha256).unlink()
    task = redeemed(desk, desk.begin(SEAL, at=SEALED_AT))
    assert [doc["doc"] for doc in task["docs"]] == [str(desk.letter.id)]
    assert task["refused"] == ["prepare_failed"]
    ready = prepare(desk, task["job"], str(desk.letter.id))
    assert hand_in(desk, task["job"], str(desk.letter.id), ready)["state"] == "done"
    assert [job.error for job in SigningJob.of_annexes(desk.letter)] == ["prepare_failed"]
