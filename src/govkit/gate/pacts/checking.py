"""`govkit pact check`: pacts held against the contracts that they speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from govkit.checks.pacts.comparator import PROFILE, as_comparators
from govkit.errors import InputError, Place, UsageError
from govkit.findings import Affected, Finding, Subject, Verdict, Waiver, apply_waivers, fingerprint_of
from govkit.gate.cache import cache_at
from govkit.gate.comparisons.compared import lines_of
from govkit.gate.configuration import configuration, estate_top, settings, today
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.gate.pacts.folders import named_pacts
from govkit.gate.pacts.found import Found
from govkit.gate.pacts.kept import Kept, owned
from govkit.gate.pacts.providers import Against, NamedFile, Registered, meant_by
from govkit.gate.pacts.recorded import Recorded, pacts_of
from govkit.processes import uncollected
from govkit.spec.documents import Document, FolderFiles, parse

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate, VersionOf


@dataclass(frozen=True, slots=True)
class PactVerdict:
    """What was found in one pact against one contract."""

    recorded: Recorded
    against: Against
    found: Found


def check_pacts(
    paths: Sequence[str], provider: str | None, consumer: str | None, options: Options, cwd: Path | None = None
) -> Outcome:
    """Holds pacts against the contracts that they speak of: those at some paths, or all of the catalog.

    `provider` names the contract, else the catalog tells it; `consumer` leaves out the pacts of others. Raises
    InputError, UsageError.
    """
    with uncollected():
        return Checking(options, cwd).outcome(paths, provider, consumer)


class Checking:
    """One run, with what it reads on its way."""

    def __init__(self, options: Options, cwd: Path | None = None) -> None:
        self._options = replace(options, asserted=options.asserted | frozenset(settings(cwd).assert_formats))
        self._cwd = cwd
        self.notes: list[str] = []
        self.estate: Estate | None = None
        self.unknown: list[Finding] = []
        self._against: dict[str, Against] = {}

    def outcome(self, paths: Sequence[str], provider: str | None, consumer: str | None) -> Outcome:
        """What is found, with the severities that policies give it."""
        chosen = self.chosen(paths, consumer)
        verdicts = self.verdicts(chosen, provider)
        plain = self._options.profile == PROFILE
        findings = [
            finding
            for one in verdicts
            for finding in self.judged(
                list(as_comparators(one.found.findings)) if plain else one.found.findings, one.against.version
            )
        ]
        return Outcome(
            command="pact check",
            profile=self._options.profile if plain else None,
            findings=(*findings, *self.unknown),
            new=(", ".join(paths) or ".") + (f" against {provider}" if provider is not None else ""),
            compared=len(chosen),
            notes=tuple(self.notes),
            line_of=self.lines(chosen),
        )

    def chosen(self, paths: Sequence[str], consumer: str | None) -> list[Recorded]:
        """The pacts at some paths, or those of the catalog; of one consumer, where it is named. Raises UsageError."""
        recorded = self._recorded(paths)
        chosen = [one for one in recorded if consumer is None or one.parties[0] == consumer]
        if consumer is not None and not chosen:
            known = sorted({one.parties[0] for one in recorded})
            raise UsageError(f"there is no pact of {consumer!r}", hint=f"the consumers are {', '.join(known[:20])}")
        return chosen

    def verdicts(self, recorded: Sequence[Recorded], provider: str | None = None) -> list[PactVerdict]:
        """The verdict on each pact against each contract that it speaks of; what is kept is not found again."""
        pairs = [(one, against) for one in recorded for against in self.contracts_of(one, provider)]
        groups: dict[str, list[Recorded]] = {}
        for one, against in pairs:
            groups.setdefault(against.name, []).append(one)
        here = self._cwd or Path.cwd()
        told: list[PactVerdict] = []
        for name, many in groups.items():
            against = self._against[name]
            found, unread = Kept(against, self._options, here).hold(many)
            if unread:
                raise unread[next(one.digest for one in many if one.digest in unread)]
            told += [PactVerdict(one, against, found[one.digest]) for one in many]
        return told

    # ---------------------------------------------------------------------------------------------------- what is meant

    def _recorded(self, paths: Sequence[str]) -> list[Recorded]:
        if paths:
            return named_pacts(paths, cache_at(self._cwd or Path.cwd()) if self._options.cache else None)
        if estate_top(self._cwd) is None:
            raise UsageError("nothing is named, and there is no catalog here", hint="name a pact, or a folder of pacts")
        found = pacts_of(self.catalog())
        if not found:
            self.notes.append("the catalog has no pacts")
        return found

    def catalog(self) -> Estate:
        """The estate around. Raises InputError."""
        if self.estate is None:
            from govkit.gate.estates.loading import open_estate

            self.estate = open_estate(cwd=self._cwd, cache=self._options.cache)
            self.estate.refuse_problems()
        return self.estate

    def contracts_of(self, one: Recorded, provider: str | None) -> list[Against]:
        """The contracts that a pact speaks of: the one that is named, or those of the catalog. Raises InputError."""
        if provider is not None:
            if provider not in self._against:
                self._against[provider] = NamedFile(provider, self._options, self.notes)
            return [self._against[provider]]
        if estate_top(self._cwd) is None:
            hint = "say `--provider FILE`"
            raise UsageError(f"nobody says what {one.pact.provider!r} promises: there is no catalog here", hint=hint)
        estate = self.catalog()
        consumer, provider = one.parties
        meant = meant_by(estate, consumer, provider)
        if not meant.versions:
            self.unknown.append(_provider_unknown(one, meant.api))
            return []
        if meant.guessed:
            name = meant.versions[0].name
            self.notes.append(
                f"{one.label}: the catalog does not say which version of `{meant.api}` {consumer} uses; {name} is taken"
            )
        return [self.registered(estate, version) for version in meant.versions]

    def registered(self, estate: Estate, version: VersionOf) -> Against:
        """A version of the catalog, read once."""
        if version.name not in self._against:
            self._against[version.name] = Registered(estate, version, self._options, self.notes)
        return self._against[version.name]

    # --------------------------------------------------------------------------------------------------------- verdicts

    @cached_property
    def _waivers(self) -> tuple[Waiver, ...]:
        return tuple(configuration(self._cwd).waivers)

    def judged(self, found: Sequence[Finding], version: VersionOf | None) -> list[Finding]:
        """Findings of a pact with owners, and with the severities and waivers of policies."""
        findings = [owned(self.estate, finding) for finding in found]
        waivers = list(self._waivers)
        if version is not None and self.estate is not None:
            from govkit.gate.estates.policies import policies_of, waivers_of

            policies = policies_of(self.estate, version)
            findings = policies.judged(findings)
            waivers += [waiver for entry in policies.entries for waiver in waivers_of(entry)]
        return apply_waivers(findings, waivers, today())[: len(findings)]

    # ------------------------------------------------------------------------------------------------------------ lines

    def lines(self, recorded: Iterable[Recorded]) -> Callable[[Place], str | None]:
        """The text of the line at a place, of all that was read."""
        pacts = {one.label: one for one in recorded}
        entries = self.estate.line_of if self.estate is not None else None
        shown = FolderFiles(self._cwd or Path.cwd())
        others: dict[str, Document | None] = {}
        libraries = [one.library for one in self._against.values() if one.library is not None]
        described = lines_of(libraries)

        def line_of(place: Place) -> str | None:
            if place.line is None:
                return None
            if place.file in pacts:
                return pacts[place.file].document.text.line(place.line)
            known = described(place)
            if known is not None or (entries is not None and (known := entries(place)) is not None):
                return known
            if place.file not in others:
                others[place.file] = _document(shown, place.file)
            document = others[place.file]
            return document.text.line(place.line) if document is not None else None

        return line_of


def _document(files: FolderFiles, path: str) -> Document | None:
    """A document below the working directory, for its lines; None where there is none."""
    try:
        return parse(files.read(path), path) if files.exists(path) else None
    except InputError:
        return None


def _provider_unknown(one: Recorded, api: str | None) -> Finding:
    from govkit.gate.rules.pact_provider_unknown import RULE

    pact = one.pact
    return Finding(
        rule=RULE.id,
        severity=RULE.severity,
        verdict=Verdict.POLICY,
        message=RULE.when(pact.provider, api),
        subject=Subject(api=api or pact.provider, path="/provider/name"),
        fingerprint=fingerprint_of(RULE.id, api or pact.provider, None, pact.consumer),
        fix=RULE.fix,
        old=pact.document.place(("provider", "name")),
        affects=(Affected("consumer", pact.consumer, "", "its pact"),),
    )
