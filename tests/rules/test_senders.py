"""Packet, page, mail and certificate either name one sender, or the difference is named."""

import pytest

from portal import wording
from portal.rules.senders import Difference, Marks, Told, differences, marks_told

HERE = "UBND huyện Sơn Động"
SEAL = {"state": "valid", "signer": HERE, "organisation": HERE, "serial": "1a2b"}
STRANGER = {"state": "valid", "signer": "UBND huyện Lục Ngạn", "organisation": "UBND tỉnh", "serial": "9f"}


def known(**values: str) -> Marks:
    return Marks({kind: frozenset({value}) for kind, value in values.items()})


def found(told: Told, marks: Marks | None = None) -> list[str]:
    return [one.why for one in differences(told, marks or Marks())]


def test_where_all_agree_nothing_is_said():
    told = Told(HERE, packet="Ủy ban nhân dân huyện Sơn Động", code="H02.18", mail="vt@sondong.vn", signatures=(SEAL,))
    marks = known(code="H02.18", mail="vt@sondong.vn", subject=HERE, serial="1a2b")
    assert found(told, marks) == []


def test_of_a_sender_nobody_knows_only_what_the_letter_itself_says_is_compared():
    assert found(Told(HERE, code="H02.18", mail="ai@dau.vn", signatures=(SEAL,))) == []
    assert found(Told(HERE, packet="UBND huyện Lục Ngạn")) == ["packet_name"]


def test_without_an_issuer_there_is_nothing_to_compare():
    assert found(Told("", packet=HERE, code="H02", signatures=(STRANGER,))) == []


def test_the_place_an_agency_stands_under_is_no_difference():
    assert found(Told("UBND xã An Lạc", packet="UBND xã An Lạc, huyện Sơn Động")) == []


@pytest.mark.parametrize(
    ("told", "marks", "why"),
    [
        (Told(HERE, code="h02.99"), known(code="H02.18"), "code_new"),
        (Told(HERE, code="H02.99"), Marks(others={("code", "H02.99"): "UBND huyện Lục Ngạn"}), "code_other"),
        (Told(HERE, mail="Văn thư <LA@dau.vn>"), known(mail="vt@sondong.vn"), "mail_new"),
        (Told(HERE, mail="a@b.vn"), Marks(others={("mail", "a@b.vn"): "UBND huyện Lục Ngạn"}), "mail_other"),
        (Told(HERE, signatures=(STRANGER,)), Marks(), "certificate_other"),
        (Told(HERE, signatures=(SEAL,)), known(subject=HERE, serial="ffff"), "certificate_new"),
    ],
)
def test_each_difference_is_said_in_one_sentence(told, marks, why):
    assert found(told, marks) == [why]
    words = wording.difference(differences(told, marks)[0])
    assert words.endswith(".")
    assert HERE in words
    assert "{" not in words


def test_a_signer_taken_before_is_no_stranger():
    marks = known(subject="UBND huyện Lục Ngạn, UBND tỉnh", serial="9f")
    assert found(Told(HERE, signatures=(STRANGER,)), marks) == []


def test_one_signature_of_the_issuer_among_others_is_enough():
    assert found(Told(HERE, signatures=(STRANGER, SEAL))) == []


def test_a_broken_signature_names_nobody():
    broken = {**STRANGER, "state": "invalid_content"}
    assert found(Told(HERE, signatures=(broken,))) == []
    assert marks_told(Told(HERE, signatures=(broken,))) == []


def test_what_is_remembered_is_written_as_it_is_compared():
    told = Told(HERE, code="h02.18", mail="Văn thư <VT@SonDong.vn>", signatures=(SEAL, SEAL))
    assert marks_told(told) == [
        ("code", "H02.18"), ("mail", "vt@sondong.vn"), ("subject", HERE), ("serial", "1a2b"),
    ]


def test_many_known_addresses_are_counted():
    marks = Marks({"mail": frozenset({"a@x.vn", "b@x.vn", "c@x.vn"})})
    only = differences(Told(HERE, mail="d@x.vn"), marks)
    said = {"claimed": "d@x.vn", "page": HERE, "known": "a@x.vn, b@x.vn và 1 nơi khác"}
    assert only == [Difference("mail_new", said)]


def test_every_difference_has_its_sentence():
    words = {"packet_name", "certificate_other", "certificate_new"}
    words |= {f"{kind}_{why}" for kind in ("code", "mail") for why in ("new", "other")}
    assert set(wording.DIFFERENCES) == words
