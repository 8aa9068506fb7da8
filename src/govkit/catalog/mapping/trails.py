"""Where the way to a field passes through components: the names under which comparisons speak of the same field."""

from __future__ import annotations

from collections.abc import Iterator, Set

from govkit.catalog.mapping.reach import Reach, Trail
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.shape import Spot, conjuncts


def component_trails(contract: Contract, fitting: Fitting, spot: Spot, trail: Trail) -> set[tuple[str, str]]:
    """Each component on a way with the rest of the way from it: `("InvoiceLine", "/amount")`, `("Status", "")`."""
    reach = Reach(fitting)
    found: set[tuple[str, str]] = set()
    spots: tuple[Spot, ...] = (spot,)
    for position in range(len(trail) + 1):
        rest = "".join(f"/{step}" for step in trail[position:])
        found |= {(name, rest) for one in spots for name in components_at(contract, fitting, one)}
        if position == len(trail):
            break
        step = trail[position]
        spots = reach.items_of(spots) if step == "*" else reach.names(spots).get(step, ())
        if not spots:
            break
    return found


def components_at(contract: Contract, fitting: Fitting, spot: Spot, depth: int = 4) -> Iterator[str]:
    """The components that a spot is, or that are branches of its unions."""
    for atom in conjuncts(spot):
        try:
            node = atom.space.origin(atom.schema)
        except KeyError:
            continue
        pointer, elsewhere = node.pointer, contract.component_of(node)
        if elsewhere is not None:
            name, rest = elsewhere
            yield from () if rest else (name,)
        elif len(pointer) == 3 and pointer[:2] == ("components", "schemas"):
            yield str(pointer[2])
        elif len(pointer) == 2 and pointer[0] in ("definitions", "$defs"):
            yield str(pointer[1])
    if depth:
        for union in fitting.shapes.raw(spot).unions:
            for branch in union.branches:
                yield from components_at(contract, fitting, (branch,), depth - 1)


def meets(trails: Set[tuple[str, str]], schema: str | None, path: str) -> bool:
    """Whether a place in a component is on one of some ways, above or below its end."""
    return any(
        name == schema and (path == rest or path.startswith(f"{rest}/") or rest.startswith(f"{path}/") or not rest)
        for name, rest in trails
    )
