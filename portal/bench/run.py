"""``portal bench NAME``: which measurement a name starts."""

from importlib import import_module

from portal.bench.packages import missing

BENCHES = {
    "import": "portal.bench.importing",
    "kills": "portal.bench.kills.command",
    "memory": "portal.bench.footprint",
    "month": "portal.bench.month",
    "pages": "portal.bench.pages",
    "read": "portal.bench.read.command",
    "search": "portal.bench.search.command",
    "serve": "portal.bench.serve.command",
    "signing": "portal.bench.signing",
    "soak": "portal.bench.soak.command",
    "start": "portal.bench.starting",
    "typing": "portal.bench.keys",
}


def run(name: str, arguments: list[str]) -> None:
    """Start a measurement; an unknown name says which there are, a missing package how to install it."""
    if name not in BENCHES:
        raise ValueError(f"Không có phép đo “{name}”. Có: {', '.join(sorted(BENCHES))}.")
    try:
        module = import_module(BENCHES[name])
    except ModuleNotFoundError as error:
        raise ValueError(missing(error.name or "")) from error
    module.main(arguments)
