"""Version numbers as their authors write them, and whether a step between two of them is wide enough (semver.org)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from semver import Version

_LONGEST = 100
_DATE = re.compile(r"v?(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)?(?!\d)", re.IGNORECASE)
"""How a date begins: `2024-01-01`, `v2024.1`, `20240101`, `2024`."""


class Level(StrEnum):
    """How far a version must move; the order is that of the width."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"

    @property
    def rank(self) -> int:
        """0 for no step, 3 for the widest."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """Whether an author's own step is wide enough, the smallest that is, and both in a sentence.

    `sufficient` is None where nothing can be said: a version is missing, or is no SemVer.
    """

    sufficient: bool | None = None
    next: str | None = None
    remark: str = ""


def judged(old: str | None, new: str | None, needed: Level) -> Sufficiency:
    """The author's step from `old` to `new`, measured by the step that the change needs.

    SemVer 2.0.0, with a leading `v` and missing zeros (`1.2`) let through. Below 1.0.0 a break needs a minor step and
    anything else a patch, as package managers read section 4. From a pre-release any step is wide enough (section 9),
    and a pre-release of the next version counts as that version. Build metadata is no step (section 10).
    """
    if old is None or new is None:
        return Sufficiency()
    before, after = _read(old), _read(new)
    if before is None or after is None:
        return Sufficiency(remark=_not_semver(old if before is None else new))
    least = _least(before, needed)
    following = None if least is None else str(least)
    way = f"{old} → {new}"
    ending = f", next is {following}" if following else ""
    order = after.compare(before)
    if order < 0:
        return Sufficiency(False, following, f"{way} goes back{ending}")
    if order == 0:
        enough = needed is Level.NONE
        return Sufficiency(enough, following, f"{old} stays: {'enough' if enough else f'too small{ending}'}")
    if before.prerelease:
        return Sufficiency(True, following, f"{way}: a pre-release promises nothing, so any step is enough")
    enough = least is None or after.finalize_version() >= least
    step = f"{way} is a {_own_step(before, after)} step"
    if after.prerelease:
        step += f" (a pre-release of {after.finalize_version()})"
    verdict = "enough" if enough else f"too small{ending}"
    return Sufficiency(enough, following, f"{step}: {verdict}{_zero(before, needed)}")


def _read(text: str) -> Version | None:
    """A version as SemVer, or None: a date is none, though `2024.1.0` has the form of one."""
    from semver import Version  # late: this module also names the steps, which all reports do

    text = text.strip()
    if len(text) > _LONGEST or is_date(text):
        return None
    try:
        return Version.parse(text.removeprefix("v").removeprefix("V"), optional_minor_and_patch=True)
    except (ValueError, TypeError):
        return None


def is_date(text: str) -> bool:
    """Whether a version is, or begins with, a date."""
    return _DATE.match(text) is not None


def _not_semver(text: str) -> str:
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    what = "a date, not SemVer" if is_date(text.strip()) else "not SemVer"
    return f"the version `{shown}` is {what}: whether the step suffices is not judged"


def _least(version: Version, needed: Level) -> Version | None:
    """The smallest version that suffices after this one."""
    if needed is Level.NONE:
        return None
    if version.prerelease:
        return version.finalize_version()
    if version.major == 0:
        return version.bump_minor() if needed is Level.MAJOR else version.bump_patch()
    bump = {Level.MAJOR: version.bump_major, Level.MINOR: version.bump_minor, Level.PATCH: version.bump_patch}
    return bump[needed]()


def _own_step(old: Version, new: Version) -> Level:
    if old.major != new.major:
        return Level.MAJOR
    return Level.MINOR if old.minor != new.minor else Level.PATCH


def _zero(old: Version, needed: Level) -> str:
    return " (below 1.0.0 a break needs a minor step)" if old.major == 0 and needed is Level.MAJOR else ""
