"""How a run of the gate judges."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from govkit.catalog.entries.lock import Lock
from govkit.findings import Waiver
from govkit.gate.configuration import Settings
from govkit.gate.options import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a run judges: what the caller asks for, the settings and waivers of the repository, and the day.

    `against_all` compares a version with every active one that is lower, not only with the one before.
    """

    options: Options = field(default_factory=Options)
    settings: Settings = field(default_factory=Settings)
    waivers: tuple[Waiver, ...] = ()
    today: date
    against_all: bool = False
    target_lock: Lock = field(default_factory=Lock)
    """The lock of the branch that the change is to join, as it is now."""
    here: Path = field(default_factory=Path.cwd)
    """The folder whose cache keeps verdicts."""

    @property
    def of_pacts(self) -> Options:
        """How pacts are judged, whatever is asked of descriptions."""
        asserted = self.options.asserted | frozenset(self.settings.assert_formats)
        return replace(self.options, strict=False, overlays=(), asserted=asserted)
