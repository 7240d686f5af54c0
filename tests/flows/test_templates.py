"""A draft begins as the template of its form; the office's own is tried before it is used."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Docx
from docx.document import Document as DocumentObject
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from portal.adapters import docx_forms
from portal.flows import templates
from portal.flows.premises import Premises
from portal.office.events import Event
from portal.office.files import StoredFile
from portal.office.templates import LetterTemplate
from portal.rules.errors import FileRefused, Invalid, NotAllowed
from portal.rules.letter_forms import FORMS
from portal.rules.recipients import ELECTRONIC, PAPER, Line
from tests.office_fixtures import NOW, Staff, outline

pytestmark = pytest.mark.slow  # every step is a child process of its own
DECISION = FORMS["Quyết định"]
OWN_WORDS = "Mẫu riêng của {{ co_quan }}"


def words(document: DocumentObject) -> str:
    """All words of a DOCX, those in tables too."""
    return "\n".join("".join(node.text or "" for node in p.iter() if node.tag.endswith("}t"))
                     for p in document.element.body.iter() if p.tag.endswith("}p"))


def own(text: str = OWN_WORDS) -> BytesIO:
    """A template the office made out of the portal's."""
    document = Docx(BytesIO(docx_forms.build(DECISION)))
    document.add_paragraph(text)
    file = BytesIO()
    document.save(file)
    return BytesIO(file.getvalue())


def bring(people: Staff, premises: Premises, file: BytesIO, **changes: Any) -> None:
    told = {"by": people.admin, "at": NOW, "premises": premises, **changes}
    templates.bring(file, "mau-cua-xa.docx", DECISION, **told)


def decision(people: Staff, premises: Premises, **changes: Any) -> str:
    """The words of a decision as its drafter gets it."""
    told = outline(people, kind="Quyết định", unit_symbol="", **changes)
    return words(Docx(BytesIO(templates.made(told, at=NOW, premises=premises))))


def test_a_letter_names_this_office_in_full(people: Staff, premises: Premises) -> None:
    found = words(Docx(BytesIO(templates.made(outline(people), at=NOW, premises=premises))))
    for part in ("ỦY BAN NHÂN DÂN", "XÃ TÂN HÒA", "/UBND-KT", "năm 2026", "Kính gửi"):
        assert part in found


