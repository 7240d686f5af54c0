"""The signer signs what was shown and nothing else; every part of the message is changed once."""

import base64
import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.clock import VIETNAM
from portal.signer import checks, der
from portal.signer.checks import Prepared
from portal.signer.protocol import ProtocolError
from tests import signing_kit as kit
from tests.signing_kit import Keys

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def keys() -> Keys:
    return kit.keys(AT)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> tuple[bytes, Prepared]:
    """A prepared file and what an honest portal says of it."""
    folder: Path = tmp_path_factory.mktemp("ready")
    shown = kit.letter(folder / "l.pdf").read_bytes()
    state = kit.prepared(folder / "l.pdf", folder / "p.pdf", keys.leader, keys)
    said = Prepared(
        "1", hashlib.sha256(shown).hexdigest(), len(shown), state["sha256"], tuple(state["hole"]),
        base64.b64decode(state["attributes"]),
    )
    return (folder / "p.pdf").read_bytes(), said


def code(pdf: bytes, said: Prepared, certificate: bytes) -> str:
    with pytest.raises(ProtocolError) as stop:
        checks.check(pdf, said, certificate)
    return stop.value.code


def announced(pdf: bytes, said: Prepared) -> Prepared:
    """A portal that lies consistently: the file's own hash is right."""
    return replace(said, sha256=hashlib.sha256(pdf).hexdigest())


def test_an_honest_portal_is_believed(ready, keys):
    checks.check(*ready, keys.leader.der)


def test_a_file_changed_on_the_way_is_refused(ready, keys):
    pdf, said = ready
    assert code(pdf + b" ", said, keys.leader.der) == "server_not_authentic"


def test_another_document_than_the_one_shown_is_refused(ready, keys):
    pdf, said = ready
    assert code(pdf, replace(said, shown_sha256="0" * 64), keys.leader.der) == "document_changed"
    assert code(pdf, replace(said, shown_size=said.shown_size - 1), keys.leader.der) == "document_changed"
    assert code(pdf, replace(said, shown_size=len(pdf)), keys.leader.der) == "document_changed"
    swapped = pdf.replace(b"PDF-1", b"PDF-2", 1)
    assert code(swapped, announced(swapped, said), keys.leader.der) == "document_changed"


def test_an_appended_part_changed_after_the_digest_was_taken_is_refused(ready, keys):
    pdf, said = ready
    changed = pdf.rstrip()[:-1] + b"X\n"
    assert code(changed, announced(changed, said), keys.leader.der) == "digest_mismatch"


def test_the_hole_must_be_empty_and_in_the_appended_part(ready, keys):
    pdf, said = ready
    start, end = said.hole
    filled = pdf[: start + 9] + b"1" + pdf[start + 10 :]
    assert code(filled, announced(filled, said), keys.leader.der) == "bad_document"
    for hole in ((start - 1, end), (start, end + 1), (10, 50), (end, start), (start, len(pdf) + 1)):
        assert code(pdf, replace(said, hole=hole), keys.leader.der) == "bad_document"


def test_the_byte_range_must_be_the_only_one_and_fit_the_hole(ready, keys):
    pdf, said = ready
    more = pdf.replace(b"/ByteRange", b"/ByteRanga", 1)
    assert code(more, announced(more, said), keys.leader.der) == "bad_document"
    twice = pdf + b"\n% /ByteRange [0 1 2 3]"
    assert code(twice, announced(twice, said), keys.leader.der) == "bad_document"


def test_another_certificate_in_the_attributes_is_refused(ready, keys):
    pdf, said = ready
    assert code(pdf, said, keys.deputy.der) == "wrong_certificate"


def test_another_digest_in_the_attributes_is_refused(ready, keys):
    pdf, said = ready
    other = checks.attributes(b"\0" * 32, keys.leader.der)
    assert code(pdf, replace(said, attributes=other), keys.leader.der) == "digest_mismatch"


def test_one_attribute_more_or_less_is_refused(ready, keys):
    pdf, said = ready
    members = [der.element(tag, value) for tag, value in der.elements(der.only(said.attributes, der.SET))]
    time = bytes.fromhex("06092a864886f70d010905") + der.element(der.SET, der.element(0x17, b"261122000000Z"))
    for chosen in (members[:-1], [*members, der.element(der.SEQUENCE, time)], [*members, members[0]], []):
        odd = replace(said, attributes=der.element(der.SET, *chosen))
        assert code(pdf, odd, keys.leader.der) == "bad_attributes"


def test_another_order_is_not_the_one_encoding(ready, keys):
    pdf, said = ready
    members = [der.element(tag, value) for tag, value in der.elements(der.only(said.attributes, der.SET))]
    odd = replace(said, attributes=der.element(der.SET, *reversed(members)))
    assert code(pdf, odd, keys.leader.der) == "bad_attributes"


def test_any_flipped_bit_of_the_attributes_is_refused(ready, keys):
    pdf, said = ready
    for place in range(len(said.attributes)):
        odd = bytearray(said.attributes)
        odd[place] ^= 1
        refused = code(pdf, replace(said, attributes=bytes(odd)), keys.leader.der)
        assert refused in ("bad_attributes", "digest_mismatch", "wrong_certificate")


@given(st.binary(max_size=200))
def test_bytes_that_are_no_attributes_are_refused(ready, keys, noise):
    pdf, said = ready
    assert code(pdf, replace(said, attributes=noise), keys.leader.der) == "bad_attributes"


@pytest.mark.slow
@given(st.binary(max_size=60))
def test_bytes_that_are_no_certificate_are_refused(ready, noise):
    pdf, said = ready
    assert code(pdf, said, noise) == "wrong_certificate"


@given(st.lists(st.tuples(st.sampled_from([der.OCTETS, der.SEQUENCE, der.SET]), st.binary(max_size=300)), max_size=5))
def test_elements_are_read_back_as_they_were_written(items):
    assert list(der.elements(b"".join(der.element(tag, value) for tag, value in items))) == items


@pytest.mark.slow
@given(st.binary(max_size=80))
@settings(max_examples=200)
def test_der_is_read_or_refused_and_never_read_two_ways(noise):
    try:
        found = list(der.elements(noise))
    except der.BadDer:
        return
    assert b"".join(der.element(tag, value) for tag, value in found) == noise


def test_numbers_in_messages_must_be_numbers():
    shown = {"doc": "1", "sha256": "0" * 64, "size": "10"}
    with pytest.raises(ProtocolError):
        checks.prepared(shown, {"doc": "1", "sha256": "0" * 64, "hole": [1, 2]}, b"")
    with pytest.raises(ProtocolError):
        checks.prepared(shown | {"size": 10}, {"doc": "1", "sha256": "0" * 64, "hole": [True, 2]}, b"")
