"""Finds states that an entity goes to and does not have."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import close_to
from govkit.catalog.entries.rules._samples import entity
from govkit.catalog.entries.scene import Scene
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Pointer


def check(scene: Scene) -> Iterator[Problem]:
    """States that are named and not declared."""
    for entity_ in scene.estate.entities.values():
        states = entity_.spec.states
        if states is None:
            continue
        named: list[tuple[str, Pointer]] = [(states.initial, ("spec", "states", "initial"))]
        for state, following in states.transitions.items():
            named += [(one, ("spec", "states", "transitions", state, at)) for at, one in enumerate(following)]
        for state, pointer in named:
            if state not in states.transitions:
                hint = close_to(state, states.transitions)
                yield Problem(entity_.source, pointer, f"there is no state {shown(state)}", entity_.about, hint)


RULE = Rule(
    id="state-unknown",
    severity=Severity.ERROR,
    summary="Checks that the initial state and every state that may follow stand in the table of transitions.",
    rationale=(
        "A state that is not in the table has no way out, not even the knowledge that it is the last: a last state"
        " is written with an empty list."
    ),
    fix="Add the state to `transitions`, with `[]` where nothing follows.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            entity("states: {field: status, initial: open, transitions: {open: [paied], paid: []}}"),
            finds=("catalog/entities/customer.yaml#/spec/states/transitions/open/0",),
        ),
        Example(
            None,
            entity("states: {field: status, initial: open, transitions: {open: [open, paid], paid: []}}"),
            because="A state may follow itself.",
        ),
    ),
)
