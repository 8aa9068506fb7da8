"""How the gate judges."""

from __future__ import annotations

from dataclasses import dataclass

from govkit.findings import Severity


@dataclass(frozen=True, slots=True)
class Options:
    """`profile` names the promise. `strict` makes readable but wrong documents an error of input.

    `asserted` are formats that texts must have beyond those of the profile. `unproven` is the severity of a break that
    could be neither shown nor refuted. `cache` keeps the results of long comparisons in `.govkit/cache` of the project,
    and believes those that are there. `overlays` are files of overlays for all that is read, in their order;
    `overlays_old` and `overlays_new` for one side of a comparison, after those.
    """

    profile: str | None = None
    strict: bool = False
    unproven: Severity | None = None
    cache: bool = False
    asserted: frozenset[str] = frozenset()
    overlays: tuple[str, ...] = ()
    overlays_old: tuple[str, ...] = ()
    overlays_new: tuple[str, ...] = ()
