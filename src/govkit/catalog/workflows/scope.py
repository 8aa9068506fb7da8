"""What names stand for at a point of a workflow, and what templates of them may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.grammar import STATUS as STATUS_NAME
from govkit.catalog.workflows.inputs import Inputs
from govkit.catalog.workflows.model import Workflow
from govkit.catalog.workflows.outcomes import Outcome
from govkit.catalog.workflows.types import (
    STATUS,
    TEXT,
    UNKNOWN,
    Origin,
    Type,
    Typing,
    Unknown,
    either,
    nothing,
)
from govkit.spec.expressions import Literal, Name, Tree, as_json, written
from govkit.spec.expressions.templates import Computed, Fixed, Template, Woven
from govkit.spec.openapi.contract import Operation
from govkit.spec.schemas.made import made

Runs: TypeAlias = Mapping[str, frozenset[Outcome | None]]
"""How each step before may have ended; None where it may not have run, or failed."""


@dataclass(frozen=True, slots=True)
class State:
    """What is known at a point: how steps ended, and the expressions for which there is something there."""

    runs: Runs = field(default_factory=dict)
    present: frozenset[str] = frozenset()

    def after(self, step: str, outcomes: Iterable[Outcome | None], present: Iterable[str] = ()) -> State:
        """The same once a step ended in one of some ways."""
        return State({**self.runs, step: frozenset(outcomes)}, self.present | frozenset(present))


Said: TypeAlias = Callable[[Unknown, str, int], None]
"""Takes a name that leads nowhere, as it is written, and the character where it begins."""


@dataclass(slots=True)
class Known:
    """What steps give, by step and output, for each end of the step."""

    outputs: dict[tuple[str, str], dict[Outcome, Type]] = field(default_factory=dict)
    versions: dict[Operation, str] = field(default_factory=dict)


class Scope:
    """The names at one point: before a call, or, with `outcomes`, behind it."""

    def __init__(
        self,
        workflow: Workflow,
        inputs: Inputs,
        known: Known,
        state: State,
        *,
        typing: Typing,
        contracts: Contracts,
        outcomes: Iterable[Outcome] = (),
        given: Mapping[str, Type] | None = None,
        present: frozenset[str] = frozenset(),
        item: Type | None = None,
    ) -> None:
        """`given` are the outputs of a workflow that was called, `present` names that a condition found to be there.

        `item` is the record of a list that starts a run.
        """
        self._workflow = workflow
        self._inputs = inputs
        self._known = known
        self._state = state
        self._typing = typing
        self._contracts = contracts
        self._outcomes = tuple(outcomes)
        self._given = given
        self._item = item
        self._present = state.present | present

    def after(
        self,
        outcomes: Iterable[Outcome],
        given: Mapping[str, Type] | None = None,
        present: frozenset[str] = frozenset(),
    ) -> Scope:
        """The names behind a call that ended in one of some ways."""
        return Scope(
            self._workflow,
            self._inputs,
            self._known,
            self._state,
            typing=self._typing,
            contracts=self._contracts,
            outcomes=outcomes,
            given=given,
            present=present,
        )

    # ----------------------------------------------------------------------------------------------------------- names

    def of(self, name: Name) -> Type | Unknown:
        """What a name may be."""
        if name.root == STATUS_NAME:
            return STATUS
        found = self._root(name)
        if isinstance(found, Type):
            whole = bool(name.pointer)
            found = (
                self._typing.below(found, name.pointer or (), called(name))
                if whole
                else self._typing.present(found, called(name))
            )
        if isinstance(found, Type) and found.lacks and found.spots and self._is_present(written(name)):
            return replace(found, lacks=())
        return found

    def _is_present(self, text: str) -> bool:
        """Whether a condition found that a value is there, or something in it."""
        return any(one == text or one.startswith((f"{text}#", f"{text}/")) for one in self._present)

    def _root(self, name: Name) -> Type | Unknown:
        match name.root, name.members:
            case "inputs", (one,):
                return self._inputs.member(one)
            case "steps", (step, _, output):
                return self._output(step, output)
            case "response", ("body",):
                return self._over(self._body)
            case "response", (_, header):
                return self._named_header(header)
            case "item", ():
                return self._item if self._item is not None else UNKNOWN
            case "outputs", (output,):
                given = self._given or {}
                message = f"the workflow has no output `{output}`"
                return given[output] if output in given else Unknown(message, output, tuple(given))
        raise AssertionError(f"the grammar lets no such name through: {name}")

    def _output(self, named: str, output: str) -> Type | Unknown:
        step = self._workflow.step(named)
        if step is None:
            return Unknown(f"there is no step `{named}`", named, tuple(one.id for one in self._workflow.steps))
        if output not in step.outputs:
            return Unknown(f"the step `{named}` has no output `{output}`", output, tuple(step.outputs))
        if named not in self._state.runs:
            return Unknown(f"the step `{named}` has not run here")
        by_outcome = self._known.outputs.get((named, output), {})
        found = either(by_outcome.get(one, UNKNOWN) for one in self._state.runs[named] if one is not None)
        if None not in self._state.runs[named]:
            return found
        why = f"`{named}` may not have run"
        return found.or_nothing(why) if len(self._state.runs[named]) > 1 else nothing(why)

    def _over(self, one: Callable[[Outcome], Type]) -> Type | Unknown:
        if not self._outcomes:
            return nothing("nothing was answered")
        if any(outcome.operation is None for outcome in self._outcomes):
            return UNKNOWN
        types = [one(outcome) for outcome in self._outcomes]
        return either(types)

    def _body(self, outcome: Outcome) -> Type:
        operation, response = outcome.operation, outcome.response
        assert operation is not None, "asked of operations only"
        if response is None:
            return nothing(f"nothing is said of {_an_answer(outcome)}")
        spot = self._contracts.response(operation, response)
        if spot is None:
            return nothing(f"{_an_answer(outcome)} has no body of JSON")
        origin = Origin(self._known.versions.get(operation, ""), operation.name, "response body", ())
        return Type((spot,), (), frozenset((origin,)))

    def _named_header(self, name: str) -> Type | Unknown:
        """A header of the answers; one that none of them declares leads nowhere."""
        found = self._over(lambda outcome: self._header(outcome, name))
        if isinstance(found, Type) and not found.spots and found.lacks and self._outcomes:
            known = {one for outcome in self._outcomes if outcome.response for one in outcome.response.headers}
            origins = frozenset(self._header_of(one.operation, name) for one in self._outcomes if one.operation)
            return Unknown(found.lacks[0], name, tuple(sorted(known)), origins)
        return found

    def _header(self, outcome: Outcome, name: str) -> Type:
        operation, response = outcome.operation, outcome.response
        assert operation is not None, "asked of operations only"
        node = response.headers.get(name.lower()) if response is not None else None
        if node is None:
            return nothing(f"{_an_answer(outcome)} has no header `{name}`")
        origin = self._header_of(operation, name)
        required = isinstance(node.value, dict) and node.value.get("required") is True
        lacks = () if required else (f"the header `{name}` may not be there",)
        return Type((self._contracts.header(operation, node),), lacks, frozenset((origin,)))

    def _header_of(self, operation: Operation, name: str) -> Origin:
        return Origin(self._known.versions.get(operation, ""), operation.name, "response header", (name,))

    # ------------------------------------------------------------------------------------------------------- templates

    def tree(self, tree: Tree, said: Said) -> Type:
        """What an expression may be; what leads nowhere is said, and unknown."""
        if isinstance(tree, Literal):
            return Type((made({"const": as_json(tree.value)}),))
        assert isinstance(tree, Name), "the grammar has no other values"
        found = self.of(tree)
        if isinstance(found, Unknown):
            said(found, called(tree, whole=True), tree.column)
            return UNKNOWN
        return found

    def template(self, template: Template, said: Said) -> Type:
        """What a template that is no object and no list may be."""
        match template:
            case Fixed(value=value):
                return nothing("it is null") if value is None else Type((made({"const": value}),))
            case Computed(tree=tree):
                return self.tree(tree, said)
            case Woven(parts=parts):
                found = [self.tree(part, said) for part in parts if not isinstance(part, str)]
                lacks = tuple(dict.fromkeys(why for one in found for why in one.lacks))
                origins = frozenset(origin for one in found for origin in one.origins)
                return Type(TEXT.spots, lacks, origins)
        raise AssertionError("asked of values only")


def called(name: Name, *, whole: bool = False) -> str:
    """A name as people write it, without the pointer unless `whole`."""
    return written(name if whole else Name(name.root, name.members))


def _an_answer(outcome: Outcome) -> str:
    return "a call without an answer" if outcome.status is None else f"an answer {outcome.label}"
