"""A portal that runs for the tests of a module; each test begins with its database as it was made."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from werkzeug.serving import make_server

from portal import clock, db
from portal.adapters import sandbox
from portal.adapters.blobs import BlobStore
from portal.config import Settings
from portal.flows.premises import Premises
from portal.signer import job
from portal.signer import keys as stores
from portal.signer.config import KeySource
from portal.web import create_app
from tests import signing_kit as kit
from tests.office_fixtures import staff
from tests.signer.place import PASSWORD, Person, Place, furnish, lay
from tests.signing_kit import Keys


@pytest.fixture(scope="module")
def keys() -> Keys:
    return kit.keys(clock.now())


@pytest.fixture(scope="module")
def p12(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> dict[str, KeySource]:
    folder = tmp_path_factory.mktemp("p12")
    made = {}
    for name in ("leader", "deputy"):
        (folder / f"{name}.p12").write_bytes(getattr(keys, name).p12(PASSWORD))
        made[name] = stores.p12_source(folder / f"{name}.p12", PASSWORD)
    return made


@pytest.fixture(scope="module")
def furnished(
    _images: dict[str, bytes], keys: Keys, p12: dict[str, KeySource], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Place, bytes]]:
    """The running portal, made once, and its database as bytes; each test begins with these."""
    folder = tmp_path_factory.mktemp("portal")
    settings = Settings(data=folder, search_index=folder / "index")
    premises = Premises(folder, BlobStore(settings.blobs), settings.search_index, settings.scratch, 10**7)
    lay(_images["office"], settings.database)
    server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made = furnish(f"http://127.0.0.1:{server.port}", staff(), keys, premises, p12["leader"])
    image = db.database.connection().serialize()
    db.database.close()
    yield made, image
    server.shutdown()
    thread.join()


@pytest.fixture
def place(furnished: tuple[Place, bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(sandbox, "call", kit.call_here)
    monkeypatch.setattr(job.time, "sleep", lambda seconds: None)
    made, image = furnished
    lay(image, made.premises.data / "portal.db")
    yield replace(made, person=Person())
    until_all_are_answered()
    db.database.close()


def until_all_are_answered() -> None:
    """Wait for the server's threads: each closes its connection as it ends, a little after its answer.

    The last to close takes the log beside the database away by its name, and that of the next test has the same.
    """
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=600)
