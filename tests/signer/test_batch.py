"""Many documents, one launch, one PIN: each is signed or refused by itself, and everybody is told which."""

import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from portal import clock
from portal.adapters.stamp_places import signature_place
from portal.office import rights, trust
from portal.office.documents import Document
from portal.office.signing import SigningJob
from portal.signer import config, job, protocol
from portal.signer import keys as stores
from portal.signer.config import KeySource
from portal.signer.consent import Question
from portal.signer.main import main
from portal.signer.protocol import ProtocolError
from tests import signing_kit as kit
from tests.signer.place import PASSWORD, Person, begin_batch, letters, replaced, stopped, through
from tests.signer.test_job import changed_json, typed
from tests.signing_kit import SoftToken

pytestmark = pytest.mark.slow


@dataclass
class Meddler(Person):
    """A person during whose decision something happens."""

    meanwhile: Any = field(default=lambda: None)

    def confirm(self, question: Question) -> str:
        answer = super().confirm(question)
        self.meanwhile()
        return answer


def role(document: Document) -> str:
    return str(Document.get_by_id(document.id).latest.role)


def ends(key: str) -> list[tuple[str, str]]:
    return [(row.state, row.error) for row in SigningJob.under(key)]


@pytest.mark.system
def test_twenty_documents_one_pin_and_the_one_replaced_meanwhile_is_refused(place, tmp_path, monkeypatch):
    token = SoftToken(tmp_path / "token").hold("leader", place.keys.leader)
    token.use()
    documents = letters(place, 20)
    person = Meddler(pin=kit.PIN, meanwhile=lambda: replaced(place, documents[6]))
    logins = watched_logins(monkeypatch)
    pc = replace(place.pc, keys=(KeySource("pkcs11", Path(kit.SOFTHSM)),))
    begun = begin_batch(place, documents)
    report = job.run(begun.launch, pc, person)
    assert len(person.asked) == len(logins) == 1
    assert len(person.asked[0].papers) == 20
    assert [(outcome.title.split()[-3], outcome.error) for outcome in report.failed] == [("7", "superseded")]
    assert "Đã ký 19/20 văn bản" in report.text
    assert "Văn bản thứ 7 trong lô. Văn bản đã có bản mới hơn" in report.text
    expected = [("done", "")] * 20
    expected[6] = ("superseded", "superseded")
    assert ends(begun.job.key) == expected
    for document in documents[:6] + documents[7:]:
        sha256 = Document.get_by_id(document.id).latest.sha256
        assert trust.file_state(sha256) == "good"
        told = subprocess.run(
            ["pdfsig", "-nocert", place.premises.store.path(sha256)], capture_output=True, text=True, check=True
        ).stdout
        assert "Signature is Valid." in told
        assert "Total document signed" in told
    assert role(documents[6]) == "pdf"
    assert list(place.premises.scratch.glob("sign-*")) == []


