"""All systems that are served together, so that one can speak of the records of another."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.store import Clock
from govkit.spec.expressions import close_to

_PARAMETER = re.compile(r"\{[^{}]*\}")


class Unknown(LookupError):
    """A name that nothing has, and a hint at what was meant."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Platforms:
    """The behaviours of all systems by name. `others` are systems that there are, but are not served."""

    def __init__(self, behaviours: Mapping[str, Behaviour], clock: Clock, others: Collection[str] = ()) -> None:
        self.behaviours = behaviours
        self.clock = clock
        self.others = frozenset(others)
        self._paths: dict[str, dict[str, Resource]] = {}

    def split(self, text: str) -> tuple[str | None, str]:
        """`erp:/invoices` as the system and the collection; None for the system that speaks."""
        system, colon, path = text.partition(":")
        return (system, path) if colon and not system.startswith("/") else (None, text)

    def collection(self, system: str, text: str) -> tuple[str, Resource | None]:
        """What a text names: the system, and the collection; None where that system is not served. Raises Unknown."""
        named, path = self.split(text)
        if named is not None and named not in self.behaviours:
            if named in self.others:
                return named, None
            known = [*self.behaviours, *self.others]
            raise Unknown(f"there is no system `{named}`", close_to(named, known))
        owner = named or system
        found = self.paths(owner).get(_unnamed(path))
        if found is None:
            known = sorted(self.behaviours[owner].resources.by_path)
            if not path.startswith("/"):
                raise Unknown(f"a collection is a path, not `{path}`", close_to(f"/{path}", known))
            raise Unknown(f"there is no collection `{path}` in {owner}", close_to(path, known))
        return owner, found

    def paths(self, system: str) -> dict[str, Resource]:
        """The collections of a system by their paths, whatever the parameters in them are called."""
        found = self._paths.get(system)
        if found is None:
            by_path = self.behaviours[system].resources.by_path
            found = self._paths[system] = {_unnamed(path): resource for path, resource in by_path.items()}
        return found


def _unnamed(path: str) -> str:
    return _PARAMETER.sub("{}", path.rstrip("/"))
