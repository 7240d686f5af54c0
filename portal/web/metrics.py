"""``/metrics`` in the text form of Prometheus: off unless ``metrics = true``, for named addresses; about nobody."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from flask import Blueprint, Flask, Response, abort, current_app, g, request

from portal import clock
from portal.flows.gauges import gauges
from portal.flows.health import Health
from portal.web.access import open_route, settings
from portal.web.logs import milliseconds, route
from portal.web.premises import premises_of

pages = Blueprint("metrics", __name__)
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds


class Counts:
    """Requests since the start, by route, method and status, and how long they took by route."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.within: Counter[tuple[str, float]] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def add(self, route: str, method: str, status: int, seconds: float) -> None:
        """One more request."""
        with self._lock:
            self.requests[route, method, status] += 1
            self.seconds[route] += seconds
            for bound in BUCKETS:
                if seconds <= bound:
                    self.within[route, bound] += 1
                    break

    def lines(self) -> Iterator[str]:
        """The counters and the histogram."""
        with self._lock:
            requests, within, seconds = dict(self.requests), dict(self.within), dict(self.seconds)
        yield from head("portal_requests_total", "counter", "Requests by route, method and status")
        for (path, method, status), count in sorted(requests.items()):
            yield sample("portal_requests_total", {"route": path, "method": method, "status": str(status)}, count)
        yield from head("portal_request_seconds", "histogram", "How long requests took, by route")
        for path in sorted(seconds):
            total, all_of = 0, sum(count for (other, _, _), count in requests.items() if other == path)
            for bound in BUCKETS:
                total += within.get((path, bound), 0)
                yield sample("portal_request_seconds_bucket", {"route": path, "le": str(bound)}, total)
            yield sample("portal_request_seconds_bucket", {"route": path, "le": "+Inf"}, all_of)
            yield sample("portal_request_seconds_sum", {"route": path}, seconds[path])
            yield sample("portal_request_seconds_count", {"route": path}, all_of)


def install(app: Flask) -> None:
    """Count, where the office asked for it."""
    counts = app.extensions["metrics"] = Counts()

    @app.after_request
    def count(response: Response) -> Response:
        if settings().metrics and "began" in g and request.endpoint != "assets.show":
            counts.add(route(), request.method, response.status_code, milliseconds() / 1000)
        return response


@pages.get("/metrics")
@open_route
def show() -> Response:
    """The numbers; to everyone else this address does not exist."""
    chosen = settings()
    if not chosen.metrics or request.remote_addr not in chosen.metrics_from:
        abort(404)
    return Response(text(Health(premises_of(chosen), clock.now())), content_type="text/plain; version=0.0.4")


def text(health: Health) -> str:
    """Everything in one answer."""
    counts: Counts = current_app.extensions["metrics"]
    return "\n".join([*counts.lines(), *standing(health), ""])


def standing(health: Health) -> Iterator[str]:
    """What stands at this moment; each name is explained once."""
    told: set[str] = set()
    for name, words, labels, value in gauges(health):
        if name not in told:
            yield from head(name, "gauge", words)
            told.add(name)
        yield sample(name, labels, value)


def head(name: str, kind: str, words: str) -> Iterable[str]:
    """What a name means."""
    return f"# HELP {name} {words}", f"# TYPE {name} {kind}"


def sample(name: str, labels: dict[str, str], value: float) -> str:
    """One line; the values of labels are patterns of addresses and words of ours."""
    inside = ",".join(f'{key}="{word}"' for key, word in labels.items())
    return f"{name}{{{inside}}} {float(value):.17g}" if inside else f"{name} {float(value):.17g}"
