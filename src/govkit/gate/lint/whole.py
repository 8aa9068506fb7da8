"""An estate as a whole under lint: rules about it, about its entries, and what reports on it find wrong."""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from govkit.catalog.entries import Estate, Lifecycle
from govkit.catalog.entries import judge as entries
from govkit.catalog.entries.scene import Scene
from govkit.findings import Finding, discover
from govkit.gate.answers.report import Asked, report_named
from govkit.gate.cache import Cache
from govkit.gate.comparisons.presence import RULES as GATE_RULES
from govkit.gate.estates.watched import Watched, digest_of, findings_form
from govkit.gate.lint.documents import Documents
from govkit.gate.lint.judge import judged
from govkit.gate.lint.kept import Kept
from govkit.gate.lint.view import View

ABOUT_ENTRIES = frozenset(
    {
        "consumer-of-deprecated-version",
        "consumer-of-retired-version",
        "event-unheard",
        "grant-unused",
        "owner-missing",
        "record-redundant",
        "record-unreachable",
        "reference-cycle",
        "scope-wider-than-used",
        "team-without-members",
        "title-duplicate",
        "use-without-grant",
    }
)
"""Rules about entries that `govkit validate` has as well: what they find is in order, and not good."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Reports that find something wrong, and the kinds of entries that this depends on; all where none are named."""

    reports: tuple[str, ...]
    kinds: tuple[str, ...] = ()


_PARTS = (
    _Part(("deprecations", "ownership", "records")),
    _Part(("access",), ("API", "Consumer")),
    _Part(("duplicates",), ("API", "Entity", "Mapping")),
    _Part(("drift",), ("API", "Entity", "Mapping", "System")),
)


class Whole:
    """What is wrong in an estate as a whole, results kept by content."""

    def __init__(self, estate: Estate, today: date, documents: Documents, cache: Cache | None) -> None:
        self._estate = estate
        self._today = today
        self._documents = documents
        self._reports = Kept(estate.files, cache, "reports")
        self._all = Kept(estate.files, cache, "whole")

    def findings(self) -> list[Finding]:
        """All that the rules and the reports find; nothing is looked at anew where nothing changed."""

        def make(files: Watched) -> object:
            found = [*self._of_entries(), *self._of_rules(), *(one for part in _PARTS for one in self._part(part))]
            files.asked |= self._documents.asked | self._reports.asked
            return findings_form().dump_python(found, mode="json")

        said = self._all.of("all", make, self._today_and_entries)
        return list(findings_form().validate_python(said)) if said else []

    def _of_rules(self) -> list[Finding]:
        return judged(View(self._estate, self._today, self._documents.facts))

    def _of_entries(self) -> list[Finding]:
        """What rules about entries find that a lint tells as well."""
        standing = (one for one in self._estate.versions() if one.lifecycle is not Lifecycle.RETIRED)
        known = {one.files: facts.definition for one in standing if (facts := self._documents.facts(one)) is not None}
        scene = Scene(self._estate, self._today, known)
        return [one for one in entries.judged(scene) if one.rule in ABOUT_ENTRIES]

    def save(self) -> None:
        """Keeps what was found for the next time."""
        self._reports.save()
        self._all.save()

    def _part(self, part: _Part) -> list[Finding]:
        besides = self._entries(part.kinds) if part.kinds else self._today_and_entries
        said = self._reports.of("\n".join(part.reports), lambda files: self._made(part, files), besides)
        return list(findings_form().validate_python(said)) if said else []

    def _made(self, part: _Part, files: Watched) -> object:
        looked = copy.copy(self._estate)
        looked.files = files
        asked = Asked(estate=looked, on=self._today)
        found = [one for name in part.reports for one in report_named(name).make(asked).findings]
        own = {id_ for id_, rule in discover(GATE_RULES).items() if rule.on == "report"}
        return findings_form().dump_python([one for one in found if one.rule in own], mode="json")

    @property
    def _today_and_entries(self) -> str:
        return f"{self._today} {self._entries()}"

    def _entries(self, kinds: Collection[str] = ()) -> str:
        """What the entries of some kinds say, or all with the workflows, as one digest."""
        sources = [one.source for one in self._estate if not kinds or one.kind in kinds]
        sources += [] if kinds else [one.source for one in self._estate.workflow_documents]
        return digest_of(b"\0".join(part for one in sources for part in (one.label.encode(), one.data)))
