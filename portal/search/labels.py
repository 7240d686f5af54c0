"""The documents of each value of a facet that the caller brings along."""

from portal.search.records import Labels
from portal.search.segment import Segment


def members(labels: Labels, segment: Segment) -> dict[str, int]:
    """Each value and its documents in one segment."""
    found = {value: segment.in_order(ids) for value, ids in labels.ordered.items()}
    left = segment.everything
    for named in found.values():
        left &= ~named
    for value, directions in labels.rest.items():
        found[value] = found.get(value, 0) | (left & segment.any("direction", directions))
    return found
