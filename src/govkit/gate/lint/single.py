"""One document under lint: govkit's own rules, and rulesets in Spectral's format."""

from __future__ import annotations

from collections.abc import Sequence

from govkit.checks.lint.judge import linted as by_own_rules
from govkit.checks.lint.spectral.running import lint_with
from govkit.findings import Finding
from govkit.gate.lint.rulesets import Ruling
from govkit.spec.documents import Document, Library
from govkit.spec.openapi import Contract


def linted(
    contract: Contract, rulings: Sequence[Ruling], *, own: bool = True, known_owner: bool = False
) -> list[Finding]:
    """What is poor in a contract by some rulesets and, if asked, by govkit's rules.

    `known_owner` tells that a catalog says who owns the API. Raises InputError.
    """
    found = by_own_rules(contract, known_owner=known_owner) if own else []
    return [*found, *ruled(contract.source_library, contract.source, rulings, contract.name)]


def ruled(library: Library, document: Document, rulings: Sequence[Ruling], called: str = "") -> list[Finding]:
    """What rulesets find in a document; what two of them find is found once."""
    found = [one for ruling in rulings for one in lint_with(ruling.file, library, document, called)]
    return list({(one.fingerprint, one.severity): one for one in found}.values())
