"""What the formats for machines share: where a finding stands in the repository, and whether it fails the run."""

from __future__ import annotations

from dataclasses import dataclass

from govkit.errors import Place
from govkit.findings import Finding
from govkit.reports.format import RenderOptions
from govkit.reports.wording import revision_and_path


@dataclass(frozen=True, slots=True)
class Spot:
    """A file of the repository, `/` between its parts, and the 1-based line and column, where they hold there."""

    path: str
    line: int | None = None
    column: int | None = None


def spot_of(finding: Finding, options: RenderOptions) -> Spot | None:
    """Where a reader of the new side finds it: the new place, else the old one.

    A line of an earlier revision is left out: it is none of the files that a reviewer has open.
    """
    place = finding.new or finding.old
    if place is None:
        return None
    stale = finding.new is None and revision_and_path(place.file)[0] is not None
    return Spot(file_of(place, options), None if stale else place.line, None if stale else place.column)


def file_of(place: Place, options: RenderOptions) -> str:
    """A place's file as the repository knows it; that of a revision is seen from there already."""
    revision, path = revision_and_path(place.file)
    seen = path if revision is not None else options.in_repository(path)
    return seen.replace("\\", "/").removeprefix("./")


def fails(finding: Finding, options: RenderOptions) -> bool:
    """Whether a finding counts and is at or above the threshold."""
    return finding.counts and options.fail_on is not None and finding.severity.rank <= options.fail_on.rank
