"""What a look found of a write that got no answer: of the records in its answer the one that the write answers with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from govkit.catalog.workflows.model import OperationCall, Step, Value
from govkit.spec.expressions import Name
from govkit.spec.expressions.templates import trees_of
from govkit.sync.running.values import Frame, made
from govkit.sync.values import MISSING, Answered, Json


def outputs_of(step: Step, frame: Frame, answer: Json) -> dict[str, Json]:
    """The outputs of a step that is answered so; what is not there is left out."""
    told = replace(frame, answer=Answered(200, answer), given=None)
    values = {name: made(value.made, told) for name, value in step.outputs.items()}
    return {name: value for name, value in values.items() if value is not MISSING}


def needed_by(call: OperationCall, step: str) -> frozenset[str]:
    """The outputs of a step that a call is made of."""
    return frozenset(
        tree.members[2]
        for value in _values(call)
        for tree in trees_of(value.made)
        if isinstance(tree, Name) and tree.root == "steps" and tree.members[0] == step
    )


def found_by(step: Step, frame: Frame, answers: Iterable[Json]) -> Json:
    """The record that a step wrote, in what its look was answered; MISSING where none is it, or several may be.

    It is the answer itself, or the one record in its lists, that has all that the undo of the step takes from the
    step's answer; where that is nothing, all that the step's outputs take from it.
    """
    call = step.undo.call if step.undo is not None else None
    needed = (needed_by(call, step.id) if call is not None else frozenset()) or frozenset(step.outputs)
    if not needed:
        return MISSING
    for answer in answers:
        for records in _records(answer):
            like = [record for record in records if needed <= outputs_of(step, frame, record).keys()]
            if like:
                return like[0] if len(like) == 1 else MISSING
    return MISSING


def _records(answer: Json) -> Iterator[list[Json]]:
    """The records in an answer, those first that stand higher."""
    if not isinstance(answer, dict):
        yield [one for one in answer if isinstance(one, dict)] if isinstance(answer, list) else []
        return
    yield [answer]
    listed = [one for one in answer.values() if isinstance(one, list)]
    yield [item for items in listed for item in items if isinstance(item, dict)]


def _values(call: OperationCall) -> Iterator[Value]:
    yield from (one.value for one in call.parameters)
    if call.body is not None:
        yield call.body.payload
        yield from (one.value for one in call.body.replacements)
        yield from (source for use in call.body.mappings for source in use.sources.values())


def lacks(step: Step, call: OperationCall, outputs: Mapping[str, Json]) -> bool:
    """Whether an undo cannot be made of what is known of the step that it takes back."""
    return not needed_by(call, step.id) <= outputs.keys()
