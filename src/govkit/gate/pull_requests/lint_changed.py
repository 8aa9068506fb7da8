"""What a lint finds in a change that was not there at the base: in documents, and in the estate as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from govkit.catalog.entries import Estate, VersionOf
from govkit.checks.lint.spectral.running import INVALID_REF
from govkit.errors import InputError
from govkit.findings import Finding
from govkit.gate.cache import cache_at
from govkit.gate.comparisons.kept import found_once, texts_of
from govkit.gate.lint.documents import Documents
from govkit.gate.lint.facts import Facts
from govkit.gate.lint.judge import judged
from govkit.gate.lint.rulesets import Rulesets, Ruling, digest_of_all, skipped
from govkit.gate.lint.single import linted
from govkit.gate.lint.view import View, domain_of
from govkit.gate.pull_requests.terms import Terms
from govkit.spec.openapi import Contract
from govkit.spec.openapi.survey import survey_of

_PLACED = ("API", "System", "Domain")
"""Kinds of entries that say which API belongs to which domain."""
_SHOWN = 5


class LintChanged:
    """A lint of two states of an estate."""

    def __init__(self, base: Estate | None, head: Estate, terms: Terms) -> None:
        self._base, self._head, self._terms = base, head, terms
        self._rulesets = Rulesets(head.files)
        self._same: dict[str, Facts | None] = {}
        self._used: list[Ruling] = []
        self._stood = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """How much was found and is not new, and what of the rulesets was not asked, where there is some."""
        many = f"{self._stood} findings" if self._stood > 1 else "a finding"
        stood = [f"{many} of a lint stood at the base: `govkit lint` shows all"] if self._stood else []
        parts = [f"{one.subject.path} ({one.new})" for one in skipped(self._used)]
        if parts:
            some = f"{', '.join(parts[:_SHOWN])}{', …' if len(parts) > _SHOWN else ''}"
            one = f"{len(parts)} parts of rulesets are skipped" if len(parts) > 1 else "a part of a ruleset is skipped"
            stood.append(f"{one}: {some}; `govkit lint` says why")
        return tuple(stood)

    def of_document(self, contract: Contract, before: Contract | None, rulesets: Sequence[str]) -> list[Finding]:
        """What is found in a document and was not before, by the rules and rulesets as they are now."""
        rulings = self._rulesets.at(rulesets)
        self._used += rulings
        found = self._linted(contract, rulings)
        known = set[str]()
        if before is not None and found:
            try:
                known = {one.fingerprint for one in self._linted(before, rulings)}
            except InputError:  # what could not be read so before is not of this change
                known = set()
        return self._new(found, known)

    def _linted(self, contract: Contract, rulings: Sequence[Ruling]) -> list[Finding]:
        """What is found in a document, or was found in it when it and the rulesets were the same."""
        survey_of(contract)  # which reads what the description refers to
        labels = (one.file.label for one in rulings)
        known = len(contract.source_library.documents)

        def has_read_no_more(findings: Sequence[Finding]) -> bool:
            """Whether rulesets, who follow every reference, read nothing else, and looked for nothing that may come."""
            is_whole = all(one.rule != INVALID_REF for one in findings)
            return is_whole and len(contract.source_library.documents) == known

        return found_once(
            self._terms.options,
            lambda: ("lint", digest_of_all(rulings), *labels, *texts_of(contract)),
            lambda: linted(contract, rulings, known_owner=True),
            has_read_no_more,
        )

    def of_estate(
        self, paths: set[str], touched: Iterable[VersionOf], contracts: tuple[Mapping[str, Contract], ...]
    ) -> list[Finding]:
        """What rules about estates find that was not there before.

        `paths` are those that changed, `touched` the versions whose documents did; `contracts` are those that were
        read, of the head and of the base.
        """
        domains = {domain for one in touched if (domain := domain_of(self._head, one)) is not None}
        for estate in (self._base, self._head):
            domains |= _domains_of_entries(estate, paths) if estate is not None else set()
        found = self._judged(self._head, domains, contracts[0])
        stood = self._judged(self._base, domains, contracts[1]) if self._base is not None and found else []
        return self._new(found, {one.fingerprint for one in stood})

    def _new(self, found: Sequence[Finding], known: set[str]) -> list[Finding]:
        new = [one for one in found if one.fingerprint not in known]
        self._stood += len(found) - len(new)
        return new

    def _judged(self, estate: Estate, domains: set[str], contracts: Mapping[str, Contract]) -> list[Finding]:
        cache = cache_at(self._terms.here) if self._terms.options.cache else None
        documents = Documents(estate.files, cache)

        def read(version: VersionOf) -> Facts | None:
            """The facts of a version; one that neither side changed says on both what it said on one."""
            if version.name in contracts:
                return Facts.of(contracts[version.name])
            if version.name not in self._same:
                self._same[version.name] = documents.facts(version)
            return self._same[version.name]

        found = judged(View(estate, self._terms.today, read, frozenset(domains)))
        documents.save()
        return found


def _domains_of_entries(estate: Estate, paths: set[str]) -> set[str]:
    """The domains that entries at some paths are of, or are."""
    found = {one.name for one in estate.domains.values() if one.source.path in paths}
    systems = {one.name: str(one.spec.domain) for one in estate.systems.values()}
    found |= {systems[one.name] for one in estate.systems.values() if one.source.path in paths}
    moved = (str(one.spec.system) for one in estate.apis.values() if one.source.path in paths)
    return found | {systems[name] for name in moved if name in systems}
