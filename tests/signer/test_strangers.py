"""Who else may try: a page in another tab, a neighbour on the network, a colleague with a ticket of their own.

A wrong origin, a stolen ticket, another card, a swapped file and a lying portal are in ``test_job.py``; a form sent
from another site is in ``tests/web/test_signing.py``; a file signed elsewhere in ``tests/adapters``.
"""

import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from portal import clock
from portal.flows import signing
from portal.office.documents import Document
from portal.office.signing import SigningJob
from portal.rules.signing import SIGN
from portal.signer import client, job, protocol
from tests import signing_kit as kit
from tests.signer.place import Place, begin_batch, letters, stopped, through

pytestmark = pytest.mark.slow
Call = tuple[str, str, bytes, dict[str, str]]


def test_a_page_in_another_tab_opens_the_signer_with_a_ticket_it_made_up(place: Place) -> None:
    begun = place.begin()
    made_up = protocol.launch_url(place.origin, "A" * 43)
    assert stopped(lambda: job.run(made_up, place.pc, place.person)) == "ticket_invalid"
    assert place.person.asked == []
    assert not place.sign(begun).failed


def test_a_colleague_gets_no_signature_by_opening_the_leaders_signer_with_their_own_ticket(place: Place) -> None:
    letter = Document.get_by_id(place.letter.id)
    letter.signer = place.people.deputy
    letter.save()
    begun = signing.begin(
        letter, SIGN, kit.PLACE, base_n=letter.latest.n, by=place.people.deputy, origin=place.origin, at=clock.now()
    )
    assert stopped(lambda: place.sign(begun)) == "ticket_invalid"
    assert (place.person.asked, place.state()) == ([], ("created", ""))


def recorded(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """All that a neighbour hears of one signature."""
    heard: list[Call] = []

    def listen(real: Callable[..., Any], origin: str, method: str, path: str, body: bytes, *more: Any) -> Any:
        heard.append((method, path, body, dict(more[0])))
        return real(origin, method, path, body, *more)

    with monkeypatch.context() as line:
        through(line, listen)
        place.sign()
    return heard


def again(place: Place, call: Call) -> int:
    """Send a call as it was heard, or as it was changed; the status."""
    method, path, body, headers = call
    request = urllib.request.Request(place.origin + path, body or None, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_a_neighbour_who_heard_everything_can_repeat_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = recorded(place, monkeypatch)
    assert [path.rpartition("/")[2] for _, path, _, _ in heard][:2] == ["redeem", "certificate"]
    assert [again(place, call) for call in heard] == [401] * len(heard)
    assert SigningJob.of(place.letter).count() == 1


def test_a_neighbour_cannot_turn_a_call_into_another_one(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    method, path, body, headers = next(call for call in recorded(place, monkeypatch) if call[1].endswith("/redeem"))
    (other,) = letters(place, 1)
    begun = begin_batch(place, [other])
    fresh, ticket = headers | {"X-Nonce": "0" * 32}, protocol.read_launch_url(begun.launch).ticket.encode()
    for changed in (
        (method, path, body, fresh), (method, path.replace("redeem", "checks"), body, headers),
        (method, path, body.replace(b'"os"', b'"OS"'), headers), ("PUT", path, body, headers),
        (method, path, b'{"ticket": "' + ticket + b'", "protocols": [1]}', fresh),
        (method, path, body, headers | {"X-Device": "x"}),
    ):
        assert again(place, changed) in (401, 405)
    assert SigningJob.of(other).get().state == "created"


def test_a_neighbour_answering_for_the_portal_is_not_believed_and_hears_no_pin(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, forged = place.begin(), b'{"findings": [], "docs": [], "certs": []}'
    through(monkeypatch, lambda real, *given: (200, "0" * 64, forged))
    assert stopped(lambda: place.sign(begun)) == "server_not_authentic"
    assert place.person.asked == []


def test_a_neighbour_with_a_portal_of_their_own_at_the_same_name_has_not_the_secret(place: Place) -> None:
    paired = place.pc.portal(place.origin)
    other = replace(place.pc, portals={place.origin: client.Portal(place.origin, paired.device, b"other secret")})
    assert stopped(lambda: place.sign(pc=other)) == "bad_mac"
