"""The versions of an API in their order: SemVer precedence, and the calendar for those that count by date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, total_ordering

from semver import Version as SemVer

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.form import DAY, VERSION, ApiRef
from govkit.catalog.entries.kinds.api import ApiSpec, ApiVersion, Lifecycle
from govkit.errors import Place
from govkit.spec.documents import Pointer

_DAY = re.compile(DAY)
_VERSION = re.compile(VERSION)
_SHORT = re.compile(r"(?P<major>0|[1-9][0-9]*)(?:\.(?P<minor>0|[1-9][0-9]*))?(?P<rest>(?:[-+].*)?)")
_LONGEST = 100


@total_ordering
class Order:
    """Where a version stands among others (SemVer 2.0.0, section 11); a date comes after any SemVer."""

    __slots__ = ("_date", "_semver")

    def __init__(self, version: str) -> None:
        dated = _DAY.fullmatch(version) is not None
        self._date = version if dated else ""
        self._semver = SemVer(0) if dated else SemVer.parse(version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Order) and (self._date, self._semver) == (other._date, other._semver)

    def __lt__(self, other: Order) -> bool:
        if self._date != other._date:
            return self._date < other._date
        return self._semver < other._semver

    def __hash__(self) -> int:
        return hash((self._date, self._semver.to_tuple()[:4]))


def number_said(text: str) -> str | None:
    """The version that the author of a document means by `info.version`, as entries write it; None where it is none.

    A `v` before it is a habit, and `1.2` is short for `1.2.0`; a lone year is a date without a day.
    """
    text = text.strip()
    text = text[1:] if text[:1] in ("v", "V") else text
    if len(text) > _LONGEST:
        return None
    if _VERSION.fullmatch(text):
        return text
    found = _SHORT.fullmatch(text)
    if found is None or len(found["major"]) >= len("2026"):
        return None
    full = f"{found['major']}.{found['minor'] or 0}.0{found['rest']}"
    return full if _VERSION.fullmatch(full) else None


@dataclass(frozen=True, eq=False)
class VersionOf:
    """One version of an API of the estate, with its API: what `billing@2.1.0` names."""

    api: Entry[ApiSpec]
    version: ApiVersion
    index: int

    @property
    def name(self) -> str:
        """As references write it: `billing@2.1.0`."""
        return f"{self.api.name}@{self.version.version}"

    @property
    def lifecycle(self) -> Lifecycle:
        """How far it has come."""
        return self.version.lifecycle

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of its document and of the overlays that mend it: together they say what it is."""
        return (self.version.definition, *self.version.overlays)

    @property
    def pointer(self) -> Pointer:
        """Where it stands in the file of its API."""
        return ("spec", "versions", self.index)

    @cached_property
    def order(self) -> Order:
        """Where it stands among the versions of its API."""
        return Order(self.version.version)

    def place(self, *below: str | int) -> Place:
        """Where it, or a part of it, stands."""
        return self.api.place((*self.pointer, *below))


def versions_of(api: Entry[ApiSpec]) -> tuple[VersionOf, ...]:
    """All versions of an API, the lowest first; a version that stands there twice, twice."""
    found = [VersionOf(api, version, index) for index, version in enumerate(api.spec.versions)]
    return tuple(sorted(found, key=lambda one: one.order))


def meant_by(reference: ApiRef, versions: tuple[VersionOf, ...]) -> tuple[VersionOf, ...]:
    """Those of an API's versions that a reference speaks of, in their order."""
    return tuple(one for one in versions if reference.speaks_of(one.version.version))


def previous_released(version: str, versions: tuple[VersionOf, ...]) -> VersionOf | None:
    """The greatest version below another that is active or deprecated; None where there is none."""
    order = Order(version)
    standing = (Lifecycle.ACTIVE, Lifecycle.DEPRECATED)
    below = [one for one in versions if one.lifecycle in standing and one.order < order]
    return below[-1] if below else None
