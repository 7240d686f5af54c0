"""Addresses, codes and MACs: what is made is read back, what is made up is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.signer import protocol
from portal.signer.protocol import ProtocolError

TICKET = "A" * 43
tickets = st.text(st.sampled_from("ABCxyz019_-"), min_size=32, max_size=64)
hosts = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z0-9]{1,5}){0,3}", fullmatch=True)
origins = st.builds("{}://{}:{}".format, st.sampled_from(["http", "https"]), hosts, st.integers(1, 65535))


@pytest.mark.slow
@given(origins, tickets)
def test_a_launch_address_is_read_back_as_it_was_made(origin, ticket):
    launch = protocol.read_launch_url(protocol.launch_url(origin, ticket))
    assert launch == protocol.Launch(protocol.clean_origin(origin), ticket)


@pytest.mark.slow
@given(st.text(max_size=600))
def test_whatever_is_handed_over_is_read_or_refused(text):
    for given_text in (text, f"kyso-cq://v1/sign?{text}", f"kyso-cq://v1/sign?o={text}&t={TICKET}"):
        code, launch = None, None
        try:
            launch = protocol.read_launch_url(given_text)
        except ProtocolError as stop:
            code = stop.code
        assert code in ("bad_launch", "bad_origin") if launch is None else protocol.clean_origin(launch.origin)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://v1/sign?o=http://a&t=" + TICKET,
        "kyso-cq://v2/sign?o=http://a&t=" + TICKET,
        "kyso-cq://v1/other?o=http://a&t=" + TICKET,
        "kyso-cq://user@v1/sign?o=http://a&t=" + TICKET,
        "kyso-cq://v1/sign?o=http://a&t=short",
        "kyso-cq://v1/sign?o=http://a&t=" + "A" * 65,
        "kyso-cq://v1/sign?o=http://a&o=http://b&t=" + TICKET,
        "kyso-cq://v1/sign?o=http://a&t=" + TICKET + "&x=1",
        "kyso-cq://v1/sign?o=http://a&t=" + TICKET + "#f",
        "kyso-cq://v1/sign?o=http://a/path&t=" + TICKET,
        "kyso-cq://v1/sign?o=http://a%3Fq&t=" + TICKET,
        "kyso-cq://v1/sign?o=http://me@a&t=" + TICKET,
        "kyso-cq://v1/sign?o=ftp://a&t=" + TICKET,
        "kyso-cq://v1/sign?o=file:///etc&t=" + TICKET,
        "kyso-cq://v1/sign?o=http://a%0Ab&t=" + TICKET,
        "kyso-cq://v1/sign?o=http://đ.vn&t=" + TICKET,
        "--help",
        '" & calc.exe & "',
    ],
)
def test_an_address_of_another_shape_is_refused(url):
    with pytest.raises(ProtocolError) as stop:
        protocol.read_launch_url(url)
    assert stop.value.code in ("bad_launch", "bad_origin")


def test_browsers_may_add_a_slash():
    assert protocol.read_launch_url(f"kyso-cq://v1/sign/?o=http%3A%2F%2Fa&t={TICKET}").origin == "http://a"


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("HTTP://Cong.Xa:80/", "http://cong.xa"),
        ("https://cong.xa:443", "https://cong.xa"),
        ("http://10.0.0.5:8080", "http://10.0.0.5:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_origins_are_written_one_way(typed, clean):
    assert protocol.clean_origin(typed) == clean


def test_a_pairing_code_is_read_as_people_type_it():
    assert protocol.clean_code(" abcd-efgh ") == "ABCDEFGH"
    for wrong in ("", "ABCDEFG", "ABCDEFGHJ", "ABCDEFG1", "ABCDEFGO"):
        with pytest.raises(ProtocolError):
            protocol.clean_code(wrong)


parts = st.text(max_size=20)


@pytest.mark.slow
@given(parts, parts, parts, parts, parts, parts)
def test_two_different_calls_never_have_one_mac(a, b, c, d, e, f):
    one = protocol.request_mac(b"k", a, b, c, d, b"")
    other = protocol.request_mac(b"k", d, e, f, a, b"")
    assert (one == other) == ((a, b, c, d) == (d, e, f, a))


def test_an_answer_is_tied_to_status_question_and_body():
    first = protocol.answer_mac(b"k", 200, "n", "ab")
    others = [
        protocol.answer_mac(b"k", 409, "n", "ab"), protocol.answer_mac(b"k", 200, "m", "ab"),
        protocol.answer_mac(b"k", 200, "n", "ac"), protocol.answer_mac(b"j", 200, "n", "ab"),
    ]
    assert first not in others


def test_every_sentence_says_what_to_do_or_that_nothing_happened():
    assert len(protocol.SENTENCES) > 40
    for code, sentence in protocol.SENTENCES.items():
        assert code == code.lower()
        assert sentence.endswith(".")
        assert len(sentence) > 30
    assert "“nonsense”" in protocol.sentence("nonsense")
