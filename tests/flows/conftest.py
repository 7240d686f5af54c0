"""The folders most flows work in."""

from pathlib import Path

import pytest

from portal.flows.premises import Premises, store_in


@pytest.fixture
def premises(tmp_path: Path) -> Premises:
    """Folders of a test's own; who needs other limits, doors or an office on the disk has a fixture of that name."""
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index",
        scratch=tmp_path / "scratch", upload_limit=10_000_000,
    )
