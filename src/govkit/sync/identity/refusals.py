"""Identifiers that cannot be told: nothing links them, or more than one thing does. People decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from govkit.errors import GovkitError

DECIDE = "decide with govkit sync links merge, or govkit sync links split"


class IdentityError(GovkitError):
    """What an object is called in a system cannot be told; `candidates` are what people choose from."""

    kind: ClassVar[str] = "identity"

    def __init__(self, message: str, candidates: Iterable[str] = (), *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.candidates = tuple(candidates)


class Unlinked(IdentityError):
    """An object that no identifier of a system and a type is linked to; the candidates are what else it is called."""

    def __init__(self, entity: str, golden: str, system: str, kind: str, candidates: Iterable[str] = ()) -> None:
        known = tuple(candidates)
        also = f"; it is known as {_listed(known)}" if known else ""
        super().__init__(
            f"no {kind} of {system} is linked to the {entity} {golden}{also}",
            known,
            hint=f"link it: govkit sync links import, or let a record of {system} be read that names it",
        )
        self.entity, self.golden, self.system, self.type = entity, golden, system, kind


class Ambiguous(IdentityError):
    """More than one where one is meant: identifiers of one object in a system, or objects of one identifier."""

    def __init__(self, entity: str, message: str, candidates: Iterable[str]) -> None:
        known = tuple(candidates)
        super().__init__(
            f"{message}: {_listed(known)}",
            known,
            hint=DECIDE,
        )
        self.entity = entity


def _listed(texts: tuple[str, ...], most: int = 8) -> str:
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more
