"""One run over an estate: the documents of its versions, and itself as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from govkit.catalog.entries import VersionOf
from govkit.findings import Finding, apply_waivers
from govkit.gate.cache import cache_at
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.configuration import configuration, today
from govkit.gate.estates.asked import inside, is_at, lines_in, within
from govkit.gate.estates.definitions import Named, open_definition
from govkit.gate.estates.loading import open_estate
from govkit.gate.lint.choosing import chosen
from govkit.gate.lint.documents import Documents
from govkit.gate.lint.governed import Governing
from govkit.gate.lint.loose import LintOptions, documents_linted
from govkit.gate.lint.rulesets import Rulesets, Ruling, check_named, ruling_named, skipped
from govkit.gate.lint.single import linted
from govkit.gate.lint.whole import Whole
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome


class EstateLint:
    """One run over an estate."""

    def __init__(self, top: Path, asked: LintOptions, options: Options) -> None:
        self._top, self._asked, self._options = top, asked, options
        self._estate = open_estate(cache=options.cache)
        self._estate.refuse_problems()
        self._today = today()
        self._cache = cache_at(top) if options.cache else None
        self._documents = Documents(self._estate.files, self._cache)
        self._governing = Governing(self._estate, configuration(top).waivers, self._today)
        check_named(self._estate)
        self._rulesets = Rulesets(self._estate.files)
        self._named = [ruling_named(one) for one in asked.rulesets]
        self._own = asked.own or not asked.rulesets
        self._used: list[Ruling] = []

    def outcome(self, paths: Sequence[str]) -> Outcome:
        """What is found at some paths, or in all of it."""
        estate, files = self._estate, self._estate.files
        ours = [within(path, self._top) for path in paths if inside(path, self._top)]
        elsewhere = [path for path in paths if not inside(path, self._top)]
        documents = chosen(estate, self._top, paths)
        found = [one for version, document in documents for one in self._document(version, document)]
        if self._own:
            found += [one for one in self._whole() if not paths or is_at(one, ours, files)]
            found += self._governing.without_use(found) if not paths else []
        found += skipped(self._used)
        others = documents_linted(elsewhere, self._asked) if elsewhere else None
        self._documents.save()
        return Outcome(
            command="lint",
            findings=(*found, *(others.findings if others else ())),
            new=", ".join(paths) or ".",
            compared=len(documents) + (0 if paths else len(estate)) + (others.compared if others else 0),
            notes=others.notes if others else (),
            line_of=lines_in(estate.line_of, files, others.line_of if others else None),
        )

    def _document(self, version: VersionOf | None, document: Named) -> list[Finding]:
        """What is found in one document, as policies have it; of a document of no version, by the rules themselves."""
        if version is not None:
            rulings = self._rulings(self._governing.rulesets(version))
            return self._governing.judged(self._documents.findings(version, rulings, own=self._own), version)
        library, opened_ = open_definition(self._estate.files, document, [])
        contract = contract_of(library, opened_, Options())
        return self._waived(linted(contract, self._rulings(()), own=self._own))

    def _rulings(self, paths: Sequence[str]) -> list[Ruling]:
        """The rulesets that are gone by: those that are named, else those of policies, and the one that lies there."""
        found = self._named or self._rulesets.at(paths)
        self._used += found
        return found

    def _waived(self, findings: Sequence[Finding]) -> list[Finding]:
        return apply_waivers(findings, configuration(self._top).waivers, self._today)[: len(findings)]

    def _whole(self) -> list[Finding]:
        whole = Whole(self._estate, self._today, self._documents, self._cache)
        found = whole.findings()
        whole.save()
        return self._governing.judged(found)
