"""Trees of texts that were read lately, for whoever reads the same bytes again: a run opens each description often."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from govkit.spec.documents.limits import Limits

if TYPE_CHECKING:
    from govkit.spec.documents.yaml_text import Reading


class ReadBefore:
    """The trees of the last `most` bytes of text, of files of at most a quarter of them. Nobody may change one.

    A tree is known by its text and its path: in one library, where schemas are told apart by identity, no two paths
    share one.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._known: OrderedDict[tuple[bytes, str, Limits], Reading] = OrderedDict()
        self._lock = threading.Lock()

    def tree(self, data: bytes, path: str, limits: Limits, read: Callable[[], Reading]) -> Reading:
        """The tree of a text, as `read` finds it where it is not known. What `read` raises is raised anew each time."""
        key = (data, path, limits)
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known
        found = read()
        if len(data) * 4 <= self._most:
            with self._lock:
                if key not in self._known:
                    self._bytes += len(data)
                self._known[key] = found
                while self._bytes > self._most:
                    (oldest, *_), _ = self._known.popitem(last=False)
                    self._bytes -= len(oldest)
        return found