def watched_logins(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every PIN that reaches a key store."""
    given: list[str] = []
    real = stores.open_backend

    def watched(source: KeySource) -> Any:
        backend = real(source)
        login = backend.login
        backend.login = lambda certificate, pin: (given.append(pin), login(certificate, pin))[1]
        return backend

    monkeypatch.setattr(stores, "open_backend", watched)
    return given


def test_each_signature_stands_where_the_words_of_its_page_put_it(place):
    documents = letters(place, 2)
    begun = begin_batch(place, documents)
    job.run(begun.launch, place.pc, place.person)
    for row in SigningJob.under(begun.job.key):
        path = place.premises.store.path(row.base.sha256)
        wanted = signature_place(str(path), signatory=place.people.leader.name, above=[])
        assert row.place["page"] == 1
        assert row.place["box"] == pytest.approx(wanted["box"], abs=0.05)


def test_one_replaced_before_the_signer_came_is_named_before_the_pin(place):
    documents = letters(place, 3)
    begun = begin_batch(place, documents)
    replaced(place, documents[1])
    report = job.run(begun.launch, place.pc, place.person)
    (question,) = place.person.asked
    assert len(question.papers) == 2
    (left_out,) = question.left_out
    assert "thứ 2" in left_out
    assert left_out in [value for label, value in question.lines() if label == "Không ký"]
    assert len(report.failed) == 1
    assert ends(begun.job.key) == [("done", ""), ("superseded", "superseded"), ("done", "")]


def test_a_page_without_the_signers_name_is_left_for_the_person_to_place(place):
    (named,) = letters(place, 1)
    begun = begin_batch(place, [place.letter, named])
    report = job.run(begun.launch, place.pc, place.person)
    assert [outcome.error for outcome in report.outcomes] == ["place_unknown", ""]
    assert ends(begun.job.key) == [("rejected", "place_unknown"), ("done", "")]


def test_a_document_swapped_on_the_way_is_left_out_and_the_others_are_signed(place, monkeypatch):
    documents = letters(place, 3)

    def swap(real: Any, *given: Any) -> Any:
        status, mac, data = real(*given)
        return status, mac, data[::-1] if given[2].endswith(f"/docs/{documents[2].id}") else data

    through(monkeypatch, swap)
    begun = begin_batch(place, documents)
    assert [outcome.error for outcome in job.run(begun.launch, place.pc, place.person).outcomes] == [
        "", "", "server_not_authentic",
    ]
    assert ends(begun.job.key)[2] == ("cancelled", "server_not_authentic")
    assert [role(document) for document in documents] == ["signed", "signed", "pdf"]


def test_a_portal_that_answers_for_another_document_gets_no_signature_for_it(place, monkeypatch):
    documents = letters(place, 2)
    secret = place.pc.portals[place.origin].secret

    def lie(answer: dict[str, Any]) -> None:
        if answer["docs"][0]["doc"] == str(documents[0].id):
            answer["docs"][0]["doc"] = str(documents[1].id)

    through(monkeypatch, changed_json("/certificate", lie, secret=secret))
    report = job.run(begin_batch(place, documents).launch, place.pc, place.person)
    assert [outcome.error for outcome in report.outcomes] == ["document_changed", ""]


def test_a_wrong_pin_ends_the_whole_batch_and_is_tried_once(place, monkeypatch):
    logins = watched_logins(monkeypatch)
    place.person.pin = "sai"
    begun = begin_batch(place, letters(place, 3))
    assert stopped(lambda: job.run(begun.launch, place.pc, place.person)) == "pin_incorrect"
    assert logins == ["sai"]
    assert ends(begun.job.key) == [("cancelled", "pin_incorrect")] * 3


def test_a_person_who_says_no_signs_none(place):
    documents = letters(place, 2)
    place.person.says_yes = False
    begun = begin_batch(place, documents)
    assert stopped(lambda: job.run(begun.launch, place.pc, place.person)) == "user_cancelled"
    assert [role(document) for document in documents] == ["pdf", "pdf"]
    assert ends(begun.job.key) == [("cancelled", "user_cancelled")] * 2


def test_a_network_gone_in_the_middle_leaves_what_was_signed_and_tries_no_further(place, monkeypatch):
    documents = letters(place, 4)
    sent = []

    def breaks(real: Any, *given: Any) -> Any:
        if given[2].endswith("/signatures"):
            sent.append(given)
            if len(sent) > 2:
                raise ProtocolError("portal_unreachable")
        return real(*given)

    through(monkeypatch, breaks)
    report = job.run(begin_batch(place, documents).launch, place.pc, place.person)
    assert [outcome.error for outcome in report.outcomes] == ["", "", "portal_unreachable", "portal_unreachable"]
    assert len(sent) == 2 + protocol.SUBMIT_TRIES
    assert [role(document) for document in documents] == ["signed", "signed", "pdf", "pdf"]


def test_a_token_pulled_out_in_the_middle_leaves_what_was_signed(place, monkeypatch):
    documents, signed = letters(place, 3), []
    real = stores.open_backend

    def pulled(source: KeySource) -> Any:
        backend = real(source)
        sign = backend.sign

        def once(certificate: Any, data: bytes) -> bytes:
            signed.append(data)
            if len(signed) > 1:
                raise ProtocolError("token_error")
            return sign(certificate, data)

        backend.sign = once
        return backend

    monkeypatch.setattr(stores, "open_backend", pulled)
    begun = begin_batch(place, documents)
    job.run(begun.launch, place.pc, place.person)
    assert ends(begun.job.key) == [("done", ""), ("cancelled", "token_error"), ("cancelled", "token_error")]


def test_what_may_no_longer_be_read_is_not_shown_to_the_signer(place):
    documents = letters(place, 2)
    begun = begin_batch(place, documents)
    rights.end(documents[0], "sign", at=clock.now())
    report = job.run(begun.launch, place.pc, place.person)
    signed, refused = report.outcomes
    assert "thứ 2 trong lô" in signed.title
    assert (refused.title, refused.error) == ("Một văn bản của lô", "no_longer_allowed")
    assert len(place.person.asked[0].left_out) == 1
    assert ends(begun.job.key) == [("rejected", "no_longer_allowed"), ("done", "")]


# The ticket typed by hand


def test_the_code_typed_by_hand_is_the_ticket(place):
    begun = place.begin()
    assert not job.run(f"{begun.code[:4]} {begun.code[4:].lower()}", place.pc, place.person).failed
    assert place.role == "signed"
    assert stopped(lambda: place.sign(begun)) == "ticket_invalid"


def test_a_code_nobody_gave_and_another_persons_code_are_refused(place):
    begun = place.begin()
    assert stopped(lambda: job.run("ABCD-2345", place.pc, place.person)) == "ticket_invalid"
    thief = place.paired(place.people.deputy)
    assert stopped(lambda: job.run(begun.code, thief, place.person)) == "ticket_invalid"


def test_a_code_alone_does_not_say_which_of_two_portals(place):
    begun = place.begin()
    own = place.pc.portals[place.origin]
    pc = replace(place.pc, portals={**place.pc.portals, "http://10.9.9.9": replace(own, origin="http://10.9.9.9")})
    assert stopped(lambda: job.run(begun.code, pc, place.person)) == "which_portal"
    assert not job.run(begun.code, pc, place.person, place.origin).failed


def test_a_code_on_a_pc_paired_with_nobody_goes_nowhere(place):
    assert stopped(lambda: job.run("ABCD-2345", replace(place.pc, portals={}), place.person)) == "origin_not_paired"


def test_the_program_asks_for_the_code_when_it_was_started_without(place, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PORTAL_SIGNER", str(tmp_path / "pc"))
    config.save(place.pc, tmp_path / "pc")
    typed(monkeypatch, place.begin().code, "k", PASSWORD)
    assert main(["sign", "--terminal"]) == 0
    assert "Đã ký" in capsys.readouterr().out
    typed(monkeypatch, "")
    assert main(["sign", "--terminal"]) == 1


def test_a_batch_that_was_signed_in_part_says_so_and_exits_with_one(place, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PORTAL_SIGNER", str(tmp_path / "pc"))
    config.save(place.pc, tmp_path / "pc")
    documents = letters(place, 2)
    begun = begin_batch(place, documents)
    replaced(place, documents[0])
    typed(monkeypatch, "k", PASSWORD)
    assert main(["sign", "--terminal", begun.launch]) == 1
    said = capsys.readouterr().out
    assert "Đã ký 1/2 văn bản" in said
    assert "Không ký: " in said
