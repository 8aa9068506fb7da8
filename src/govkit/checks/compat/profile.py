"""The promises that a comparison holds contracts to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from govkit.errors import UsageError
from govkit.spec.schemas.vocabulary import ALL_FORMATS, WIRE_FORMATS, Formats


@dataclass(frozen=True, slots=True)
class Profile:
    """A promise. `closed`: writers send what is declared; `tolerant`: clients ignore what they do not know.

    `source` adds what breaks generated code. `dispatches`: a discriminator decides to which branch a message belongs.
    `plain`: sets are compared and nothing else counts, so that whatever is proven is an error.
    """

    name: str
    closed: bool
    tolerant: bool
    formats: Formats
    source: bool = False
    dispatches: bool = True
    plain: bool = False

    def asserting(self, formats: Iterable[str]) -> Profile:
        """The same promise with more formats that texts must have."""
        return replace(self, formats=Formats(self.formats.asserted | frozenset(formats)))


PROFILES = {
    "wire": Profile("wire", closed=True, tolerant=True, formats=WIRE_FORMATS),
    "source": Profile("source", closed=True, tolerant=True, formats=WIRE_FORMATS, source=True),
    "strict": Profile("strict", closed=False, tolerant=False, formats=ALL_FORMATS, dispatches=False, plain=True),
}


def profile_named(name: str) -> Profile:
    """The profile of that name. Raises UsageError for any other."""
    try:
        return PROFILES[name]
    except KeyError:
        raise UsageError(f"there is no profile `{name}`", hint=f"one of {', '.join(PROFILES)}") from None
