"""What a call gives, held against what is called: parameters, bodies, the inputs of workflows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from govkit.catalog.workflows.bodies import BodyCheck, Sent
from govkit.catalog.workflows.composed import Composer
from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.facts import About, MayLack, Missing, NameUnknown, ValueUnknown
from govkit.catalog.workflows.holding import Holder, shown
from govkit.catalog.workflows.inputs import Inputs
from govkit.catalog.workflows.model import Bulk, Given, OperationCall, Value, WorkflowCall
from govkit.catalog.workflows.scope import Scope
from govkit.catalog.workflows.types import Type, Unknown
from govkit.spec.documents import Pointer
from govkit.spec.expressions.templates import Computed, Fixed, Members, Woven
from govkit.spec.openapi.contract import Parameter
from govkit.spec.openapi.wire.spelling import is_json


class Calls:
    """Looks at the calls of one workflow."""

    def __init__(self, holder: Holder) -> None:
        self._setting = holder.setting
        self._holder = holder

    # ------------------------------------------------------------------------------------------------------- operations

    def operation(self, call: OperationCall, called: Called, scope: Scope, step: str) -> Sent:
        """Holds a call against the operation."""
        about = About(step, called.version.name, called.name)
        sent = Sent(called)
        parameters = {_place(one.location, one.name): one for one in called.operation.parameters.values()}
        for given in call.parameters:
            key = _place(given.location or "", given.name)
            one = self._value(given, scope, about)
            if (parameter := parameters.get(key)) is not None:
                sent.parameters[key] = one
                self._parameter(given, parameter, one, called, about)
                continue
            listed = tuple(parameter.name for parameter in parameters.values())
            message = f"`{called.name}` has no {given.location} parameter `{given.name}`"
            self._holder.say(
                NameUnknown(
                    at=given.at, kind="parameter", name=given.name, message=message, known=listed, key=key, about=about
                )
            )
        # whoever runs the workflow fills in the key that tells a repeated call
        carried = _place("header", self._setting.contracts.key_header(called.version))
        for key, parameter in parameters.items():
            if parameter.required and key not in sent.parameters and key != carried:
                what = f"{parameter.location} parameter `{parameter.name}`"
                self._holder.say(Missing(at=call.at, what=what, kind="parameter", key=key, about=about))
        self._body(call, sent, scope, about)
        return sent

    def _value(self, given: Given, scope: Scope, about: About) -> Type:
        if isinstance(given.value.made, Fixed | Computed | Woven):
            return self._holder.typed(given.value, scope, given.value.at, about)
        composer = Composer()
        schema = composer.of_template(
            given.value.made, lambda made, way: self._holder.typed(made, scope, (*given.value.at, *way), about)
        )
        return Type((composer.spot(schema or {}),))

    def _parameter(self, given: Given, parameter: Parameter, one: Type, called: Called, about: About) -> None:
        part = f"{parameter.location} parameter `{parameter.name}`"
        if one.lacks and parameter.required:
            self._holder.lack(given.value, part, one, about)
        spot = self._setting.contracts.parameter(called, parameter.node)
        identifies = parameter.location in ("path", "query")
        self._holder.hold(given.value.made, one, spot, given.value.at, part, about, identifies=identifies)

    # ----------------------------------------------------------------------------------------------------------- bodies

    def _body(self, call: OperationCall, sent: Sent, scope: Scope, about: About) -> None:
        called, declared = sent.called, sent.called.operation.body
        if call.body is None:
            if declared is not None and declared.required:
                self._holder.say(Missing(at=call.at, what="request body", kind="body", key="body", about=about))
            return
        sent.media_type = call.body.media_type
        takes = self._setting.contracts.request(called, call.body.media_type)
        if takes is None:
            known = tuple(declared.content) if declared is not None else ()
            what = f"no body of type `{call.body.media_type}`" if known else "no body"
            message = f"`{called.name}` takes {what}"
            self._holder.say(
                NameUnknown(
                    at=call.body.at,
                    kind="media type",
                    name=call.body.media_type,
                    message=message,
                    known=known,
                    key="body",
                    about=about,
                )
            )
            return
        if is_json(call.body.media_type):
            BodyCheck(self._holder, sent, call.body, scope, about).look(takes)

    # -------------------------------------------------------------------------------------------------------- workflows

    def workflow(self, call: WorkflowCall, inputs: Inputs, scope: Scope, step: str) -> None:
        """Holds a call against the inputs of a workflow."""
        about = About(step)
        self._givens(call.inputs, call.workflow, inputs, scope, about)
        given = {one.name for one in call.inputs}
        if call.each is not None:
            given.add(call.each.input)
            self._items(call, inputs, scope, about)
        self._lacking(inputs.required - given, call.workflow, call.at, about)

    def bulk(self, bulk: Bulk, workflow: str, inputs: Inputs, scope: Scope, about: About) -> None:
        """Holds what a record of a list makes against the inputs of a workflow: each of them, then all together."""
        right = self._givens(bulk.inputs, workflow, inputs, scope, about)
        at = (*bulk.at, "inputs")
        lacking = inputs.required - {one.name for one in bulk.inputs}
        self._lacking(lacking, workflow, at, about)
        if not right or lacking or inputs.declared is None:
            return
        composer = Composer()
        template = Members({one.name: one.value.made for one in bulk.inputs})
        schema = composer.of_template(template, lambda made, way: self._holder.typed(made, scope, (*at, *way), about))
        whole = Type((composer.spot(schema or {}),))
        for spot in inputs.declared.spots[:1]:
            self._holder.hold(template, whole, spot, at, "inputs", about)

    def _givens(self, given: Sequence[Given], workflow: str, inputs: Inputs, scope: Scope, about: About) -> bool:
        """Whether each input that is given is taken; what is not is said."""
        right = True
        for one in given:
            made = self._value(one, scope, about)
            self._holder.read(made, f"input {one.name} of {workflow}", one.value.at, about.step)
            right &= self._input(one.name, one.value, made, inputs, one.at, about)
        return right

    def _lacking(self, names: Iterable[str], workflow: str, at: Pointer, about: About) -> None:
        for name in sorted(names):
            what = f"input `{name}` of `{workflow}`"
            self._holder.say(Missing(at=at, what=what, kind="input", key=f"input {name}", about=about))

    def _input(self, name: str, value: Value, one: Type, inputs: Inputs, at: Pointer, about: About) -> bool:
        takes = inputs.member(name)
        part = f"input `{name}`"
        if isinstance(takes, Unknown):
            self._holder.say(
                NameUnknown(
                    at=at, kind="input", name=name, message=takes.message, known=inputs.names, key=part, about=about
                )
            )
            return False
        takes_null = all(self._setting.judge.may_be(spot, None) for spot in inputs.schemas(name))
        lacks = bool(one.lacks) and name in inputs.required and not takes_null
        if lacks:
            self._holder.lack(value, part, one, about)
        held = [self._holder.hold(value.made, one, spot, value.at, part, about) for spot in takes.spots[:1]]
        return all(held) and not lacks

    def _items(self, call: WorkflowCall, inputs: Inputs, scope: Scope, about: About) -> None:
        each = call.each
        assert each is not None, "asked where it is"
        listed = self._holder.typed(each.items, scope, each.items.at, about)
        if listed.lacks:
            self._holder.lack(each.items, "the list", listed, about)
        items = self._setting.typing.reach.items_of(listed.spots)
        if listed.spots and not items:
            message = f"`{shown(each.items)}` is no list"
            self._holder.say(
                ValueUnknown(at=each.items.at, expression=shown(each.items), message=message, key="items", about=about)
            )
            return
        item = Type(items, (), frozenset(origin.below(("*",)) for origin in listed.origins))
        self._holder.read(listed, "list", each.items.at, about.step)
        self._holder.read(item, f"input {each.input} of {call.workflow}", each.items.at, about.step)
        self._input(each.input, each.items, item, inputs, (*each.at, "as"), about)
        if each.key is not None and items:
            way = tuple(map(str, each.key))
            key = self._setting.typing.below(item, way, "the item")
            at = (*each.at, "key")
            if isinstance(key, Unknown):
                self._holder.unknown(key, "key", at, about)
            elif key.lacks:
                self._holder.say(
                    MayLack(
                        at=at,
                        what="key of an item",
                        expression="/".join(way),
                        because=key.lacks[0],
                        key="key",
                        about=about,
                    )
                )


def _place(location: str, name: str) -> str:
    return f"{location} {name.lower() if location == 'header' else name}"