def test_a_decision_has_the_parts_of_its_form(people: Staff, premises: Premises) -> None:
    found = decision(people, premises, capacity="KT. CHỦ TỊCH", position="PHÓ CHỦ TỊCH")
    parts = ["QUYẾT ĐỊNH", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ TÂN HÒA", "Căn cứ", "QUYẾT ĐỊNH:", "Điều 1.", "KT. CHỦ TỊCH"]
    at = [found.index(part) for part in parts]
    assert at == sorted(at)


def test_a_normative_decision_is_the_committees_and_carries_the_year(people: Staff, premises: Premises) -> None:
    found = decision(people, premises, is_normative=True, capacity="KT. CHỦ TỊCH", position="PHÓ CHỦ TỊCH")
    assert "/2026/QĐ-UBND" in found
    assert "\nỦY BAN NHÂN DÂN XÃ TÂN HÒA\n" in found
    assert "QUYẾT ĐỊNH:" not in found


def test_a_resolution_of_the_council_is_issued_by_it(people: Staff, premises: Premises) -> None:
    told = outline(people, kind="Nghị quyết", unit_symbol="", organ="council", capacity="TM. HỘI ĐỒNG NHÂN DÂN")
    found = words(Docx(BytesIO(templates.made(told, at=NOW, premises=premises))))
    assert "/NQ-HĐND" in found
    assert "HỘI ĐỒNG NHÂN DÂN\nXÃ TÂN HÒA" in found
    assert "QUYẾT NGHỊ:" in found


def test_the_copy_kept_names_the_drafting_unit_unless_it_was_written() -> None:
    sent = (Line("Sở Nội vụ", ELECTRONIC),)
    assert templates.with_clerk_copy(sent, "KT")[-1] == Line("Lưu: VT, KT", PAPER)
    written = (*sent, Line("Lưu: VT, TH, 02 bản", PAPER))
    assert templates.with_clerk_copy(written, "KT") == written


def test_the_offices_own_template_is_used_until_it_is_given_back(people: Staff, premises: Premises) -> None:
    bring(people, premises, own())
    assert "Mẫu riêng của Ủy ban nhân dân xã Tân Hòa" in decision(people, premises)
    assert OWN_WORDS in words(Docx(BytesIO(templates.blank(DECISION, premises=premises))))
    assert OWN_WORDS not in words(Docx(BytesIO(templates.blank(DECISION, premises=premises, own=False))))
    assert "Nguyễn Văn Mẫu" in words(Docx(BytesIO(templates.sample(DECISION, at=NOW, premises=premises))))
    templates.templates.give_back(DECISION.name, by=people.admin, at=NOW)
    templates.templates.give_back(DECISION.name, by=people.admin, at=NOW)  # nothing to give back any more
    assert "Mẫu riêng" not in decision(people, premises)
    verbs = [event.verb for event in Event.select().order_by(Event.id) if event.verb.startswith("template_")]
    assert verbs == ["template_brought", "template_given_back"]
    assert [bool(row.sha256) for row in LetterTemplate.of(DECISION.name)] == [False, True]


@pytest.mark.parametrize(("text", "why"), [
    ("{{ so_hieu }} {{ noi_gui }}", "template_unknown"),
    ("{{ co_quan", "template_broken"),
    ("{% for dong in kinh_gui %}", "template_broken"),
    ("{{ co_quan.__class__.__mro__ }}", "template_broken"),
    ("{{ kinh_gui.append(1) }}", "template_broken"),
    ("{{ cycler.__init__.__globals__ }}", "template_unknown"),
    ("{% include '/etc/passwd' %}", "template_broken"),
    ("{% import 'os' as os %}", "template_broken"),
    ("{{ co_quan|attr('__class__') }}", "template_broken"),
    ("{{ range(999999999)|list }}", "template_broken"),
    ("{{ co_quan * 999999999 }}", "template_broken"),
])
def test_a_template_that_asks_for_more_than_words_is_refused(
    text: str, why: str, people: Staff, premises: Premises
) -> None:
    with pytest.raises(Invalid) as refusal:
        bring(people, premises, own(text))
    assert refusal.value.data["why"] == why
    if why == "template_unknown":
        assert refusal.value.data["names"] in ("noi_gui, so_hieu", "cycler")
    assert not LetterTemplate.in_use()
    assert not StoredFile.select().exists()


def test_a_template_without_a_place_for_number_or_day_is_refused(people: Staff, premises: Premises) -> None:
    plain = Docx()
    plain.add_paragraph("{{ co_quan }}")
    file = BytesIO()
    plain.save(file)
    with pytest.raises(Invalid) as refusal:
        bring(people, premises, BytesIO(file.getvalue()))
    assert refusal.value.data == {"why": "template_missing", "names": "ky_hieu, ngay, thang"}


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FIELDS = {
    "field": 'INCLUDETEXT "/etc/passwd"', "nested": 'IF 1 = 1 INCLUDETEXT "/etc/passwd"',
    "remark": 'INCLUDE{# x #}TEXT "/etc/passwd"', "filled": 'INCLUDE{{ "TE" }}XT "/etc/passwd"',
    "later": 'INCLUDE{% if nguoi_ky == "Nguyễn Văn Mẫu" %}X{% endif %}TEXT "/etc/passwd"',
}


def active(how: str) -> BytesIO:
    """A template that fetches something when it is opened."""
    document = Docx(own())
    if how == "link":
        document.part.relate_to("file:///etc/passwd", f"{RELATIONS}/attachedTemplate", is_external=True)
    elif how == "chunk":
        inner = Part(PackURI("/word/other.txt"), "text/plain", b"x", document.part.package)
        document.part.relate_to(inner, f"{RELATIONS}/aFChunk")
    else:
        docx_forms._field(document.add_paragraph().add_run(), FIELDS[how])
    file = BytesIO()
    document.save(file)
    return BytesIO(file.getvalue())


@pytest.mark.parametrize("how", ["link", "chunk", "field", "nested", "remark", "filled"])
def test_a_template_that_fetches_files_is_refused(how: str, people: Staff, premises: Premises) -> None:
    with pytest.raises(FileRefused) as refusal:
        bring(people, premises, active(how))
    assert refusal.value.data["why"] == "template_active"


def test_a_template_that_would_fetch_for_a_real_signer_alone_is_not_filled(people: Staff, premises: Premises) -> None:
    bring(people, premises, active("later"))
    with pytest.raises(FileRefused) as refusal:
        decision(people, premises)
    assert refusal.value.data["why"] == "template_active"


@pytest.mark.parametrize("content", [b"%PDF-1.4 nothing", b"PK\x03\x04 broken"])
def test_what_is_no_docx_is_refused(content: bytes, people: Staff, premises: Premises) -> None:
    with pytest.raises(Invalid):
        bring(people, premises, BytesIO(content))
    assert not LetterTemplate.in_use()


def test_only_an_administrator_changes_templates(people: Staff, premises: Premises, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        bring(people, premises, own(), by=people.clerk)
    with pytest.raises(NotAllowed):
        templates.templates.give_back(DECISION.name, by=people.officer, at=NOW)
