"""A portal or a signer that ends itself by SIGKILL: ``portal FOLDER PORT STEP``, ``signer FOLDER URL STEP``."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from portal import clock, db
from portal.adapters import sandbox
from portal.config import Settings
from portal.flows import signed_versions
from portal.flows import signing as flow
from portal.office import trust
from portal.signer import config, job
from portal.web import create_app
from portal.web.premises import premises_of
from tests import signing_kit as kit
from tests.signer.place import Person

# the function before which the process ends
PORTAL_STEPS: dict[str, tuple[Any, str]] = {
    "before the file is prepared": (flow, "prepare"),
    "before the signature is embedded": (flow, "store"),
    "with the signed bytes in the store": (signed_versions, "keep"),
    "in the middle of the transaction": (trust, "note_check"),
    "before the answer": (flow, "outcome"),
}
SIGNER_STEPS: dict[str, tuple[Any, str]] = {
    "before the document is fetched": (job, "_fetch"),
    "while the person decides": (Person, "confirm"),
    "with the signature made": (job, "_submit"),
    "after handing in": (job, "require_any"),
}


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_before(steps: dict[str, tuple[Any, str]], step: str) -> None:
    if step:
        setattr(*steps[step], die)


def portal(folder: str, port: str, step: str) -> None:
    """As the program serves: first what a stop left behind is ended, then calls are answered."""
    settings = Settings(data=Path(folder), search_index=Path(folder) / "index")
    db.open_file(settings.database)
    dies_before(PORTAL_STEPS, step)
    sandbox.call = kit.call_here
    flow.recover(at=clock.now(), premises=premises_of(settings))
    server = make_server("127.0.0.1", int(port), create_app(settings), threaded=True)
    print("ready", flush=True)
    server.serve_forever()


def signer(folder: str, url: str, step: str) -> None:
    """The program behind a launch address, with a person who agrees."""
    if step == "after handing in":
        asked: list[object] = []
        real: Callable[..., None] = job.require_any
        job.require_any = lambda items: die() if asked else (asked.append(items), real(items))[1]
    else:
        dies_before(SIGNER_STEPS, step)
    job.run(url, config.load(Path(folder)), Person())


if __name__ == "__main__":
    {"portal": portal, "signer": signer}[sys.argv[1]](*sys.argv[2:])
