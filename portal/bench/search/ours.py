"""The portal's own engine."""

import threading
from pathlib import Path

from portal.bench.search.behind import Behind
from portal.search.service import Engine
from portal.search.warmup import Pace, Warmer
from portal.search.writer import Writer


def contender(folder: Path) -> Behind:
    """As the portal runs it: what it finds comes with counts of four groups."""
    engine = Engine(folder)
    warmer = Warmer(engine, Pace(threading.Event(), pause=0))
    return Behind(folder, lambda _: engine, Writer, engine.cool, warmer.catch_up)
