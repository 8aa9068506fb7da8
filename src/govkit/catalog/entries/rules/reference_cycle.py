"""Finds entries that lead back to themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.estate import Estate
from govkit.catalog.entries.form import Form
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import entry
from govkit.catalog.entries.scene import Scene
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Pointer

Step = tuple[str, Entry[Form], Pointer]
"""What a node leads to, with where that is said."""


def check(scene: Scene) -> Iterator[Problem]:
    """Each circle once, where its first member by name leads on."""
    for graph in _graphs(scene.estate):
        yield from _circles(graph)


def _graphs(estate: Estate) -> Iterator[Mapping[str, list[Step]]]:
    yield {n: _steps(e, [(e.spec.parent, ("spec", "parent"))]) for n, e in estate.domains.items()}
    yield {
        n: _steps(e, [(other, ("spec", "dependsOn", at)) for at, other in enumerate(e.spec.depends_on)])
        for n, e in estate.systems.items()
    }
    yield {n: _steps(e, [(e.spec.promotes_from, ("spec", "promotesFrom"))]) for n, e in estate.environments.items()}
    successors: dict[str, list[Step]] = {}
    for one in estate.versions():
        said = one.version.deprecation
        end = (*one.pointer, "deprecation", "successor")
        successors[one.name] = _steps(one.api, [(said.successor, end)] if said else [])
    yield successors


def _steps(entry_: Entry[Form], said: list[tuple[str | None, Pointer]]) -> list[Step]:
    return [(str(name), entry_, pointer) for name, pointer in said if name]


def _circles(graph: Mapping[str, list[Step]]) -> Iterator[Problem]:
    told: set[str] = set()
    for start in graph:
        way = _way_back(start, graph, told)
        if way:
            told |= set(way)
            _, entry_, pointer = next(step for step in graph[start] if step[0] == (*way, start)[1])
            shown = " → ".join([*way[:5], "…", start] if len(way) > 5 else [*way, start])
            yield Problem(entry_.source, pointer, f"this goes round in a circle: {shown}", entry_.about)


def _way_back(start: str, graph: Mapping[str, list[Step]], told: set[str]) -> list[str]:
    """The shortest way from a node back to itself, past those of circles that were told of."""
    before: dict[str, str] = {}
    waiting = [start]
    for node in waiting:
        for target, *_ in graph.get(node, ()):
            if target == start and start not in told:
                way = [node]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            if target not in before and target != start and target not in told:
                before[target] = node
                waiting.append(target)
    return []


RULE = Rule(
    id="reference-cycle",
    severity=Severity.ERROR,
    summary="Checks that domains, systems, environments and successors of versions do not go round in a circle.",
    rationale=(
        "A domain inside of itself has no top, a system that depends on itself cannot start first, and whoever "
        "follows successors round a circle never arrives at a version that stays."
    ),
    fix="Take one of the references out.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            entry("Domain", "finance", "{owner: money, parent: business}")
            + entry("Domain", "business", "{owner: money, parent: finance}"),
            finds=("catalog/domains/business.yaml#/spec/parent",),
        ),
        Example(
            None,
            entry("Domain", "finance", "{owner: money, parent: business}")
            + entry("Domain", "business", "owner: money"),
            because="A domain may lie in another.",
        ),
    ),
)
