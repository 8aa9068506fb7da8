"""How the gate judges."""

from __future__ import annotations

from dataclasses import dataclass

from govkit.findings import Severity


@dataclass(frozen=True, slots=True)
class Options:
    """`profile` names the promise. `strict` makes readable but wrong documents an error of input.

    `unproven` is the severity of a break that could be neither shown nor refuted. `cache` keeps the results of long
    comparisons in `.govkit/cache` of the project, and believes those that are there.
    """

    profile: str | None = None
    strict: bool = False
    unproven: Severity | None = None
    cache: bool = False
