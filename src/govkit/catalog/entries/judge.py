"""The rules about entries, held against an estate: problems become findings with places and identities."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.source import Source
from govkit.errors import Place
from govkit.findings import Finding, Rule, Subject, Verdict, discover, fingerprint_of
from govkit.spec.documents import Pointer

RULES = "govkit.catalog.entries.rules"

_NAMES = ("name", "version", "api", "system", "stepId", "workflowId", "rule")
"""Members by which an item of a list is known, whatever its position."""


def judged(scene: Scene) -> list[Finding]:
    """What is wrong in an estate, by file and line."""
    return found_of((rule, problem) for rule in discover(RULES).values() for problem in rule.when(scene))


def found_of(told: Iterable[tuple[Rule, Problem]]) -> list[Finding]:
    """What rules find in entries, with places and identities, by file and line."""
    problems = list(told)
    places = _places([problem for _, problem in problems])
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for rule, problem in problems:
        place = places[id(problem)]
        about = problem.about or problem.source.path
        path = path_in(problem.source, problem.pointer)
        seen[rule.id, about, path] += 1
        again = seen[rule.id, about, path]
        api = about.removeprefix("api:")
        finding = Finding(
            rule=rule.id,
            severity=problem.severity or rule.severity,
            verdict=Verdict.POLICY,
            message=problem.message,
            subject=Subject(api=api, path=path),
            fingerprint=fingerprint_of(rule.id, api, None, "", f"{path}#{again}" if again > 1 else path),
            fix=problem.hint or rule.fix,
            new=place,
        )
        found.append(((problem.source.path, place.line or 0, place.column or 0, rule.id), finding))
    return [finding for _, finding in sorted(found, key=lambda pair: pair[0])]


def _places(problems: Iterable[Problem]) -> dict[int, Place]:
    """The place of each problem, found with one look at the text of each file."""
    found: dict[int, Place] = {}
    wanted: dict[Source, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.at is not None:
            found[id(problem)] = problem.place
        else:
            wanted[problem.source].append(problem)
    for source, many in wanted.items():
        places = source.places(problem.pointer for problem in many)
        found |= {id(problem): places[problem.pointer] for problem in many}
    return found


def path_in(source: Source, pointer: Pointer) -> str:
    """The way to a node, items by their names where they have some: `/spec/versions/2.0.0/deprecation`."""
    return "".join(f"/{part}" for part in _parts(source, pointer))


def _parts(source: Source, pointer: Pointer) -> Iterator[str]:
    value: Any = source.document.tree if source.document is not None else None
    for part in pointer:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            value = None
        yield _name(value) if isinstance(part, int) else part


def _name(item: Any) -> str:
    if isinstance(item, dict):
        item = next((item[name] for name in _NAMES if isinstance(item.get(name), str)), None)
    return item.replace("/", "~1") if isinstance(item, str) and len(item) <= 100 else "*"
