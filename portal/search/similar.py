"""Letters like a given one: what it says and few others say, added up as sets of documents.

Telling are pairs of words, those of the subject twice; the same issuer and the same type count a little.
"""

from dataclasses import replace

from portal.search import answer, bits
from portal.search.analyzer import Terms, terms
from portal.search.rank import Tiers
from portal.search.records import Allowed, Record
from portal.search.segment import Segment
from portal.search.snapshot import Snapshot

_READ = 1500  # characters of the body: what a letter is about stands at its beginning
_FROM_SUBJECT, _FROM_BODY = 8, 10
_COMMON = 20  # what one document in so many says tells nothing
_FEW = 10  # and in a small archive, what more than so many say
_LEAST = 0.3  # of what the letter itself would reach

_Parts = list[tuple[Segment, int]]


def like(record: Record, snapshot: Snapshot, allowed: Allowed, count: int) -> list[int]:
    """Ids of the documents most like this one, best first.  What may be read is cut out before all else."""
    parts = [(segment, alive & segment.readable(allowed)) for segment, alive in snapshot]
    said = terms(replace(record, body=record.body[:_READ]))
    weights = _weights(_telling(said, snapshot), parts)
    in_subject = weights.keys() & said["sb"]
    own = sum(weights.values()) + len(in_subject) + 2
    least = max(2, round(own * _LEAST))
    ranked = []
    for segment, within in parts:
        digits = _added(segment, within, weights, in_subject, record)
        levels = [bits.with_sum(digits, n, within) for n in range(own, least - 1, -1)]
        ranked.append((segment, Tiers(levels), 0))
    found, _ = answer.page(answer.Ranked(ranked), "rank", 0, count + 1)
    return [number for number in found if number != record.id][:count]


def _telling(said: Terms, snapshot: Snapshot) -> list[str]:
    """The rarest pairs of subject and body; the largest segment stands for the archive."""
    sample = max((segment for segment, _ in snapshot), key=lambda segment: segment.size, default=None)
    if sample is None:
        return []
    common = max(sample.size // _COMMON, _FEW)
    subject = _rarest(said["sb"], sample, 1, common)[:_FROM_SUBJECT]
    body = _rarest(said["b"] - said["sb"], sample, 2, common)[:_FROM_BODY]
    return [*subject, *body]


def _rarest(pairs: set[str], sample: Segment, least: int, most: int) -> list[str]:
    """Pairs by how few documents have them; numbers and days tell nothing."""
    spoken = (pair for pair in pairs if pair.replace("_", "").isalpha())
    counted = sorted((sample.frequency("b", pair), pair) for pair in spoken)
    return [pair for known, pair in counted if least <= known <= most]


def _weights(pairs: list[str], parts: _Parts) -> dict[str, int]:
    """How much each pair tells: the more, the fewer of the documents that may be read have it."""
    everything = sum(within.bit_count() for _, within in parts)
    known = {pair: sum((segment.term("b", pair) & within).bit_count() for segment, within in parts) for pair in pairs}
    return {pair: max(1, (everything // n).bit_length() // 3) for pair, n in known.items() if n}


def _added(segment: Segment, within: int, weights: dict[str, int], in_subject: set[str], record: Record) -> list[int]:
    """What each document reaches, in binary digits; nothing by issuer and type alone."""
    masks = [(segment.term("b", pair) & within, weight) for pair, weight in weights.items()]
    touched = 0
    for members, _ in masks:
        touched |= members
    masks += [(segment.term("sb", pair) & touched, 1) for pair in in_subject]
    masks += [(segment.term("issuer", record.issuer) & touched, 1), (segment.term("kind", record.kind) & touched, 1)]
    return bits.summed(masks)
