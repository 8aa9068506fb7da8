"""What a lint finds in one version of an API, as its policies have it: found once, and kept by content."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from govkit.catalog.entries import VersionOf
from govkit.errors import GovkitError
from govkit.findings import Finding, worst_first
from govkit.gate.cache import cache_at
from govkit.gate.configuration import configuration
from govkit.gate.lint.documents import Documents
from govkit.gate.lint.governed import Governing
from govkit.gate.lint.rulesets import Rulesets
from govkit.portal.state import State


@dataclass(frozen=True, slots=True)
class _Linting:
    documents: Documents
    governing: Governing
    rulesets: Rulesets
    lock: threading.Lock


def linted(state: State, version: VersionOf) -> list[Finding] | None:
    """The findings that count in a version's document, worst first; None where it cannot be read."""
    return state.worked(("linted", version.name), _found, version.name)


def _found(state: State, name: str) -> list[Finding] | None:
    version = state.version(name)
    linting = state.kept("linting", lambda: _linting(state))
    with linting.lock:
        try:
            rulesets = linting.rulesets.at(linting.governing.rulesets(version))
            found = linting.governing.judged(linting.documents.findings(version, rulesets), version)
        except GovkitError:
            return None
    return [one for one in worst_first(found) if one.counts]


def _linting(state: State) -> _Linting:
    estate = state.estate
    return _Linting(
        Documents(estate.files, cache_at(state.top)),
        Governing(estate, configuration(state.top).waivers, state.on),
        Rulesets(estate.files),
        threading.Lock(),
    )
