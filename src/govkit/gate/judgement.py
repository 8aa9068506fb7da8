"""One version of an API judged as strictly as can be: by itself, and against the released version before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govkit.catalog.entries import Estate, VersionOf
from govkit.errors import Place
from govkit.findings import Finding, Severity, Waiver, apply_waivers
from govkit.gate.comparisons.compared import lines_of
from govkit.gate.estates.affected import NOTHING_RECORDED, Recordings, has_recordings, with_affected
from govkit.gate.estates.moves import Move, judged_move
from govkit.gate.estates.policies import policies_of, waivers_of
from govkit.gate.estates.registered import contract_of_version
from govkit.gate.outcome import Compared, Outcome
from govkit.gate.pull_requests.estate_check import lines_of_estates
from govkit.gate.pull_requests.following import Following, following
from govkit.gate.pull_requests.lint_changed import LintChanged
from govkit.gate.pull_requests.mappings_hit import MappingsHit, with_mappings
from govkit.gate.pull_requests.terms import Terms
from govkit.gate.pull_requests.workflows_hit import WorkflowsHit, with_workflows
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics
from govkit.spec.openapi.strictness import strict_findings

_ABOUT_STEPS = ("version-step-too-small", "removed-without-deprecation")


class Judgement:
    """The strict checks of one version of an estate. Raises InputError where its document cannot be read."""

    def __init__(self, estate: Estate, version: VersionOf, terms: Terms) -> None:
        self._estate, self._version, self._terms = estate, version, terms
        self._policies = policies_of(estate, version)
        settings = terms.settings
        self._options = self._policies.completed(terms.options, profile=settings.profile, unproven=settings.unproven)
        self._notes: list[str] = []
        self._pairs: list[Compared] = []
        self.contract = contract_of_version(estate, version, self._options, self._notes)
        self._previous: Contract | None = None
        self._following: Following | None = None

    def outcome(self, command: str, also: Sequence[Finding] = ()) -> Outcome:
        """All that speaks against the version, `also` what the caller found, and what changes with it."""
        findings = self._findings(also)
        lines = lines_of(one.library for one in (self.contract, self._previous) if one is not None)
        entries = lines_of_estates(self._estate)

        def line_of(place: Place) -> str | None:
            return lines(place) or entries(place)

        following = self._following
        return Outcome(
            command=command,
            findings=tuple(findings),
            profile=self._options.profile or "wire",
            old=following.replacement.old.name if following is not None else None,
            new=self._version.name,
            compared=1,
            notes=tuple(self._notes),
            steps=(following.step,) if following is not None else None,
            line_of=line_of,
            pairs=tuple(self._pairs),
        )

    def refused_by_lint(self) -> list[Finding]:
        """What a lint finds, the gate will refuse, and the version before had not. Asked behind `outcome`."""
        rulesets = [path for entry in self._policies.entries for path in entry.spec.lint.rulesets]
        terms = replace(self._terms, options=replace(self._terms.options, cache=False))  # nothing is written yet
        lint = LintChanged(None, self._estate, terms)
        found = self._judge(lint.of_document(self.contract, self._previous, rulesets))
        return [one for one in found if one.counts and one.severity is Severity.ERROR]

    def _findings(self, also: Sequence[Finding]) -> list[Finding]:
        found = self._judge([*semantics(self.contract), *strict_findings(self.contract), *also])
        previous = self._estate.previous_released(self._version)
        if previous is not None:
            found += self._against(previous)
        expired = [
            one for one in self._waivers() if one.until < self._terms.today
        ]  # the gate knows which are of no use
        return [*found, *apply_waivers(found, expired, self._terms.today)[len(found) :]]

    def _against(self, previous: VersionOf) -> list[Finding]:
        mild = replace(self._options, strict=False)
        self._previous = known = contract_of_version(self._estate, previous, mild, self._notes)

        recordings = self._recordings(previous, known)
        mappings = MappingsHit(self._estate, self._estate, self._read).of(previous, known, self.contract)
        workflows = WorkflowsHit(self._estate, self._estate, self._read).of(previous, known, self.contract)

        def told(one: Finding) -> Finding:
            hit = with_mappings(with_affected(one, self._estate, previous.version.version, recordings), mappings)
            return with_workflows(hit, workflows)

        def judge(found: Sequence[Finding]) -> list[Finding]:
            self._pairs.append(Compared(known, self.contract, tuple(found)))
            return self._judge([told(one) for one in found])

        self._following = following((previous, known), (self._version, self.contract), self._options, judge)
        move = Move(
            base=self._estate,
            head=self._estate,
            today=self._terms.today,
            contracts={self._version.name: self.contract},
            replacements=(self._following.replacement,),
        )
        rules = [finding for finding in judged_move(move) if finding.rule in _ABOUT_STEPS]
        return [*self._following.findings, *self._judge(rules)]

    def _read(self, _: Estate, version: VersionOf) -> Contract:
        """The contract of a version that a mapping or a workflow speaks of. Raises InputError."""
        read = {self._version.name: self.contract}
        return read.get(version.name) or contract_of_version(self._estate, version, self._terms.of_pacts, self._notes)

    def _recordings(self, previous: VersionOf, known: Contract) -> Recordings:
        """What pacts record of the version before, and what this one does to them."""
        if not has_recordings(self._estate):
            return NOTHING_RECORDED
        from govkit.gate.pull_requests.pacts_hit import PactsHit

        read = {previous.name: known, self._version.name: self.contract}
        pacts = PactsHit(
            self._estate,
            self._estate,
            lambda _, version: read.get(version.name),
            self._terms.of_pacts,
            self._terms.here,
            self._terms.today,
        )
        found = pacts.recordings(previous, self._version)
        self._notes += pacts.notes
        return found

    def _waivers(self) -> list[Waiver]:
        return [one for entry in self._policies.entries for one in waivers_of(entry)]

    def _judge(self, findings: Sequence[Finding]) -> list[Finding]:
        found = self._policies.judged(findings)
        waivers = [*self._terms.waivers, *self._waivers()]
        return apply_waivers(found, waivers, self._terms.today)[: len(found)]


def refused_outcome(command: str, version: VersionOf, refusal: Finding, profile: str | None, estate: Estate) -> Outcome:
    """The outcome where a version is refused whatever its document says, which nobody reads then."""
    return Outcome(
        command=command,
        findings=(refusal,),
        profile=profile or "wire",
        new=version.name,
        compared=1,
        line_of=lines_of_estates(estate),
    )
