"""What changed between two versions of an API, with whom it hits: compared once."""

from __future__ import annotations

from govkit.catalog.entries import Estate, VersionOf
from govkit.gate.comparisons.compared import compare_contracts, completed, lines_of
from govkit.gate.comparisons.step import step_between
from govkit.gate.comparisons.whom import whom_hit
from govkit.gate.configuration import settings
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.portal.state import State
from govkit.spec.openapi import Contract


def compared(state: State, old: VersionOf, new: VersionOf) -> Outcome:
    """The comparison of two versions. Raises InputError where one of them cannot be read."""
    return state.worked(("compared", old.name, new.name), _compared, old.name, new.name)


def _compared(state: State, old_name: str, new_name: str) -> Outcome:
    old, new = state.version(old_name), state.version(new_name)
    left, right = state.contract(old), state.contract(new)
    options = completed(Options(cache=True), settings(state.top))

    def read(_: Estate, version: VersionOf) -> Contract:
        return state.contract(version)

    found = compare_contracts(left, right, options)
    return Outcome(
        command="diff",
        findings=tuple(whom_hit(state.estate, old, left, right, found, read)),
        profile=options.profile,
        old=old.name,
        new=new.name,
        compared=1,
        steps=(step_between(left, right, found),),
        line_of=lines_of((left.source_library, right.source_library)),
    )
