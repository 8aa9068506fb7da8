"""What the names in a `mock.yaml` name: collections, operations, fields, webhooks; else what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from govkit.direction import Direction
from govkit.mocks.declared.kinds import Kind, Known, Roots, Several, follow
from govkit.mocks.declared.mistakes import Mistakes
from govkit.mocks.declared.program import Collection, Steps
from govkit.mocks.platforms import Platforms, Unknown
from govkit.mocks.schemas import Checked
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.resources import Deed, Part, Resource
from govkit.mocks.system import Served
from govkit.spec.documents import Pointer
from govkit.spec.expressions import close_to
from govkit.spec.openapi import Operation
from govkit.spec.openapi.messages import response_for
from govkit.spec.openapi.wire.spelling import is_json

ANYTHING: Kind = None


class Naming:
    """Finds what names name, and tells of those that name nothing."""

    def __init__(self, behaviour: Behaviour, platforms: Platforms, mistakes: Mistakes) -> None:
        self.system = behaviour.system
        self._behaviour = behaviour
        self._platforms = platforms
        self._mistakes = mistakes

    # ------------------------------------------------------------------------------------------------------ collections

    def own(self, pointer: Pointer, text: str, *, key: bool = False) -> Resource | None:
        """A collection of this system; `key` where the name is a key of its mapping."""
        if self._platforms.split(text)[0] is not None:
            self._mistakes.add(pointer, f"`{text}` is of another system", "its own mock.yaml speaks of it", text=text)
            return None
        found = self.collection(pointer, text, key=key)
        return found.resource if found is not None else None

    def collection(self, pointer: Pointer, text: str, *, key: bool = False) -> Collection | None:
        """A collection of this system, or of another."""
        try:
            owner, resource = self._platforms.collection(self.system.name, text)
        except Unknown as error:
            self._mistakes.add(pointer, error.message, error.hint, text="" if key else text)
            return None
        name = resource.name if resource is not None else self._platforms.split(text)[1]
        return Collection(owner if owner != self.system.name else None, name, resource)

    def records(self, text: str) -> Kind:
        """The kind of the records of a collection. Raises Unknown."""
        resource = self._platforms.collection(self.system.name, text)[1]
        return resource.item if resource is not None else ANYTHING

    # ------------------------------------------------------------------------------------------------------- operations

    @cached_property
    def _operations(self) -> dict[str, Served]:
        found = {served.operation.name: served for served in self.system.operations}
        return found | {served.operation.id: served for served in self.system.operations if served.operation.id}

    def operation(self, pointer: Pointer, text: str, *, key: bool = False) -> Served | None:
        """An operation by its operationId, or by `METHOD /path`."""
        found = self._operations.get(text)
        if found is None:
            known = [one for one in self._operations if (" " in one) == (" " in text)]
            self._mistakes.add(
                pointer, f"there is no operation `{text}`", close_to(text, known), text="" if key else text
            )
        return found

    def subject(self, served: Served) -> Resource | None:
        """The collection of the record that an operation is about."""
        part = self._behaviour.resources.part(served)
        if part.resource is not None and part.deed is not Deed.LIST:
            return part.resource
        return part.parents[-1][0] if part.parents else None

    def part(self, served: Served) -> Part:
        """What an operation does."""
        return self._behaviour.resources.part(served)

    def request(self, served: Served | None) -> Kind:
        """The kind of `$request`."""
        if served is None:
            return ANYTHING
        schemas, body = served.schemas, served.operation.body
        medias = list(body.content.values()) if body is not None else []
        places: dict[str, dict[str, Kind]] = {"path": {}, "query": {}, "header": {}}
        for one in served.operation.parameters.values():
            if one.location in places:
                name = one.name.lower() if one.location == "header" else one.name
                places[one.location][name] = schemas.value(one.node, Direction.REQUEST)
        return Known(
            {
                "body": schemas.media(medias[0], Direction.REQUEST) if len(medias) == 1 else ANYTHING,
                "path": Known(places["path"]),
                "query": Known(places["query"]),
                "header": Known(places["header"], open=True),
                "operation": ANYTHING,
            }
        )

    def error(self, served: Served, status: int) -> Checked | None:
        """The schema of an error, where an operation says one for a status."""
        response = response_for(served.operation, status)
        media = [one for one in response.content.values() if is_json(one.name)] if response is not None else []
        return served.responses.checked(media[0]) if media else None

    # ----------------------------------------------------------------------------------------------------------- events

    @cached_property
    def webhooks(self) -> dict[str, Operation]:
        """The webhooks of the contract by name; one that is sent by POST before others."""
        found: dict[str, Operation] = {}
        for operation in self.system.contract.operations.values():
            if operation.kind == "webhook" and (operation.path not in found or operation.method == "post"):
                found[operation.path] = operation
        return found

    # ----------------------------------------------------------------------------------------------------------- fields

    def way(self, pointer: Pointer, text: str, kind: Kind, *, key: bool = False, every: bool = True) -> Steps | None:
        """The steps to a field, where there is one."""
        steps = tuple(part.replace("~1", "/").replace("~0", "~") for part in text.strip("/").split("/"))
        wrong: list[tuple[str, str]] = []
        if not every and "*" in steps:
            wrong.append((f"`{text}` is more than one field", "name one field"))
        else:
            follow(kind, steps, "the record", lambda message, hint: wrong.append((message, hint)))
        for message, hint in wrong[:1]:
            self._mistakes.add(
                pointer,
                message.replace(" in `the record`", "").replace("`the record.", "`"),
                hint,
                text="" if key else text,
            )
        return None if wrong else steps

    def item_at(self, kind: Kind, steps: Steps) -> Kind:
        """The kind of the innermost item on a way with `*`."""
        if "*" not in steps:
            return ANYTHING
        last = len(steps) - steps[::-1].index("*")
        found = follow(kind, steps[:last], "", lambda _, __: None)
        while isinstance(found, Several):
            found = found.of
        return found

    def member(self, resource: Resource, steps: Steps) -> Checked | None:
        """The schema of a field of a record."""
        found = follow(resource.item, steps, "", lambda _, __: None)
        return found if isinstance(found, Checked) else None


def records_of(resource: Resource | None) -> Kind:
    """The kind of a record."""
    return resource.item if resource is not None else ANYTHING


def with_names(roots: Roots, names: Sequence[str]) -> Roots:
    """More names, of which nothing is known."""
    return {**roots, **dict.fromkeys(names, ANYTHING)}
