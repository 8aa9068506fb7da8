"""The door to pact-python: pacts while tests build them, and the server that plays the provider."""

from __future__ import annotations

import json
import logging
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from govkit.errors import MissingExtra
from govkit.spec.documents import Tree

if TYPE_CHECKING:
    from pact import Pact
    from pact.error import Mismatch
    from pact.interaction import AsyncMessageInteraction, HttpInteraction
    from pact.pact import PactServer

    Exchange: TypeAlias = HttpInteraction
    Message: TypeAlias = AsyncMessageInteraction

What = Literal["HTTP", "Async"]


class Building:
    """One pact, in pact-python's own words, of version 4 of the specification.

    Its two kinds of interactions are kept apart: pact's server cannot tell what went wrong beside a message.
    """

    def __init__(self, consumer: str, provider: str) -> None:
        """Raises MissingExtra."""
        if find_spec("pact") is None:
            raise MissingExtra(
                "pacts are built by pact-python, which is not installed", hint="pip install 'govkit[contracts]'"
            )
        from pact import Pact

        logging.getLogger("pact.ffi").setLevel(logging.ERROR)  # before the first pact: it is fixed from then on
        self._pacts: dict[What, Pact] = {kind: Pact(consumer, provider) for kind in ("HTTP", "Async")}
        self._said: dict[What, list[str]] = {"HTTP": [], "Async": []}
        self._server: PactServer | None = None

    def upon_receiving(self, description: str, kind: What) -> Exchange | Message:
        """A further interaction, to be described in pact-python's words."""
        self._said[kind].append(description)
        return self._pacts[kind].upon_receiving(description, kind)

    def has(self, kind: What) -> bool:
        """Whether there is an interaction of a kind."""
        return bool(self._said[kind])

    @property
    def is_served(self) -> bool:
        """Whether the server answers: from then on nothing can be added."""
        return self._server is not None

    def serve(self) -> str:
        """Has the provider played by pact's server; its address."""
        if self._server is None:
            self._server = self._pacts["HTTP"].serve(addr="127.0.0.1", raises=False, verbose=False)
            self._server.__enter__()
        return str(self._server.url)

    def faults(self) -> list[str]:
        """What the server was asked otherwise than described, and what it was not asked, in words."""
        if self._server is None or self._server.matched:
            return []
        return [_in_words(one) for one in self._server.mismatches]

    def stop(self) -> None:
        """Ends the server."""
        if self._server is not None:
            server, self._server = self._server, None
            server.__exit__(None, None, None)

    def trees(self) -> list[dict[str, Tree]]:
        """The interactions as pact-python writes them, in the order of their kinds."""
        found: list[dict[str, Tree]] = []
        for kind, pact in self._pacts.items():
            if self._said[kind]:
                found += _written(pact)
        return found

    @property
    def specification(self) -> str:
        """The version of the specification that the trees are written in."""
        return "4.0"


def _in_words(mismatch: Mismatch) -> str:
    from pact.error import MissingRequest, RequestMismatch, RequestNotFound

    if isinstance(mismatch, MissingRequest):
        return f"{mismatch.method} {mismatch.path} is expected, and was not asked for"
    if isinstance(mismatch, RequestNotFound):
        return f"{mismatch.method} {mismatch.path} was asked for, and is not expected"
    if isinstance(mismatch, RequestMismatch):
        said = "; ".join(str(one).strip() for one in mismatch.mismatches)
        return f"{mismatch.method} {mismatch.path} was asked for otherwise than expected: {said}"
    return str(mismatch).strip()


def _written(pact: Pact) -> list[dict[str, Tree]]:
    with tempfile.TemporaryDirectory(prefix="govkit-pact-") as folder:
        pact.write_file(folder, overwrite=True)
        (path,) = Path(folder).iterdir()
        tree: Any = json.loads(path.read_bytes())
    interactions: list[dict[str, Tree]] = tree["interactions"]
    return interactions
