"""The rules held against one contract: its sites are found once, and each rule is asked of those that it looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from govkit.checks.lint.look import Gather, Kind, Look
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, Site
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Finding, Rule, discover
from govkit.spec.documents import Pointer
from govkit.spec.openapi import Contract
from govkit.spec.openapi.problems import Problem, code, joined
from govkit.spec.openapi.semantics import findings_of

RULES = "govkit.checks.lint.rules"

_HABIT = 3
"""So many places that do without something are a habit, and one finding."""

_RARE = 4
"""So many do without it where one does not, for that to be a habit still."""

_SITES: Mapping[Kind, Callable[[Surface], Sequence[Site]]] = {
    "path": lambda surface: surface.paths,
    "server": lambda surface: surface.servers,
    "operation": lambda surface: surface.operations,
    "event": lambda surface: surface.events,
    "response": lambda surface: surface.responses,
    "parameter": lambda surface: surface.parameters,
    "header": lambda surface: surface.headers,
    "media": lambda surface: surface.media,
    "schema": lambda surface: surface.schemas,
    "property": lambda surface: surface.properties,
    "component": lambda surface: surface.components,
    "scheme": lambda surface: surface.schemes,
}


def linted(contract: Contract, *, known_owner: bool = False, only: Collection[str] | None = None) -> list[Finding]:
    """What is poor in a contract, in the order of its text.

    `known_owner`: a catalog says who owns the API, so that the document need not. `only`: the ids of the rules that are
    asked; all of them where nothing is said. Raises InputError for references that go round in a circle.
    """
    rules = [rule for name, rule in discover(RULES).items() if only is None or name in only]
    return findings_of(contract, problems(Surface(contract, known_owner=known_owner), rules))


def problems(surface: Surface, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Problem]]:
    """What the rules find, before it is findings."""
    by_kind: dict[Kind, list[_Tally]] = defaultdict(list)
    for rule in rules:
        if rule.on.kind == "document":
            yield from ((rule, problem) for problem in rule.when(surface))
        else:
            by_kind[rule.on.kind].append(_Tally(rule, rule.on))
    for kind, tallies in by_kind.items():
        _ask(_SITES[kind](surface), tallies)
        for tally in tallies:
            yield from ((tally.rule, problem) for problem in tally.problems())


@dataclass(slots=True)
class _Tally:
    """What one rule answered."""

    rule: Rule
    look: Look
    hits: dict[tuple[int, Pointer], tuple[Site, Hit]] = field(default_factory=dict)
    fine: set[tuple[int, Pointer]] = field(default_factory=set)

    def note(self, site: Site, answer: Hit | Fine | None) -> None:
        """Takes an answer in; one place is found once, whoever refers to it."""
        if answer is FINE:
            self.fine.add((id(site.document), site.pointer))
        elif isinstance(answer, Hit):
            self.hits.setdefault((id(site.document), (*site.pointer, *answer.at)), (site, answer))

    def problems(self) -> Iterator[Problem]:
        """The hits, with those of one cause made one."""
        hits = list(self.hits.values())
        fine = len(self.fine)
        if self.look.habit and len(hits) >= max(_HABIT, _RARE * fine):
            site, hit = hits[0]
            few = f"only {fine}" if fine else "none"
            text = self.look.habit.format(few=few, count=f"{len(hits) + fine:,}")
            yield Problem(site.document, (*site.pointer, *hit.at), text, about=())
            return
        groups: dict[tuple[object, ...], list[tuple[Site, Hit]]] = defaultdict(list)
        for number, (site, hit) in enumerate(hits):
            groups[self._cause(number, site)].append((site, hit))
        for many in groups.values():
            yield self._one(many)

    def _cause(self, number: int, site: Site) -> tuple[object, ...]:
        if self.look.gather is Gather.OWNER:
            return id(site.document), owner_of(site.pointer)
        return (site.name,) if self.look.gather is Gather.NAME else (number,)

    def _one(self, many: Sequence[tuple[Site, Hit]]) -> Problem:
        site, hit = many[0]
        pointer = (*site.pointer, *hit.at)
        if self.look.gather is Gather.NOTHING:
            return Problem(site.document, pointer, hit.message, severity=hit.severity)
        if self.look.gather is Gather.NAME:
            text = hit.message + _as_often(len(many))
            return Problem(site.document, pointer, text, severity=hit.severity, about=("name", site.name))
        names = dict.fromkeys(other.name for other, _ in many if other.name not in (site.name, *_NAMELESS))
        others = [code(name) for name in names if not name.isdigit()]
        so = f"; so it is with {joined(others)}" if others else ""
        about = owner_of(site.pointer)
        return Problem(site.document, pointer, hit.message + so, severity=hit.severity, about=about)


_NAMELESS = ("schema", "items", "additionalProperties")


def _as_often(number: int) -> str:
    return f", {number} times" if number > 1 else ""


def owner_of(pointer: Pointer) -> Pointer:
    """The component, operation or path in which something stands."""
    if pointer[:1] == ("components",) or pointer[:1] == ("paths",):
        return pointer[:3]
    return pointer[:2]


def _ask(sites: Iterable[Site], tallies: Sequence[_Tally]) -> None:
    """Asks every rule of every site that it looks at."""
    always = [(tally, tally.rule.when) for tally in tallies if not tally.look.keys]
    by_key: dict[str, list[tuple[_Tally, Callable[[Site], Hit | Fine | None]]]] = defaultdict(list)
    for tally in tallies:
        for key in tally.look.keys:
            by_key[key].append((tally, tally.rule.when))
    for site in sites:
        for tally, check in always:
            answer = check(site)
            if answer is not None:
                tally.note(site, answer)
        if by_key:
            for key in by_key.keys() & getattr(site, "plain", site.raw).keys():
                for tally, check in by_key[key]:
                    answer = check(site)
                    if answer is not None:
                        tally.note(site, answer)
