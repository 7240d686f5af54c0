"""What was used last, up to a number of bytes; safe for threads."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by their keys; ``cost`` says how many bytes both take."""

    def __init__(self, budget: int, cost: Callable[[K, V], int]) -> None:
        self.budget, self.used, self._cost = budget, 0, cost
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value kept, or the one made now, never None; one that alone is over the budget is not kept."""
        found = self._values.get(key)
        if found is not None:
            try:
                self._values.move_to_end(key)
                return found
            except KeyError:  # dropped by another thread a moment ago
                pass
        found = make()
        cost = self._cost(key, found)
        with self._lock:
            if key not in self._values and cost <= self.budget:
                self._values[key] = found
                self.used += cost
                while self.used > self.budget:
                    self.used -= self._cost(*self._values.popitem(last=False))
        return found

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self.used = 0

    def drop(self, keys: Iterable[K]) -> None:
        """Forget these, as far as they are kept."""
        with self._lock:
            for key in keys:
                if key in self._values:
                    self.used -= self._cost(key, self._values.pop(key))

    def keys(self) -> set[K]:
        """Whose values are kept."""
        with self._lock:
            return set(self._values)
