"""The policies of an estate as they speak to one API: of several that do, the strictest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TypeVar

from govkit.catalog.entries import ApiSpec, Entry, Estate, PolicySpec, VersionOf
from govkit.catalog.entries.kinds.policy import AppliesTo
from govkit.findings import Finding, Severity, Verdict, Waiver, apply_waivers, discover
from govkit.gate.options import Options

T = TypeVar("T")

OFF = "off"
_PROFILES = ("wire", "source", "strict")
_SEVERITIES = ("error", "warning", "info", OFF)
"""The strictest first."""


@dataclass(frozen=True, eq=False)
class Policies:
    """What an estate demands of one version of an API: all policies that speak to it, taken together.

    `stood` is what the estate demanded before a change: a change that relaxes a policy is still judged by it, and one
    that tightens it is judged by the new one already. `audience` is that of the API.
    """

    entries: tuple[Entry[PolicySpec], ...] = field(default=())
    stood: Policies | None = None
    audience: str = ""

    @property
    def _specs(self) -> list[PolicySpec]:
        """The policies before and after: for all but severities and `semver` the strictest of them is the answer."""
        return [entry.spec for entry in (*self.entries, *(self.stood.entries if self.stood is not None else ()))]

    @property
    def profile(self) -> str | None:
        """The widest promise that a policy asks for."""
        return max((spec.profile for spec in self._specs if spec.profile), key=_PROFILES.index, default=None)

    @property
    def unproven(self) -> Severity | None:
        """The severity of what could be neither shown nor refuted."""
        asked = [Severity(spec.unproven) for spec in self._specs if spec.unproven]
        return min(asked, key=lambda one: one.rank, default=None)

    @property
    def semver(self) -> bool:
        """Whether a version that steps too little is refused: yes, unless policies say no and none says yes."""
        said = [entry.spec.semver for entry in self.entries if "semver" in entry.spec.model_fields_set]
        return (any(said) if said else True) or (self.stood is not None and self.stood.semver)

    @cached_property
    def notice(self) -> timedelta | None:
        """The least time between deprecation and sunset."""
        return max((s.lifecycle.notice for s in self._specs if s.lifecycle.notice is not None), default=None)

    @property
    def require_successor(self) -> bool:
        """Whether what is deprecated must name a version to go to."""
        return any(spec.lifecycle.require_successor for spec in self._specs)

    @property
    def deprecate_first(self) -> bool:
        """Whether what a major version removes must have been deprecated in the version before."""
        return any(spec.lifecycle.deprecate_first for spec in self._specs)

    @property
    def require_headers(self) -> bool:
        """Whether a deprecated description must declare the headers `Deprecation` and `Sunset`."""
        return any(spec.lifecycle.require_headers for spec in self._specs)

    def severity(self, rule: str) -> str | None:
        """What policies say of a rule: in each the id itself goes before a glob, the longer glob before the shorter."""
        said = [said_of(entry.spec.severities, rule) for entry in self.entries]
        return min((one for one in said if one is not None), key=_SEVERITIES.index, default=None)

    def judged(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings with the severities that policies give them; those that are off are gone.

        What is refuted stays an `info`, and what is unproven may only become milder: `unproven` speaks of it.
        """
        return [judged for finding in findings if (judged := self._judged(finding)) is not None]

    def _judged(self, finding: Finding) -> Finding | None:
        now = self._with_severity(finding)
        before = self.stood._with_severity(finding) if self.stood is not None else None
        both = [one for one in (now, before) if one is not None]
        return min(both, key=lambda one: one.severity.rank, default=None)

    def _with_severity(self, finding: Finding) -> Finding | None:
        said = self.severity(finding.rule)
        if said == OFF:
            return None
        if said is None:
            return self._unless_used(finding)
        if finding.verdict is Verdict.REFUTED:
            return finding
        severity = Severity(said)
        milder = severity.rank > finding.severity.rank
        return finding if finding.verdict is Verdict.UNPROVEN and not milder else replace(finding, severity=severity)

    def _unless_used(self, finding: Finding) -> Finding:
        """A break with the severity of what nobody is known to use, if it is of a comparison and hits nobody."""
        is_break = finding.severity is Severity.ERROR and finding.users is not None and not finding.affects
        unused = self.unused if is_break else None
        if unused is None or unused is Severity.ERROR:
            return finding
        reason = "; ".join(filter(None, (finding.reason, "nobody is known to use it")))
        return replace(finding, severity=unused, reason=reason)

    @cached_property
    def unused(self) -> Severity | None:
        """The severity of a break that hits nobody; a mild one counts for those audiences that a policy names."""
        said = [
            Severity(spec.breaks.unused)
            for spec in (entry.spec for entry in self.entries)
            if spec.breaks.unused is not None
            and (spec.breaks.unused == "error" or self.audience in ("internal", *spec.applies_to.audiences))
        ]
        return min(said, key=lambda one: one.rank, default=None)

    def completed(self, options: Options, *, profile: str | None, unproven: Severity | None) -> Options:
        """The options of a comparison; `profile` and `unproven` are what the repository's settings say.

        What the caller asks for goes first; of settings and policies the stricter counts.
        """
        profiles = [one for one in (profile, self.profile) if one]
        severities = [one for one in (unproven, self.unproven) if one is not None]
        return replace(
            options,
            profile=options.profile or max(profiles, key=_PROFILES.index, default="wire"),
            unproven=options.unproven or min(severities, key=lambda one: one.rank, default=None),
        )


