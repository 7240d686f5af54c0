"""A recovery key written down in groups is read back whatever the hand did to it."""

from hypothesis import given
from hypothesis import strategies as st

from portal.rules import recovery

SECRETS = st.text("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", min_size=58, max_size=58).map(lambda t: f"AGE-SECRET-KEY-1{t}")


@given(SECRETS, st.sampled_from([" ", "\n", ". ", "-", "  ", ""]), st.booleans(), st.booleans())
def test_what_was_written_in_groups_is_read_back(secret: str, between: str, is_small: bool, has_head: bool) -> None:
    written = between.join(recovery.grouped(secret))
    if has_head:
        written = recovery.HEAD + written
    assert recovery.joined(written.lower() if is_small else written) == secret


def test_groups_are_short_enough_to_copy() -> None:
    groups = recovery.grouped("AGE-SECRET-KEY-1" + "Q" * 58)
    assert (len(groups), max(map(len, groups))) == (10, 6)
