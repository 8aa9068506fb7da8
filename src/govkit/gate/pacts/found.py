"""What was found in one pact, and the parts in which it is kept: each is read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property, partial
from typing import Any

from govkit.checks.pacts import Verified, VerifiedInteraction
from govkit.errors import Place
from govkit.findings import Finding, Witness
from govkit.gate import stored

FINDINGS, WITNESSES, INTERACTIONS = PARTS = ("findings", "witnesses", "interactions")
"""What is kept of a pact, in files of their own: the first is asked for by all, the longer ones by few."""

Labels = Mapping[str, str]
"""How files are called, by the names that something was kept under, or the other way round."""

Reading = Callable[[str], bytes | None]
"""What gives a part that was kept, and None where it is there no more."""


class Found:
    """What was found in one pact, by this run or an earlier one."""

    def __init__(
        self, findings: Callable[[], tuple[Finding, ...]], interactions: Callable[[], tuple[VerifiedInteraction, ...]]
    ) -> None:
        self._findings = findings
        self._interactions = interactions

    @classmethod
    def anew(cls, verified: Verified) -> Found:
        """What this run found."""
        return cls(lambda: verified.findings, lambda: verified.interactions)

    @classmethod
    def kept(cls, reading: Reading, labels: Labels, again: Callable[[], Verified]) -> Found:
        """What an earlier run found, of which a later one may have thrown parts away: they are found again."""
        again = cache(again)

        def findings() -> tuple[Finding, ...]:
            told = stored.read(reading(FINDINGS), _Told)
            if told is None:
                return again().findings
            for index in told.shown:
                _give(told.findings[index], UnreadWitness.later(partial(witness, index)))
            return _renamed(told.findings, labels)

        def witness(index: int) -> Witness:
            shown = stored.read(reading(WITNESSES), tuple[Witness | None, ...]) or ()
            found = shown[index] if index < len(shown) else again().findings[index].witness
            assert found is not None, "what was found is a function of the pact and the contract"
            return found

        def interactions() -> tuple[VerifiedInteraction, ...]:
            found = stored.read(reading(INTERACTIONS), tuple[VerifiedInteraction, ...])
            return again().interactions if found is None else found

        return cls(findings, interactions)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, with its places as they are called from here."""
        return self._findings()

    @cached_property
    def interactions(self) -> tuple[VerifiedInteraction, ...]:
        """The interactions, with the fields that they send and read."""
        return self._interactions()


@dataclass(frozen=True, slots=True)
class _Told:
    """Findings without their witnesses, and which of them have one."""

    findings: tuple[Finding, ...]
    shown: tuple[int, ...]


class UnreadWitness(Witness):
    """A witness that is read when somebody looks at it: most are long, and few are shown."""

    __slots__ = ("_reading",)

    _reading: Callable[[], Witness]

    @classmethod
    def later(cls, reading: Callable[[], Witness]) -> UnreadWitness:
        """A witness of which nothing is there yet."""
        witness = object.__new__(cls)
        object.__setattr__(witness, "_reading", reading)
        return witness

    def __getattr__(self, name: str) -> Any:
        """A field that is not there yet: all of them are read."""
        if name not in _FIELDS:
            raise AttributeError(name)
        found = self._reading()
        for field in _FIELDS:
            object.__setattr__(self, field, getattr(found, field))
        return getattr(found, name)

    def __eq__(self, other: object) -> bool:
        """As a witness compares, read or not."""
        if not isinstance(other, Witness):
            return NotImplemented
        return all(getattr(self, field) == getattr(other, field) for field in _FIELDS)

    __hash__ = Witness.__hash__


_FIELDS = tuple(field.name for field in fields(Witness))


def _give(finding: Finding, witness: Witness) -> None:
    """Completes a finding that nobody has seen yet: to copy thousands takes longer than to read them."""
    object.__setattr__(finding, "witness", witness)


def written(verified: Verified, labels: Labels) -> dict[str, bytes]:
    """The parts that are kept of a pact; none where JSON cannot hold them."""
    findings = _renamed(verified.findings, labels)
    told = _Told(
        tuple(replace(one, witness=None) for one in findings),
        tuple(index for index, one in enumerate(findings) if one.witness is not None),
    )
    made = {
        FINDINGS: stored.written(told),
        WITNESSES: stored.written([one.witness for one in findings]),
        INTERACTIONS: stored.written(verified.interactions),
    }
    parts = {part: data for part, data in made.items() if data is not None}
    return parts if len(parts) == len(made) else {}


def _renamed(findings: tuple[Finding, ...], labels: Labels) -> tuple[Finding, ...]:
    """Findings whose places are in files of other names."""
    if not labels:
        return findings

    def moved(place: Place | None) -> Place | None:
        return place if place is None or place.file not in labels else replace(place, file=labels[place.file])

    return tuple(
        replace(
            one,
            old=moved(one.old),
            new=moved(one.new),
            more_places=tuple((moved(old), moved(new)) for old, new in one.more_places),
        )
        for one in findings
    )