def policies_of(estate: Estate, version: VersionOf, before: Estate | None = None) -> Policies:
    """The policies that speak to a version of an API, by its domain, its audience, and by name.

    `before` is the estate as it was, whose policies count as well.
    """
    number = version.version.version
    stood = None
    if before is not None:
        api = before.apis.get(version.api.name, version.api)
        stood = Policies(_speaking(before, api, number), audience=api.spec.audience)
    return Policies(_speaking(estate, version.api, number), stood, version.api.spec.audience)


def _speaking(estate: Estate, api: Entry[ApiSpec], number: str) -> tuple[Entry[PolicySpec], ...]:
    return tuple(one for one in estate.policies.values() if speaks_to(one.spec.applies_to, estate, api, number))


def speaks_to(to: AppliesTo, estate: Estate, api: Entry[ApiSpec], number: str) -> bool:
    """Whether an entry that says whom it speaks to means a version of an API."""
    if to.domains:
        system = estate.systems.get(api.spec.system.name)
        if system is None or system.spec.domain.name not in {one.name for one in to.domains}:
            return False
    if to.audiences and api.spec.audience not in to.audiences:
        return False
    return not to.apis or any(one.name == api.name and one.speaks_of(number) for one in to.apis)


def policies_of_entries(estate: Estate, before: Estate | None = None) -> Policies:
    """The policies that speak to everybody, and so to entries that are no API; `before` is the estate as it was."""
    stood = policies_of_entries(before) if before is not None else None
    return Policies(tuple(one for one in estate.policies.values() if one.spec.applies_to == AppliesTo()), stood)


def judged_entries(
    findings: Iterable[Finding], policies: Policies, waivers: Iterable[Waiver], today: date
) -> list[Finding]:
    """Findings about entries with severities and waivers of policies, and other `waivers`, those of the repository."""
    found = policies.judged(findings)
    said = [*waivers, *(one for entry in policies.entries for one in waivers_of(entry))]
    return apply_waivers(found, said, today)[: len(found)]


def is_about_entries(waiver: Waiver) -> bool:
    """Whether a waiver names a rule about entries, so that only who judges all of them knows whether it is of use."""
    return any(waiver.rule in discover(package) for package in _ABOUT_ENTRIES)


_ABOUT_ENTRIES = (
    "govkit.catalog.entries.rules",
    "govkit.catalog.mapping.rules",
    "govkit.catalog.workflows.rules",
)


def waivers_of(entry: Entry[PolicySpec]) -> list[Waiver]:
    """The waivers of a policy, each with its place."""
    places = entry.source.places(("spec", "waivers", index) for index in range(len(entry.spec.waivers)))
    return [
        Waiver(
            rule=one.rule,
            subjects=one.subjects,
            until=one.until,
            reason=one.reason,
            approver=one.approver,
            change=one.change,
            place=places["spec", "waivers", index],
        )
        for index, one in enumerate(entry.spec.waivers)
    ]


def said_of(said: Mapping[str, T], rule: str) -> T | None:
    """What is said of a rule, by its id before any glob, and by a longer glob before a shorter one."""
    if rule in said:
        return said[rule]
    globs = [glob for glob in said if fnmatchcase(rule, glob)]
    return said[max(globs, key=len)] if globs else None
