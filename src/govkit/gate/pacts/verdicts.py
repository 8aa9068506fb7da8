"""Whether a version of an API keeps a pact: a function of what the pact says, what the version says, and this govkit.

What is found without a server is kept in `.govkit/cache`, by contents; what a live verification found stands in the
catalog, and counts for the contents that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.entries.lock import digest
from govkit.catalog.entries.verifications import VerificationForm
from govkit.errors import InputError
from govkit.findings import Finding, Severity, Waiver, apply_waivers
from govkit.gate.configuration import configuration, settings
from govkit.gate.estates.policies import Policies, policies_of, waivers_of
from govkit.gate.options import Options
from govkit.gate.pacts.kept import Kept
from govkit.gate.pacts.providers import Registered
from govkit.gate.pacts.recorded import Recorded

_UNJUDGED = frozenset({"interaction-type-unknown"})
"""Rules that say that an interaction could not be held against anything."""


class Reason(StrEnum):
    """Why something may go to an environment, or may not."""

    VERIFIED = "verified"
    FAILED = "failed"
    NEVER_VERIFIED = "never-verified"
    INTERACTIONS_MISSING = "interactions-missing"
    PENDING = "pending"
    NOTHING_DEPLOYED = "nothing-deployed"
    VERSION_UNKNOWN = "version-unknown"
    NO_ENVIRONMENT = "no-environment"
    NOT_PROMOTED = "not-promoted"


@dataclass(frozen=True, slots=True)
class Failure:
    """What keeps an interaction from working: which, and the finding or the message of a live run."""

    interaction: str
    message: str
    rule: str = ""
    fingerprint: str = ""
    finding: Finding | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PactVerdict:
    """What is known of a pact and a version: `by` says whether it was held against the description, asked live, both.

    `unjudged` are interactions that nobody has verified.
    """

    reason: Reason
    by: str = ""
    message: str = ""
    failures: tuple[Failure, ...] = ()
    unjudged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """A pact held against a description: its interactions by their places in it, and what was found."""

    names: dict[str, str]
    findings: tuple[Finding, ...]


class Verdicts:
    """The verdicts of an estate on a day, each found once; `notes` are sentences about what could not be read."""

    def __init__(self, estate: Estate, on: date, options: Options, cwd: Path | None = None) -> None:
        self._estate = estate
        self._on = on
        here = cwd or Path.cwd()
        self._options = replace(options, asserted=options.asserted | frozenset(settings(here).assert_formats))
        self._here = here
        self._waivers: tuple[Waiver, ...] = tuple(configuration(here).waivers)
        self._pacts: dict[str, Recorded | None] = {}
        self._sides: dict[str, _Side] = {}
        self._told: dict[tuple[str, str], PactVerdict] = {}
        self._live: dict[tuple[str, str, str], VerificationForm] = {}
        for one in estate.verifications:
            said = one.said
            known = self._live.get((said.api, said.version, said.pact))
            if known is None or known.at <= said.at:
                self._live[said.api, said.version, said.pact] = said

    def pact(self, path: str) -> Recorded | None:
        """The pact at a path; None where there is no such file, of which `validate` tells."""
        if path not in self._pacts:
            files = self._estate.files
            there = files.exists(path)
            self._pacts[path] = Recorded(files.label(path), files.read(path), path) if there else None
        return self._pacts[path]

    def prepare(self, wanted: Iterable[tuple[Recorded, VersionOf]]) -> None:
        """Holds pacts against versions, those of one version together; what is known is not found again."""
        by_version: dict[str, tuple[VersionOf, dict[str, Recorded]]] = {}
        for pact, version in wanted:
            by_version.setdefault(version.name, (version, {}))[1][pact.digest] = pact
        for version, pacts in by_version.values():
            self._side(version).hold(list(pacts.values()))

    def of(self, pact: Recorded, version: VersionOf) -> PactVerdict:
        """Whether a version keeps a pact. Raises InputError for a file that is no pact."""
        key = (pact.digest, version.name)
        if key not in self._told:
            self._told[key] = self._judged(pact, version)
        return self._told[key]

    def ever_verified(self, pact: Recorded, api: str, *, but: VersionOf) -> bool:
        """Whether some other version of an API keeps a pact, or kept it when it was asked."""
        others = [one for one in self._estate.versions(api) if one.name != but.name]
        return any(self.of(pact, one).reason is Reason.VERIFIED for one in reversed(others)) or any(
            said.api == api and said.pact == pact.hash and said.result == "passed" for said in self._live.values()
        )

    # --------------------------------------------------------------------------------------------------------- judging

    def _side(self, version: VersionOf) -> _Side:
        if version.name not in self._sides:
            self._sides[version.name] = _Side(self._estate, version, self._options, self._here)
        return self._sides[version.name]

    def _judged(self, pact: Recorded, version: VersionOf) -> PactVerdict:
        side = self._side(version)
        side.hold([pact])
        held = side.held.get(pact.digest)
        live = self._live.get((version.api.name, version.version.version, pact.hash))
        if live is not None and live.contract != side.contract_digest:
            live = None  # it was asked when the version said something else
        failures = [] if held is None else self._failures(held, version)
        failures += _live_failures(live)
        by = " and ".join((["description"] if held is not None else []) + (["live"] if live is not None else []))
        if failures:
            return PactVerdict(Reason.FAILED, by, failures[0].message, tuple(failures))
        if held is None:
            if live is not None:
                return PactVerdict(Reason.VERIFIED, by)
            return PactVerdict(Reason.NEVER_VERIFIED, by, side.unread.get(pact.digest) or side.problem)
        passed = {one.description for one in live.interactions} if live is not None else set()
        unjudged = tuple(
            name
            for name in _unjudged(held)
            if not (live is not None and (not live.interactions or name.partition(" (given ")[0] in passed))
        )
        if unjudged and len(unjudged) == len(held.names):
            said = "its interactions are of a kind that cannot be held against a description: verify it live"
            return PactVerdict(Reason.NEVER_VERIFIED, "", said, unjudged=unjudged)
        if unjudged:
            said = f"{len(unjudged)} of {len(held.names)} interactions are not verified: {', '.join(unjudged[:3])}"
            return PactVerdict(Reason.INTERACTIONS_MISSING, by, said, unjudged=unjudged)
        return PactVerdict(Reason.VERIFIED, by)

    def _failures(self, held: _Held, version: VersionOf) -> list[Failure]:
        policies = self._policies(version)
        found = policies.judged(held.findings)
        waivers = [*self._waivers, *(one for entry in policies.entries for one in waivers_of(entry))]
        counted = apply_waivers(found, waivers, self._on)[: len(found)]
        return [
            Failure(name, one.message, one.rule, one.fingerprint, one)
            for one in counted
            if one.counts and one.severity is Severity.ERROR
            for name in _interactions(one, held)
        ]

    def _policies(self, version: VersionOf) -> Policies:
        return policies_of(self._estate, version)


def _live_failures(live: VerificationForm | None) -> list[Failure]:
    if live is None or live.result == "passed":
        return []
    said = [
        Failure(one.description, one.message or "it failed when the provider was asked")
        for one in live.interactions
        if one.result == "failed"
    ]
    return said or [Failure("", f"it failed when the provider was asked ({live.by}, {live.at.date()})")]


def _interactions(finding: Finding, held: _Held) -> list[str]:
    """The names of the interactions that a finding is about, by its places in the pact."""
    places = [finding.old, *(old for old, _ in finding.more_places)]
    names = [_name_at(place.pointer, held) for place in places if place is not None and place.pointer]
    return list(dict.fromkeys(names)) or [""]


def _name_at(pointer: str, held: _Held) -> str:
    return held.names.get("/".join(pointer.split("/")[:3]), "")  # /interactions/N/…


def _unjudged(held: _Held) -> list[str]:
    return [name for one in held.findings if one.rule in _UNJUDGED for name in _interactions(one, held)]


class _Side:
    """One version of an API, and what was found in the pacts that were held against it, by their digests."""

    def __init__(self, estate: Estate, version: VersionOf, options: Options, here: Path) -> None:
        self._estate, self._version = estate, version
        self._kept = Kept(Registered(estate, version, options, []), options, here)
        self.problem = ""
        """Why the version cannot be read; empty where it can."""
        self.held: dict[str, _Held] = {}
        self.unread: dict[str, str] = {}
        """Why a pact cannot be read, by its digest."""

    @cached_property
    def contract_digest(self) -> str:
        """The digest of what the version says; empty where it cannot be read."""
        try:
            return self._kept.lock_digest(lambda: digest(self._estate.files, self._version.version))
        except InputError:
            return ""

    def hold(self, pacts: Sequence[Recorded]) -> None:
        """Holds pacts against the version, as far as that is not known already."""
        anew = [one for one in pacts if one.digest not in self.held and one.digest not in self.unread]
        if not anew or self.problem:
            return
        try:
            found, unread = self._kept.hold(anew)
        except InputError as error:
            self.problem = f"the document of {self._version.name} cannot be read: {error.message}"
            return
        self.held |= {
            key: _Held({i.pointer: i.name for i in one.interactions}, one.findings) for key, one in found.items()
        }
        self.unread |= {
            key: f"{error.place}: {error.message}" if error.place else error.message for key, error in unread.items()
        }
