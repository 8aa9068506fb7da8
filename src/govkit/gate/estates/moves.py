"""What changed in an estate between two states, and the rules of lifecycle and lock that judge it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from govkit.catalog.entries import Estate, Problem, Source, VersionOf
from govkit.catalog.entries.lock import Lock
from govkit.findings import Finding, Rule, Subject, Verdict, discover, fingerprint_of
from govkit.gate.estates.policies import Policies, policies_of
from govkit.spec.documents import Pointer, format_pointer
from govkit.spec.openapi import Contract

RULES = "govkit.gate.rules"
ON = "move"
"""What rules about moves look at; the others of the package look at a description."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A place where a released version says something else than when it was released."""

    source: Source
    pointer: Pointer

    @property
    def shown(self) -> str:
        """The file and the pointer, for people."""
        return f"{self.source.path}#{format_pointer(self.pointer)}"


@dataclass(frozen=True, slots=True)
class Replacement:
    """A version beside the released one that it follows: what it removes, and the step that it needs.

    `removed` are the pointers in the old document of what is no longer there, with words for each; `needs` is empty
    where the version steps far enough, and else says why it does not.
    """

    new: VersionOf
    old: VersionOf
    needs: str = ""
    next: str = ""
    removed: tuple[tuple[Source, Pointer, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """Two states of an estate on a day.

    `digests` are those of the released versions that the change has to do with, `edits` what was edited in those whose
    digest is not the locked one; `contracts` are the read documents by the version's name. `target_lock` is that of the
    branch that the change is to join, as it is now: it may have gone on since the base.
    """

    base: Estate | None
    head: Estate
    today: date
    base_lock: Lock = field(default_factory=Lock)
    head_lock: Lock = field(default_factory=Lock)
    target_lock: Lock = field(default_factory=Lock)
    digests: Mapping[str, str] = field(default_factory=dict)
    edits: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    replacements: tuple[Replacement, ...] = ()

    def pairs(self) -> Iterator[tuple[VersionOf | None, VersionOf]]:
        """Every version at the head, with the same version at the base where it was there."""
        before = by_name(self.base)
        for version in self.head.versions():
            yield before.get(version.name), version

    def gone(self) -> Iterator[VersionOf]:
        """Every version of the base that the head no longer has."""
        after = by_name(self.head)
        yield from (one for name, one in by_name(self.base).items() if name not in after)

    def policies(self, version: VersionOf) -> Policies:
        """What the policies demand of a version, as they are and as they were."""
        return policies_of(self.head, version, self.base)


def by_name(estate: Estate | None) -> dict[str, VersionOf]:
    """The versions of an estate by their names."""
    return {one.name: one for one in estate.versions()} if estate is not None else {}


def move_rules() -> dict[str, Rule]:
    """The rules about moves, by id."""
    return {name: rule for name, rule in discover(RULES).items() if rule.on == ON}


def judged_move(move: Move) -> list[Finding]:
    """What the rules find in a move, by file and line."""
    found = [_finding(rule, problem) for rule in move_rules().values() for problem in rule.when(move)]
    return sorted(found, key=lambda one: (one.new.file if one.new else "", (one.new and one.new.line) or 0, one.rule))


def _finding(rule: Rule, problem: Problem) -> Finding:
    api, _, version = problem.about.removeprefix("api:").partition("@")
    way = "".join(f"/{part}" for part in (version, *problem.pointer) if part != "")
    return Finding(
        rule=rule.id,
        severity=problem.severity or rule.severity,
        verdict=Verdict.POLICY,
        message=problem.message,
        subject=Subject(api=api, path=f"/{version}" if version else ""),
        fingerprint=fingerprint_of(rule.id, api, None, "", way),
        fix=problem.hint or rule.fix,
        new=problem.place,
    )


def problem_at(version: VersionOf, message: str, *below: str | int, hint: str = "") -> Problem:
    """A problem at a version in its entry, or at a part of it."""
    return Problem(version.api.source, (*version.pointer, *below), message, f"api:{version.name}", hint)


def listed(things: Iterable[str], most: int = 3) -> str:
    """Some things in a sentence, and how many more there are."""
    every = list(things)
    shown = ", ".join(every[:most])
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown
