"""Where an expression of a workflow leads in a run: into its event, or into what an earlier call answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from govkit.catalog.workflows.grammar import STATUS
from govkit.catalog.workflows.model import OperationCall, WorkflowCall
from govkit.spec.expressions import Literal as Constant
from govkit.spec.expressions import Name, Template, Tree
from govkit.spec.expressions.templates import Computed, Fixed, Items, Members, Woven
from govkit.sync.effects.sending import Performed
from govkit.sync.running.pins import Pin
from govkit.sync.running.places import Stand
from govkit.sync.running.values import below
from govkit.sync.values import MISSING, Json

Kind: TypeAlias = Literal["event", "answer", "function", "constant"]

_DEEPEST = 20
"""Workflows and outputs that a value is followed through."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was: in the event, in what the call at `place` answered, in the workflow's text.

    `trail` leads to it in the body; where `part` is set it is not the body, but the status or a header. What a function
    made is followed no further.
    """

    kind: Kind
    place: str = ""
    trail: tuple[str, ...] = ()
    call: OperationCall | None = None
    part: str = ""

    def below(self, steps: Sequence[str]) -> Origin:
        """The same, further down."""
        return self if self.kind == "constant" else replace(self, trail=(*self.trail, *steps))


class Kept:
    """What a run knew: its event, and what calls answered, as far as both are kept."""

    def __init__(self, event: Json, journal: Mapping[str, Mapping[str, Json]], before: float) -> None:
        """Of several answers of a step the last one before a moment counts."""
        self._event = event
        self._answers: dict[str, Performed] = {}
        for place, kept in journal.items():
            step = place.rpartition("#")[0]
            if "at" not in kept or kept["at"] > before:
                continue
            performed = Performed.parse(kept)
            known = self._answers.get(step)
            if known is None or performed.at >= known.at:
                self._answers[step] = performed

    def answer(self, place: str) -> Performed | None:
        """What a call answered; None where it is not kept."""
        return self._answers.get(place)

    def value(self, origin: Origin) -> Json:
        """The value there; MISSING where there is none, or it is not kept any more."""
        if origin.kind == "event":
            return below(self._event, origin.trail)
        answer = self._answers.get(origin.place)
        if origin.kind == "constant" or answer is None:
            return MISSING
        if origin.part == "status":
            return answer.answered.status
        if origin.part:
            return answer.answered.headers.get(origin.part.removeprefix("header ").lower(), MISSING)
        return MISSING if answer.answered.body is MISSING else below(answer.answered.body, origin.trail)


class Tracing:
    """Follows the expressions of the workflows that lead to a place."""

    def __init__(self, pin: Pin, stands: Sequence[Stand], kept: Kept) -> None:
        self._pin = pin
        self._stands = tuple(stands)
        self._kept = kept

    def of(self, template: Template, deep: int = 0) -> Iterator[Origin]:
        """Where the values of a template come from; those of an object or a list all together."""
        match template:
            case Fixed():
                yield Origin("constant")
            case Computed(tree=tree):
                yield from self._tree(tree, deep)
            case Woven(parts=parts):
                for part in parts:
                    if not isinstance(part, str):
                        yield from self._tree(part, deep)
            case Members(members=members):
                for inner in members.values():
                    yield from self.of(inner, deep)
            case Items(items=items):
                for inner in items:
                    yield from self.of(inner, deep)

    def _tree(self, tree: Tree, deep: int) -> Iterator[Origin]:
        if isinstance(tree, Constant):
            yield Origin("constant")
        elif isinstance(tree, Name) and deep < _DEEPEST and self._stands:
            yield from self._name(tree, deep + 1)

    def _name(self, name: Name, deep: int) -> Iterator[Origin]:
        rest = name.pointer or ()
        if name.root == "inputs":
            yield from (one.below(rest) for one in self._input(name.members[0], deep))
        elif name.root == "steps":
            yield from (one.below(rest) for one in self._output(name.members[0], name.members[2], deep))
        elif name.root in ("response", STATUS):
            yield self._answer(name, self._stands[-1]).below(rest)

    def _input(self, name: str, deep: int) -> Iterator[Origin]:
        """What callers gave for an input; at the top it is a member of the event."""
        *above, last = self._stands
        if not above:
            yield Origin("event", trail=(name,))
            return
        caller = Tracing(self._pin, above, self._kept)
        call, item = above[-1].step.call, above[-1].item
        assert isinstance(call, WorkflowCall), f"{last.path} is called by it"
        if call.each is not None and call.each.input == name:
            for listed in caller.of(call.each.items.made, deep):
                yield listed.below((self._index(listed, tuple(map(str, call.each.key or ())), item or ""),))
            return
        for given in call.inputs:
            if given.name == name:
                yield from caller.of(given.value.made, deep)

    def _index(self, listed: Origin, key: tuple[str, ...], item: str) -> str:
        """Where the item of a list stands that is called so; `*` where that is not known."""
        items = self._kept.value(listed)
        label, _, again = item.partition("~")
        if not key and label.isdecimal():
            return label
        found = [
            index
            for index, one in enumerate(items if isinstance(items, list) else ())
            if str(below(one, key)) in (item, label)
        ]
        nth = int(again) - 1 if again.isdecimal() else 0
        return str(found[nth]) if 0 <= nth < len(found) else "*"

    def _output(self, step: str, output: str, deep: int) -> Iterator[Origin]:
        """What an output of an earlier step is made of."""
        *above, last = self._stands
        found = last.workflow.step(step)
        value = found.outputs.get(output) if found is not None else None
        if found is None or value is None:
            return
        here = Stand(last.workflow, found, last.path)
        tracing = Tracing(self._pin, (*above, here), self._kept)
        if isinstance(found.call, OperationCall):
            yield from tracing.of(value.made, deep)
            return
        workflow = self._pin.document.workflows[found.call.workflow]
        tree = value.made.tree if isinstance(value.made, Computed) else None
        given = workflow.outputs.get(tree.members[0]) if isinstance(tree, Name) and tree.root == "outputs" else None
        if given is not None and isinstance(tree, Name):
            inner = Stand(workflow, workflow.steps[-1], f"{last.path}{step}/")
            called = Tracing(self._pin, (*above, here, inner), self._kept)
            yield from (one.below(tree.pointer or ()) for one in called.of(given.made, deep))

    def _answer(self, name: Name, stand: Stand) -> Origin:
        call = stand.step.call
        assert isinstance(call, OperationCall), "only operations answer"
        kind: Kind = "function" if call.operation.source in self._pin.functions else "answer"
        part = "status" if name.root == STATUS else "" if name.members == ("body",) else f"header {name.members[1]}"
        return Origin(kind, f"{stand.path}{stand.step.id}", (), call, part)
