"""The pacts that a change hits: held against what was and what is, so that what was broken before is not told again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

from govkit.catalog.entries import Estate, VersionOf
from govkit.checks.pacts import VerifiedInteraction
from govkit.findings import Finding, Severity
from govkit.gate.estates.affected import Recordings
from govkit.gate.options import Options
from govkit.gate.pacts.kept import owned
from govkit.gate.pull_requests.bound_pacts import Bound, BoundPacts
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract

Pair: TypeAlias = tuple[Bound, VersionOf]
Known: TypeAlias = Callable[[Estate, VersionOf], Contract | None]


class PactsHit:
    """The pacts of an estate in a change. `known` answers the contracts that the comparison has read."""

    def __init__(self, base: Estate | None, head: Estate, known: Known, options: Options, here: Path, on: date) -> None:
        self._head, self._on = head, on
        self._recordings: dict[tuple[str, str], Recordings] = {}

        def pacts(estate: Estate) -> BoundPacts:
            return BoundPacts(estate, lambda version: known(estate, version), options, here)

        self._before = pacts(base) if base is not None else None
        self._after = pacts(head)

    def findings(self, touched: Sequence[VersionOf]) -> Iterator[tuple[VersionOf, list[Finding]]]:
        """What is wrong with pacts and was not at the base, by the versions that they were held against.

        `touched` are the versions whose documents changed. Raises InputError.
        """
        names = {version.name for version in touched}
        pairs = [(one, version) for one in self._after.all for version in one.versions]
        hit = [(pair, earlier) for pair in pairs if self._is_hit(pair, earlier := self._earlier(*pair), names)]
        self._after.prepare(pair for pair, _ in hit)
        if self._before is not None:
            self._before.prepare(pair for _, earlier in hit for pair in earlier)
        for (one, version), earlier in hit:
            yield version, list(self._new(one, version, earlier))

    def recordings(self, version: VersionOf, after: VersionOf) -> Recordings:
        """What pacts record of a version of the base, and what another does to them that takes its place."""
        key = (version.name, after.name)
        if key not in self._recordings:
            self._recordings[key] = self._recorded(version, after)
        return self._recordings[key]

    def _recorded(self, version: VersionOf, after: VersionOf) -> Recordings:
        if self._before is None:
            return Recordings()
        pairs = [(self._as_known(one), one) for one in self._of_users(version, after)]
        self._before.prepare((old, version) for old, _ in pairs)
        self._after.prepare((one, after) for _, one in pairs)
        interactions: dict[str, list[VerifiedInteraction]] = {}
        broken: dict[str, list[Finding]] = {}
        for old, one in pairs:
            before = self._before.verdict(old, version)
            interactions.setdefault(one.consumer, []).extend(before.interactions if before is not None else ())
            fresh = self._fresh(one, after, [(old, version)])
            broken.setdefault(one.consumer, []).extend(new for new in fresh if new.severity is not Severity.INFO)
        owners = {one.consumer: one.owner for _, one in pairs}
        return Recordings(interactions, broken, self._before.schemas(version), owners)

    def _of_users(self, version: VersionOf, after: VersionOf) -> list[Bound]:
        """The pacts of those who use a version, or what takes its place; of those that run, old ones too."""
        api, number = version.api.name, version.version.version
        using = {usage.consumer.name for usage in self._head.usages(api, number)}
        names = {version.name, after.name}
        found = [
            one
            for one in self._after.of(api)
            if one.consumer in using or not names.isdisjoint(known.name for known in one.versions)
        ]
        known = {one.recorded.digest for one in found}
        running = self._after.running(api, number, self._on)
        return found + [one for one in running if one.recorded.digest not in known]

    def _as_known(self, one: Bound) -> Bound:
        """The same pact as the base has it, of which verdicts are there; itself where it is new."""
        known = self._before.of(one.api, one.consumer) if self._before is not None else []
        return next((old for old in known if old.recorded.data == one.recorded.data), one)

    @property
    def libraries(self) -> list[Library]:
        """What was read for verdicts, and for nothing else."""
        return [*self._after.libraries, *(self._before.libraries if self._before is not None else ())]

    @property
    def notes(self) -> list[str]:
        """What could not be read at the head; of the base, the comparison tells."""
        return self._after.notes

    @staticmethod
    def _is_hit(pair: Pair, earlier: Sequence[Pair], touched: set[str]) -> bool:
        """Whether a verdict may be another than it was: something differs between the two states."""
        one, version = pair
        same = any(
            old.recorded.data == one.recorded.data and before.name == version.name and before.files == version.files
            for old, before in earlier
        )
        return not same or version.name in touched

    def _earlier(self, one: Bound, version: VersionOf) -> list[Pair]:
        """What stood at the base in the place of a pact and a version.

        Of the pacts of the consumer with the API the same, else all; of the versions that it used the same, else those
        of the same major version, else all: whoever moves on is not told anew of what was broken before.
        """
        if self._before is None:
            return []
        pacts = self._before.of(one.api, one.consumer)
        pacts = [old for old in pacts if old.recorded.data == one.recorded.data] or pacts
        pairs = [(old, before) for old in pacts for before in old.versions]
        same = [pair for pair in pairs if pair[1].name == version.name]
        return same or [pair for pair in pairs if _major(pair[1]) == _major(version)] or pairs

    def _new(self, one: Bound, version: VersionOf, earlier: Sequence[Pair]) -> Iterator[Finding]:
        reason = _in_place_of(version, earlier)
        for finding in self._fresh(one, version, earlier):
            said = "; ".join(filter(None, (reason, finding.reason)))
            yield replace(owned(self._head, finding), reason=said)

    def _fresh(self, one: Bound, version: VersionOf, earlier: Sequence[Pair]) -> list[Finding]:
        """What is found in a pact, and was not in what stood in its place."""
        verdict = self._after.verdict(one, version)
        stood = [(old, found) for old, before in earlier for found in self._stood(old, before)]
        found = verdict.findings if verdict is not None else ()
        return [new for new in found if not any(_is_same(old, before, one, new) for old, before in stood)]

    def _stood(self, one: Bound, version: VersionOf) -> Sequence[Finding]:
        verdict = self._before.verdict(one, version) if self._before is not None else None
        return verdict.findings if verdict is not None else ()


def _is_same(old: Bound, before: Finding, new: Bound, after: Finding) -> bool:
    """Whether a finding stood, no milder. A pact that was written anew may say it with another example."""
    if before.fingerprint != after.fingerprint or before.severity.rank > after.severity.rank:
        return False
    return before.cause == after.cause or old.recorded.data != new.recorded.data


def _in_place_of(version: VersionOf, earlier: Sequence[Pair]) -> str:
    """What a version has taken the place of, in words; empty where the consumer used that very version."""
    others = list(dict.fromkeys(before.name for _, before in earlier if before.name != version.name))
    if not others:
        return ""
    return f"the consumer comes to {version.name} from {' and '.join(others)}"


def _major(version: VersionOf) -> str:
    return version.version.version.partition(".")[0]
