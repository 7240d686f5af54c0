"""One archive of two hundred and fifty documents for all tests that only read."""

import pytest

from portal.search.service import Engine, Record
from tests.search.archives import Reading, archive_of, corpus, read


@pytest.fixture(scope="session")
def records() -> list[Record]:
    # The few in an 8-bit font are left to their own test: an independent count cannot read them.
    return [record for record in corpus(250) if "\xad" not in record.body]


@pytest.fixture(scope="session")
def engine(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return archive_of(tmp_path_factory.mktemp("search") / "index", records)


@pytest.fixture(scope="session")
def readings(records: list[Record]) -> list[Reading]:
    return [read(record) for record in records]
