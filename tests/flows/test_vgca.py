"""Signed by VGCA Sign Service: one ticket fetches one version and brings it back once, under the proof of all files."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal import wording
from portal.adapters.authority import Identity
from portal.flows import dispatch, vgca
from portal.office import accounts, rights
from portal.office.events import Event
from portal.office.vgca import TICKET, VgcaTicket
from portal.rules import errors
from portal.rules.signing import SEAL, SIGN
from tests import signing_kit as kit
from tests.flows.test_signing import ORIGIN, Desk, desk, elsewhere, fresh, furnished  # noqa: F401 - fixtures
from tests.office_fixtures import NOW, request_id

pytestmark = pytest.mark.slow


def begin(desk: Desk, act: Any = SIGN) -> str:  # noqa: F811
    """The secret, out of the frame that the page would send."""
    by, letter = (desk.people.clerk if act is SEAL else desk.people.leader), fresh(desk.letter)
    _, frame = vgca.begin(letter, act, base_n=letter.latest.n, by=by, origin=ORIGIN, at=NOW)
    told = json.loads(frame)
    secret = str(told["FileName"]).rpartition("/")[2]
    assert told["FileName"] == f"{ORIGIN}/vgca/source/{secret}"
    assert told["FileUploadHandler"] == f"{ORIGIN}/vgca/upload/{secret}"
    return secret


def bring(desk: Desk, secret: str, file: Path, at: Any = NOW) -> None:  # noqa: F811
    with file.open("rb") as stream:
        vgca.take(secret, stream, say=wording.sentence, at=at, premises=desk.premises)


def signed(desk: Desk, secret: str, folder: Path, who: Identity, **more: Any) -> Path:  # noqa: F811
    """What the program does: fetch by the ticket, sign."""
    source = vgca.source(secret, at=NOW, store=desk.premises.store)
    return kit.signed_elsewhere(source, folder / "v.pdf", who, **more)


def stage(desk: Desk) -> tuple[str, str]:  # noqa: F811
    ticket = VgcaTicket.select().order_by(VgcaTicket.id.desc()).first()
    return ticket.stage(NOW), ticket.refusal


def test_leader_and_seal_are_signed_by_it(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    secret = begin(desk)
    bring(desk, secret, signed(desk, secret, tmp_path, desk.keys.leader))
    assert (fresh(desk.letter).state, stage(desk)) == ("signed", ("done", ""))
    dispatch.number(fresh(desk.letter), by=desk.people.clerk, at=NOW, request_id=request_id(), premises=desk.premises)
    secret = begin(desk, SEAL)
    bring(desk, secret, signed(desk, secret, tmp_path, desk.keys.seal, field_name="Dau"))
    assert fresh(desk.letter).state == "sealed"
    assert [event.verb for event in Event.of(desk.letter)].count("vgca_started") == 2


def test_another_persons_card_is_refused_and_the_page_says_why(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    secret = begin(desk)
    with pytest.raises(errors.CertificateRefused):
        bring(desk, secret, signed(desk, secret, tmp_path, desk.keys.deputy))
    word, why = stage(desk)
    assert (word, fresh(desk.letter).state) == ("refused", "submitted")
    assert "chưa được gán" in why
    assert Event.of(desk.letter)[-1].verb == "vgca_refused"


def test_a_ticket_brings_back_once_and_fetches_no_more_after_that(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    secret = begin(desk)
    file = signed(desk, secret, tmp_path, desk.keys.leader)
    bring(desk, secret, file)
    for act in (
        lambda: bring(desk, secret, file),
        lambda: vgca.source(secret, at=NOW, store=desk.premises.store),
    ):
        with pytest.raises(errors.NotFound):
            act()
    assert stage(desk) == ("done", "")


@pytest.mark.parametrize("secret", ["", "x", "A" * 43])
def test_a_ticket_nobody_gave_is_not_there(desk: Desk, secret: str, tmp_path: Path) -> None:  # noqa: F811
    file = elsewhere(desk, tmp_path, desk.keys.leader)
    with pytest.raises(errors.NotFound):
        vgca.source(secret, at=NOW, store=desk.premises.store)
    with pytest.raises(errors.NotFound):
        bring(desk, secret, file)


def test_a_late_ticket_and_one_of_a_blocked_person_are_not_there(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    secret = begin(desk)
    file = signed(desk, secret, tmp_path, desk.keys.leader)
    with pytest.raises(errors.NotFound):
        bring(desk, secret, file, NOW + TICKET)
    assert VgcaTicket.get().stage(NOW + TICKET) == "expired"
    accounts.set_active(desk.people.leader, False, by=desk.people.admin, at=NOW)
    with pytest.raises(errors.NotFound):
        bring(desk, secret, file)


def test_what_may_no_longer_be_read_is_neither_given_nor_taken(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    secret = begin(desk)
    file = signed(desk, secret, tmp_path, desk.keys.leader)
    rights.end(desk.letter, "sign", at=NOW)
    with pytest.raises(errors.NotFound):
        vgca.source(secret, at=NOW, store=desk.premises.store)
    with pytest.raises(errors.NotFound):
        bring(desk, secret, file)
    assert (stage(desk)[0], fresh(desk.letter).latest.role) == ("refused", "pdf")


def test_a_file_of_a_version_replaced_meanwhile_is_refused(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    secret = begin(desk)
    file = signed(desk, secret, tmp_path, desk.keys.leader)
    desk.sign()
    with pytest.raises(errors.WrongState):
        bring(desk, secret, file)
    assert stage(desk)[0] == "refused"


@pytest.mark.parametrize(("is_stored", "word"), [(False, "refused"), (True, "done")])
def test_killed_while_it_takes_the_file_the_page_is_told_how_it_ended(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_stored: bool, word: str  # noqa: F811
) -> None:
    take = vgca.signed_files.take

    def killed(*given: Any, **more: Any) -> None:
        if is_stored:
            take(*given, **more)
        raise SystemExit

    secret = begin(desk)
    file = signed(desk, secret, tmp_path, desk.keys.leader)
    monkeypatch.setattr(vgca.signed_files, "take", killed)
    with pytest.raises(SystemExit):
        bring(desk, secret, file)
    assert stage(desk) == ("storing", "")
    vgca.recover(at=NOW)
    assert stage(desk)[0] == word
    assert fresh(desk.letter).state == ("signed" if is_stored else "submitted")


def test_only_who_may_sign_gets_a_ticket_and_only_on_what_was_seen(desk: Desk) -> None:  # noqa: F811
    letter = fresh(desk.letter)
    with pytest.raises(errors.NotAllowed):
        vgca.begin(letter, SIGN, base_n=letter.latest.n, by=desk.people.deputy, origin=ORIGIN, at=NOW)
    with pytest.raises(errors.Superseded):
        vgca.begin(letter, SIGN, base_n=letter.latest.n + 1, by=desk.people.leader, origin=ORIGIN, at=NOW)
    assert not VgcaTicket.select().exists()


def test_the_answer_has_the_form_the_office_chose() -> None:
    assert [vgca.answer(taken, "a", "b", "boolean")["Status"] for taken in (True, False)] == [True, False]
    numbers = [vgca.answer(taken, "a", "b", "number")["Status"] for taken in (True, False)]
    assert [(type(number), number) for number in numbers] == [(int, 0), (int, 1)]


def test_the_ticket_itself_is_not_stored(desk: Desk) -> None:  # noqa: F811
    secret = begin(desk)
    assert secret not in str(VgcaTicket.select().dicts().get())
