"""What changed between two contracts that somebody names."""

from __future__ import annotations

from govkit.errors import UsageError
from govkit.findings import Finding
from govkit.gate.comparisons.compared import compare_contracts, completed, contract_of, lines_of
from govkit.gate.comparisons.opening import opened
from govkit.gate.comparisons.overlaying import Source
from govkit.gate.comparisons.presence import api_added, api_removed
from govkit.gate.comparisons.step import step_between
from govkit.gate.comparisons.whom import with_whom
from govkit.gate.configuration import settings
from govkit.gate.options import Options
from govkit.gate.outcome import Compared, Outcome, Step
from govkit.spec.openapi import Contract


def diff(old: str, new: str, options: Options) -> Outcome:
    """Compares two documents, or the documents of two folders by name.

    Each argument is a file, a folder, `-` for standard input, `REV:path`, or `api@version` of the catalog.
    Raises InputError, GitError, UsageError.
    """
    if old == new == "-":
        raise UsageError("only one side can come from standard input")
    options = completed(options, settings())
    notes: list[str] = []
    before = opened(old, (*options.overlays, *options.overlays_old), notes)
    after = opened(new, (*options.overlays, *options.overlays_new), notes)
    pairs: list[tuple[Source | None, Source | None]]
    if len(before) == len(after) == 1:
        pairs = list(zip(before.values(), after.values(), strict=True))
    else:
        pairs = [(before.get(name), after.get(name)) for name in sorted(before.keys() | after.keys())]
    findings: list[Finding] = []
    steps: list[Step] = []
    compared: list[Compared] = []
    for sides in pairs:
        left, right = (None if side is None else contract_of(*side, options) for side in sides)
        found = _compared(left, right, options)
        steps.append(step_between(left, right, found))
        if left is not None and right is not None:
            compared.append(Compared(left, right, tuple(found)))
            found = with_whom(old, left, right, found)
        findings += found
    read = [library for library, _ in (*before.values(), *after.values())]
    return Outcome(
        command="diff",
        findings=tuple(findings),
        profile=options.profile or "wire",
        old=old,
        new=new,
        compared=len(pairs),
        steps=tuple(steps),
        notes=tuple(notes),
        line_of=lines_of(read),
        pairs=tuple(compared),
    )


def _compared(old: Contract | None, new: Contract | None, options: Options) -> list[Finding]:
    if old is not None and new is not None:
        return compare_contracts(old, new, options)
    if old is not None:
        return [api_removed(old)]
    return [] if new is None else [api_added(new)]
