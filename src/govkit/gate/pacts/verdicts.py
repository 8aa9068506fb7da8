"""Whether a version of an API keeps a pact: a function of what the pact says, what the version says, and this govkit.

What is found without a server is kept in `.govkit/cache`, by contents; what a live verification found stands in the
catalog, and counts for the contents that it names.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.entries.lock import digest
from govkit.catalog.entries.pacts import hash_of, mark_of, normal_form, pact_text
from govkit.catalog.entries.verifications import VerificationForm
from govkit.errors import InputError
from govkit.findings import Finding, Severity, Waiver, apply_waivers
from govkit.gate.cache import Cache, cache_at, name_of, of_this_code
from govkit.gate.configuration import configuration, settings
from govkit.gate.estates.loading import keep, read_kept
from govkit.gate.estates.policies import Policies, policies_of, waivers_of
from govkit.gate.estates.watched import DigestsOf, findings_form
from govkit.gate.options import Options
from govkit.spec.documents import Document, parse

if TYPE_CHECKING:
    from govkit.gate.pacts.providers import Registered

_WORTH_KEEPING = 0.1  # seconds
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


class KeptPact:
    """A pact of the catalog: its path, its bytes, its hash."""

    def __init__(self, estate: Estate, path: str) -> None:
        self.path = path
        self.label = estate.files.label(path)
        self._data = estate.files.read(path)

    @cached_property
    def document(self) -> Document:
        """Its tree. Raises InputError."""
        return parse(self._data, self.label)

    @cached_property
    def hash(self) -> str:
        """The hash of its normal form. Raises InputError for what is no pact."""
        raw = hash_of(self._data)
        if mark_of(self.path) == raw[:12]:
            return raw
        tree = self.document.tree
        if not isinstance(tree, dict):
            raise InputError(f"{self.label} is no pact")
        return hash_of(pact_text(normal_form(tree)))


class Verdicts:
    """The verdicts of an estate on a day, each found once; `notes` are sentences about what could not be read."""

    def __init__(self, estate: Estate, on: date, options: Options, cwd: Path | None = None) -> None:
        self._estate = estate
        self._on = on
        here = cwd or Path.cwd()
        self._options = replace(options, asserted=options.asserted | frozenset(settings(here).assert_formats))
        self._cache = cache_at(here) if options.cache else None
        self._waivers: tuple[Waiver, ...] = tuple(configuration(here).waivers)
        self._pacts: dict[str, KeptPact | None] = {}
        self._sides: dict[str, _Side] = {}
        self._told: dict[tuple[str, str], PactVerdict] = {}
        self._digests = DigestsOf(estate.files)
        self._live: dict[tuple[str, str, str], VerificationForm] = {}
        for one in estate.verifications:
            said = one.said
            known = self._live.get((said.api, said.version, said.pact))
            if known is None or known.at <= said.at:
                self._live[said.api, said.version, said.pact] = said

    def pact(self, path: str) -> KeptPact | None:
        """The pact at a path; None where there is no such file, of which `validate` tells."""
        if path not in self._pacts:
            self._pacts[path] = KeptPact(self._estate, path) if self._estate.files.exists(path) else None
        return self._pacts[path]

    def prepare(self, wanted: Iterable[tuple[KeptPact, VersionOf]]) -> None:
        """Holds pacts against versions, those of one version together; what is known is not found again."""
        by_version: dict[str, tuple[VersionOf, dict[str, KeptPact]]] = {}
        for pact, version in wanted:
            by_version.setdefault(version.name, (version, {}))[1][pact.hash] = pact
        for version, pacts in by_version.values():
            self._side(version).hold(list(pacts.values()))

    def of(self, pact: KeptPact, version: VersionOf) -> PactVerdict:
        """Whether a version keeps a pact. Raises InputError for a file that is no pact."""
        key = (pact.hash, version.name)
        if key not in self._told:
            self._told[key] = self._judged(pact, version)
        return self._told[key]

    def ever_verified(self, pact: KeptPact, api: str, *, but: VersionOf) -> bool:
        """Whether some other version of an API keeps a pact, or kept it when it was asked."""
        others = [one for one in self._estate.versions(api) if one.name != but.name]
        return any(self.of(pact, one).reason is Reason.VERIFIED for one in reversed(others)) or any(
            said.api == api and said.pact == pact.hash and said.result == "passed" for said in self._live.values()
        )

    # --------------------------------------------------------------------------------------------------------- judging

    def _side(self, version: VersionOf) -> _Side:
        if version.name not in self._sides:
            self._sides[version.name] = _Side(self._estate, version, self._options, self._cache, self._digests)
        return self._sides[version.name]

    def _judged(self, pact: KeptPact, version: VersionOf) -> PactVerdict:
        side = self._side(version)
        side.hold([pact])
        held = side.held.get(pact.hash)
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
            return PactVerdict(Reason.NEVER_VERIFIED, by, side.unread.get(pact.hash) or side.problem)
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
    """One version of an API, and what was found in the pacts that were held against it, by their hashes."""

    def __init__(
        self,
        estate: Estate,
        version: VersionOf,
        options: Options,
        cache: Cache | None,
        digests: DigestsOf,
    ) -> None:
        self._estate, self._version, self._options = estate, version, options
        self._against: Registered | None = None
        self._cache = cache
        self._digests = digests
        self.problem = ""
        """Why the version cannot be read; empty where it can."""
        shown = estate.files.label(version.version.definition)  # findings have places as they are seen from here
        self._name = name_of("matrix", of_this_code(), version.name, shown, *version.files, *sorted(options.asserted))
        self._kept = self._read()
        self.held: dict[str, _Held] = {}
        self.unread: dict[str, str] = {}
        """Why a pact cannot be read, by its hash."""

    @cached_property
    def contract_digest(self) -> str:
        """The digest of what the version says; empty where it cannot be read."""
        known = self._kept.get("contract")
        if isinstance(known, str):
            return known
        try:
            return digest(self._estate.files, self._version.version)
        except InputError:
            return ""

    def hold(self, pacts: Sequence[KeptPact]) -> None:
        """Holds pacts against the version, as far as that is not known already. Raises InputError for no pact."""
        for one in pacts:
            if one.hash not in self.held and (kept := self._kept["pacts"].get(one.hash)) is not None:
                self.held[one.hash] = _Held(
                    dict(kept[0]), tuple(findings_form().validate_python(kept[1]) if kept[1] else ())
                )
        anew = [one for one in pacts if one.hash not in self.held and one.hash not in self.unread]
        if not anew or self.problem:
            return
        start = time.monotonic()
        try:
            found = self._found(anew)
        except InputError as error:
            self.problem = f"the document of {self._version.name} cannot be read: {error.message}"
            return
        self.held |= found
        if self._cache is not None and time.monotonic() - start > _WORTH_KEEPING:
            form = findings_form()
            self._kept["pacts"] |= {
                key: [one.names, form.dump_python(list(one.findings), mode="json")] for key, one in found.items()
            }
            self._kept["contract"] = self.contract_digest
            keep(self._cache, self._name, self._kept)

    def _read(self) -> dict[str, Any]:
        record = read_kept(self._cache, self._name)
        asked = record.get("asked")
        if isinstance(asked, dict) and asked and all(self._digests[path] == known for path, known in asked.items()):
            return record
        return {"pacts": {}}

    def _found(self, pacts: Sequence[KeptPact]) -> dict[str, _Held]:
        from govkit.checks.pacts import read_pact
        from govkit.gate.pacts.providers import Registered, held_against

        if self._against is None:
            self._against = Registered(self._estate, self._version, self._options, [])
        read = {}
        for one in pacts:
            try:
                read[one.hash] = read_pact(one.document)
            except InputError as error:
                self.unread[one.hash] = f"{error.place}: {error.message}" if error.place else error.message
        verified = held_against(self._against, list(read.values()))
        self._kept["asked"] = self._against.asked
        return {
            key: _Held({one.pointer: one.name for one in result.interactions}, result.findings)
            for key, result in zip(read, verified, strict=True)
        }
