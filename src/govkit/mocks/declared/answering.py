"""What a call is answered where a `mock.yaml` or code says so, and what expressions see of the request."""

from __future__ import annotations

from typing import Any

from govkit.mocks.declared.effects import chosen
from govkit.mocks.declared.fitting import as_field
from govkit.mocks.declared.program import Answering
from govkit.mocks.declared.world import World
from govkit.mocks.json_text import NotJson, read_json
from govkit.mocks.messages import Answer, JsonObject, Outcome, Refused
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.calls import one_of
from govkit.mocks.state.resources import Resource
from govkit.mocks.system import Call
from govkit.spec.expressions import MISSING, Tree, filled, plain_text


class Answers:
    """The answers of one system."""

    def __init__(self, behaviour: Behaviour, world: World) -> None:
        self._behaviour = behaviour
        self._world = world

    def of_value(self, call: Call, status: int, value: Any) -> Answer:
        """An answer with a value, as its schema has it."""
        responses = call.served.responses
        _, _, media = responses.media_of(status, call.request.headers.get("accept"))
        fit = as_field(value, responses.checked(media) if media is not None else None)
        return self._behaviour.reading.stated(call, status, None if value is MISSING else fit)

    def declared(
        self, call: Call, answering: Answering, outcome: Outcome, names: dict[str, Any], record: JsonObject | None
    ) -> Answer:
        """The answer that an operation declares, in the place of the one that its deed gave; `$answer` is that one."""
        answer = outcome.answer
        known = {"record": MISSING if record is None else record, "before": MISSING, "answer": _body_of(answer)}
        names = {**names, **known}
        scope = self._world.scope(**names)
        status = answering.status or answer.status
        if answering.shown is not None:
            answer = self._shown(call, status, *answering.shown, names)
        elif answering.body is not None:
            kept = [one for one in answer.headers if one[0].lower() in ("etag", "location")]
            answer = self.of_value(call, status, filled(answering.body, scope))
            told = {name.lower() for name, _ in answer.headers}
            answer.headers += [one for one in kept if one[0].lower() not in told]
        elif status != answer.status:
            found = call.served.responses.answer(status, call.request.headers.get("accept"))
            answer = Answer(found.status, list(found.headers), found.body)
        texts = {name: plain_text(filled(made, scope)) for name, made in answering.headers.items()}
        kept = [one for one in answer.headers if one[0].lower() not in {name.lower() for name in texts}]
        return Answer(answer.status, [*kept, *texts.items()], answer.body)

    def _shown(self, call: Call, status: int, resource: Resource, where: Tree, names: dict[str, Any]) -> Answer:
        """The first record of a collection for which a condition holds. Raises Refused where there is none."""
        record = next(chosen(self._world, self._behaviour.records.table(resource), where, names), None)
        if record is None:
            raise Refused(404, f"there is no such {one_of(resource)}", others=(410,))
        return self._behaviour.reading.shown(call, status, resource, record)


def _body_of(answer: Answer) -> Any:
    """The value in an answer, where it has one in JSON."""
    try:
        return read_json(answer.body) if answer.body else MISSING
    except NotJson:
        return MISSING


def request_of(call: Call) -> JsonObject:
    """What `$request` stands for."""
    places: JsonObject = {
        "path": {},
        "query": {},
        "header": dict(call.request.headers),
    }
    for (place, name), value in call.parameters.items():
        if place in places:
            places[place][name.lower() if place == "header" else name] = value
    body = call.content.value if call.content.is_there else MISSING
    return {**places, "body": body, "operation": call.served.id}
