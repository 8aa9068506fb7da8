"""Contracts that are given as text: for examples, tests and tools."""

from __future__ import annotations

from govkit.checks.compat.compare import compare
from govkit.checks.compat.profile import profile_named
from govkit.findings import Finding
from govkit.spec.documents import Library, MemoryFiles
from govkit.spec.openapi import Contract


def contract_of(text: str, name: str = "openapi.yaml") -> Contract:
    """The contract in a text of JSON or YAML. Raises InputError."""
    library = Library(MemoryFiles({name: text.encode("utf-8")}))
    document = library.open(name)
    library.check_references(document)
    return Contract(library, document)


def compare_texts(before: str, after: str, profile: str = "wire") -> list[Finding]:
    """What changed between two documents that are given as text. Raises InputError, UsageError."""
    return compare(contract_of(before, "old.yaml"), contract_of(after, "new.yaml"), profile_named(profile))
