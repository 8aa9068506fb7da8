"""What policies make of the findings of a lint: severities, waivers, and waivers that excuse nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from govkit.catalog.entries import Estate, VersionOf
from govkit.findings import Finding, Waiver, apply_waivers, discover
from govkit.gate.all_rules import rulebook
from govkit.gate.comparisons.presence import RULES as GATE_RULES
from govkit.gate.estates.policies import Policies, policies_of, policies_of_entries, waivers_of
from govkit.gate.lint.judge import RULES

OWN_RULES = "govkit.checks.lint.rules"
"""The rules about one document."""


class Governing:
    """The policies of an estate, as they speak to what a lint finds; `before` is the estate as it was.

    `waivers` are those of the repository.
    """

    def __init__(self, estate: Estate, waivers: Iterable[Waiver], today: date, before: Estate | None = None) -> None:
        self._estate, self._before, self._today = estate, before, today
        self._waivers = list(waivers)
        self._policies: dict[str, Policies] = {}

    def of(self, version: VersionOf) -> Policies:
        """What speaks to a version of an API."""
        if version.name not in self._policies:
            self._policies[version.name] = policies_of(self._estate, version, self._before)
        return self._policies[version.name]

    def rulesets(self, version: VersionOf) -> tuple[str, ...]:
        """The rulesets that policies name for a version, by path, each once."""
        return tuple(dict.fromkeys(path for entry in self.of(version).entries for path in entry.spec.lint.rulesets))

    def judged(self, findings: Iterable[Finding], version: VersionOf | None = None) -> list[Finding]:
        """Findings as policies have them: those of a version, or each by what its subject is."""
        found: list[Finding] = []
        parts: dict[str, list[Finding]] = defaultdict(list)
        versions: dict[str, VersionOf] = {}
        for finding in findings:
            about = version or self._about(finding)
            parts[about.name if about is not None else ""].append(finding)
            if about is not None:
                versions[about.name] = about
        for name, some in parts.items():
            policies = self.of(versions[name]) if name else self._of_entries
            said = [*self._waivers, *(one for entry in policies.entries for one in waivers_of(entry))]
            kept = policies.judged(some)
            found += apply_waivers(kept, said, self._today)[: len(kept)]
        return found

    def without_use(self, findings: Sequence[Finding]) -> list[Finding]:
        """A finding for each waiver of a rule that only a lint asks, where it has expired or excuses nothing."""
        rules = known_rules()
        said = [one for entry in self._estate.policies.values() for one in waivers_of(entry) if one.rule in rules]
        return apply_waivers(findings, said, self._today)[len(findings) :]

    @property
    def _of_entries(self) -> Policies:
        if "" not in self._policies:
            self._policies[""] = policies_of_entries(self._estate, self._before)
        return self._policies[""]

    def _about(self, finding: Finding) -> VersionOf | None:
        """The version of an API that a finding is about: the one that its path names, else the highest."""
        versions = self._estate.versions(finding.subject.api)
        parts = finding.subject.path.split("/")
        named = parts[3] if parts[1:3] == ["spec", "versions"] and len(parts) > 3 else None
        found = next((one for one in versions if one.version.version == named), None)
        return found or (versions[-1] if versions else None)


def known_rules() -> set[str]:
    """The ids of the rules that only a lint asks."""
    reported = {id_ for id_, rule in discover(GATE_RULES).items() if rule.on == "report"}
    return {*discover(OWN_RULES), *discover(RULES), *reported} - _VALIDATED


def is_about_lint(waiver: Waiver, estate: Estate) -> bool:
    """Whether a waiver names a rule that only a lint asks, so that only a lint of all knows whether it is of use.

    Where policies name rulesets, a rule that govkit does not have is taken for one of theirs.
    """
    if waiver.rule in known_rules():
        return True
    foreign = any(entry.spec.lint.rulesets for entry in estate.policies.values())
    return foreign and waiver.rule not in rulebook()


_VALIDATED = {"codeowners-outdated", "mock-invalid", "policy-rule-unknown", "scorecard-rule-unknown"}
"""What `govkit validate` tells."""
