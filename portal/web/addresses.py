"""The application with addresses that are built once: building one takes as long as a row of a list."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request


class Application(Flask):
    """Flask; an address it gave before is given from memory."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._built = lru_cache(maxsize=2048, typed=True)(self._build)

    def url_for(self, endpoint: str, **values: Any) -> str:
        """The address; one that depends on the request, or on more than plain words and numbers, is built anew."""
        is_plain = all(isinstance(value, Hashable) for value in values.values()) and "_external" not in values
        if endpoint.startswith(".") or not is_plain or not has_request_context():
            return super().url_for(endpoint, **values)
        return self._built(request.script_root, endpoint, **values)

    def _build(self, script_root: str, endpoint: str, **values: Any) -> str:
        return super().url_for(endpoint, **values)
