"""Parameters side by side: what is asked of a caller, and how it is written."""

from __future__ import annotations

from govkit.checks.compat.surface.recorder import Recorder, at, raw
from govkit.checks.compat.surface.spelling import may_be_reserved, written, written_alike
from govkit.checks.compat.surface.values import parameter_object
from govkit.checks.compat.walk import Walk
from govkit.findings import Direction
from govkit.spec.openapi import Operation, Parameter
from govkit.spec.openapi.payloads import value_schema
from govkit.spec.schemas.shape import Atom, Shape


class Parameters:
    """Compares the parameters of operations."""

    def __init__(self, walk: Walk, recorder: Recorder) -> None:
        self._walk, self._recorder = walk, recorder

    def compare(self, old: Operation, new: Operation) -> None:
        """Names what changed in the parameters, and hands their schemas to the walk."""
        way = old.sent
        before = parameter_object(old, self._walk.old_spaces[way])
        after = parameter_object(new, self._walk.new_spaces[way])
        self._walk.add_root(old, "parameters", "parameter", before, after, way)
        for key, parameter in old.parameters.items():
            other = new.parameters.get(key)
            if other is not None and parameter.node.value != other.node.value:
                self._spelling(old, parameter, other, way)
                self._name(old, parameter, other, way)
                self._deprecation(old, parameter, other)
            elif other is not None and parameter.name != other.name:
                self._name(old, parameter, other, way)

    def _name(self, operation: Operation, old: Parameter, new: Parameter, way: Direction) -> None:
        """Whether a parameter has another name that is not seen on the wire, as those of a path."""
        if old.name == new.name or old.location != "path":
            return
        self._recorder.add(
            "renamed",
            "parameter",
            operation,
            way,
            name=f"{old.location} {old.name}",
            before=old.name,
            after=new.name,
            old=at(old.node, "name"),
            new=at(new.node, "name"),
        )

    def _deprecation(self, operation: Operation, old: Parameter, new: Parameter) -> None:
        if old.deprecated != new.deprecated:
            self._recorder.add(
                "deprecated" if new.deprecated else "reinstated",
                "parameter",
                operation,
                name=f"{old.location} {old.name}",
                before=old.deprecated,
                after=new.deprecated,
                old=at(old.node, "deprecated"),
                new=at(new.node, "deprecated"),
            )

    def _spelling(self, operation: Operation, old: Parameter, new: Parameter, way: Direction) -> None:
        was, now = self._shape(old, way, before=True), self._shape(new, way, before=False)
        before, after = raw(old.node), raw(new.node)
        name = f"{old.location} {old.name}"
        if not written_alike(before, after, old.location, was.types & now.types):
            self._recorder.add(
                "serialization-changed",
                "parameter",
                operation,
                way,
                name=name,
                before=written(before, old.location),
                after=written(after, old.location),
                old=old.node,
                new=new.node,
            )
        for keyword, kind in (("allowReserved", "reserved"), ("allowEmptyValue", "empty-value")):
            said, says = before.get(keyword) is True, after.get(keyword) is True
            seen = keyword == "allowEmptyValue" or (
                may_be_reserved(was, self._walk.shapes) and may_be_reserved(now, self._walk.shapes)
            )
            if said != says and seen and old.location == "query":
                self._recorder.add(
                    f"{kind}-{'allowed' if says else 'refused'}",
                    "parameter",
                    operation,
                    way,
                    name=name,
                    before=said,
                    after=says,
                    old=at(old.node, keyword),
                    new=at(new.node, keyword),
                )

    def _shape(self, parameter: Parameter, way: Direction, *, before: bool) -> Shape:
        space = (self._walk.old_spaces if before else self._walk.new_spaces)[way]
        return self._walk.shapes.of((Atom(value_schema(parameter.node, space), space),))
