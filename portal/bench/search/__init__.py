"""``portal bench search``: our search and its peers, built, opened and asked the same questions in one run."""

from portal.bench.search.corpus import record_of

__all__ = ["record_of"]
