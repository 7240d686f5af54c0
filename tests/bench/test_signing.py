"""The measurement of signing signs for real and says what each call took."""

import pytest

from portal.bench import signing

pytestmark = pytest.mark.slow


def test_the_round_trip_is_measured_alone_and_as_a_batch(capsys: pytest.CaptureFixture[str]) -> None:
    signing.main(["--n", "1", "--batch", "2"])
    said = capsys.readouterr().out
    for words in (*signing.CALLS.values(), "phần của cổng", "cả vòng", "một lô 2 văn bản"):
        assert words in said
