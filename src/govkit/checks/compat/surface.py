"""Operations side by side: what is there, what is asked of a caller, and where the schemas of messages begin."""

from __future__ import annotations

from typing import Any

from govkit.checks.compat.change import Change
from govkit.checks.compat.unchanged import Unchanged
from govkit.checks.compat.walk import Walk
from govkit.findings import Direction
from govkit.spec.documents import Node
from govkit.spec.openapi import Body, Contract, MediaType, Operation, Parameter, Response
from govkit.spec.openapi.payloads import media_spots, value_schema
from govkit.spec.schemas.digest import value_digest
from govkit.spec.schemas.shape import Atom, Spot
from govkit.spec.schemas.space import Schema, Space


class Surface:
    """Compares two contracts operation by operation, and hands the schemas that they use to a walk."""

    def __init__(self, old: Contract, new: Contract, walk: Walk, unchanged: Unchanged) -> None:
        self._old, self._new = old, new
        self._walk = walk
        self._unchanged = unchanged
        self.changes: list[Change] = []
        self._inside: set[tuple[int, int, str]] = set()

    def compare(self) -> None:
        """Fills `changes`, and the walk's roots."""
        same_globals = _globals(self._old) == _globals(self._new)
        left, pairs, right = _matched(list(self._old.operations.values()), list(self._new.operations.values()))
        for operation in left:
            place = self._parent(operation)
            self._add("operation-removed", "operation", operation, None, old=operation.node, new=place)
        for old, new in pairs:
            if not (same_globals and self._plainly_same(old, new)):
                self._operation(old, new)
        for operation in right:
            self._add("operation-added", "operation", operation, None, new=operation.node)

    def _parent(self, operation: Operation) -> Node | None:
        """Where the removed operation's path item, or the section of paths, stands in the new document."""
        paths = self._new.root.get("paths" if operation.kind == "path" else "webhooks")
        if not isinstance(paths, dict):
            return self._new.document.root
        section = self._new.document.root.child("paths" if operation.kind == "path" else "webhooks")
        return section.child(operation.path) if operation.path in paths else section

    def _plainly_same(self, old: Operation, new: Operation) -> bool:
        if old.path != new.path or not self._unchanged.same(old.node, new.node):
            return False
        if ("parameters" in _raw(old.item)) != ("parameters" in _raw(new.item)):
            return False
        return "parameters" not in _raw(old.item) or self._unchanged.same(
            old.item.child("parameters"), new.item.child("parameters")
        )

    def _operation(self, old: Operation, new: Operation) -> None:
        identity = (id(old.node.value), id(new.node.value), old.kind)
        if old.kind == "callback" and identity in self._inside:
            return  # a callback that leads back to itself
        self._inside.add(identity)
        self._facts(old, new)
        self._security(old, new)
        self._parameters(old, new)
        self._bodies(old, new)
        self._responses(old, new)
        left, right = ({c.key: c for c in operation.callbacks} for operation in (old, new))
        for key, callback in left.items():
            if key in right:
                self._operation(callback, right[key])
            else:
                self._add("callback-removed", "operation", callback, None, old=callback.node, new=new.node)
        for key, callback in right.items():
            if key not in left:
                self._add("callback-added", "operation", callback, None, old=old.node, new=callback.node)

    def _facts(self, old: Operation, new: Operation) -> None:
        if old.deprecated != new.deprecated:
            kind = "operation-deprecated" if new.deprecated else "operation-reinstated"
            self._add(kind, "operation", old, None, old=_at(old.node, "deprecated"), new=_at(new.node, "deprecated"))
        if old.id != new.id:
            was, now = _at(old.node, "operationId"), _at(new.node, "operationId")
            self._add("id-changed", "operation", old, None, before=old.id, after=new.id, old=was, new=now)

    def _security(self, old: Operation, new: Operation) -> None:
        before, after = _alternatives(old), _alternatives(new)
        lost = [one for one in before if not any(_asks_no_more(other, one) for other in after)]
        gained = [one for one in after if not any(_asks_no_more(other, one) for other in before)]
        for kind, alternatives in (("narrowed", lost), ("widened", gained)):
            if alternatives:
                self._add(
                    kind,
                    "security",
                    old,
                    old.sent,
                    before=old.security,
                    after=new.security,
                    old=_at(old.node, "security"),
                    new=_at(new.node, "security"),
                )

    def _parameters(self, old: Operation, new: Operation) -> None:
        way = old.sent
        before = self._parameter_object(old, self._walk.old_spaces[way])
        after = self._parameter_object(new, self._walk.new_spaces[way])
        self._walk.add_root(old, "parameters", "parameter", before, after, way)
        for key, parameter in old.parameters.items():
            other = new.parameters.get(key)
            if other is not None:
                self._spelling(old, parameter, other, way)
                self._wording(old, parameter, other, way)

    def _wording(self, operation: Operation, old: Parameter, new: Parameter, way: Direction) -> None:
        """Whether a parameter has another name that is not seen on the wire, as those of a path."""
        if old.name == new.name or old.location != "path":
            return
        was, now = _at(old.node, "name"), _at(new.node, "name")
        name = f"{old.location} {old.name}"
        self._add("renamed", "parameter", operation, way, name=name, before=old.name, after=new.name, old=was, new=now)

    def _spelling(self, operation: Operation, old: Parameter, new: Parameter, way: Direction) -> None:
        """Whether a list or an object is spelled on the wire as before (OpenAPI 3.1, style values)."""
        spaces = self._walk.old_spaces[way], self._walk.new_spaces[way]
        sides = [
            (_spelled(parameter), self._walk.shapes.of((Atom(value_schema(parameter.node, space), space),)))
            for parameter, space in zip((old, new), spaces, strict=True)
        ]
        (before, was), (after, now) = sides
        if before != after and was.types & now.types & {"array", "object"}:
            self._add(
                "serialization-changed",
                "parameter",
                operation,
                way,
                name=f"{old.location} {old.name}",
                before=before,
                after=after,
                old=old.node,
                new=new.node,
            )

    def _parameter_object(self, operation: Operation, space: Space) -> Spot:
        schema: Schema = {"type": ["object"], "properties": {}, "made": True}
        for key, parameter in operation.parameters.items():
            schema["properties"][key] = _as_text(value_schema(parameter.node, space), space)
            space.name_member(schema, key, parameter.node)
            if parameter.required:
                schema.setdefault("required", []).append(key)
        return (Atom(space.made(schema, operation.node), space),)

    def _bodies(self, old: Operation, new: Operation) -> None:
        way = old.sent
        if old.body is None or new.body is None:
            self._one_body(old, new, old.body, new.body)
            return
        if old.body.required != new.body.required:
            kind = "became-required" if new.body.required else "became-optional"
            self._add(kind, "body", old, way, old=_at(old.body.node, "required"), new=_at(new.body.node, "required"))
        self._content(old, "request body", old.body.content, new.body.content, old.body, new.body, way)

    def _one_body(self, old: Operation, new: Operation, before: Body | None, after: Body | None) -> None:
        if before is not None:
            self._add("removed", "body", old, old.sent, old=before.node, new=new.node)
        elif after is not None:
            kind = "required-added" if after.required else "added"
            self._add(kind, "body", old, old.sent, old=old.node, new=after.node)

    def _responses(self, old: Operation, new: Operation) -> None:
        way = old.answered
        for status, before in old.responses.items():
            after = new.responses.get(status)
            if after is not None:
                self._response(old, before, after, way)
            else:
                stand_in = _covering(status, new)
                if stand_in is not None:
                    self._response(old, before, stand_in, way)
                else:
                    place = _at(new.node, "responses")
                    self._add("removed", "status", old, way, name=status, old=before.node, new=place, before=status)
        for status, after in new.responses.items():
            if status not in old.responses:
                covered = _covering(status, old)
                if covered is not None:
                    self._response(old, covered, after, way)
                place = _at(old.node, "responses")
                self._add("added", "status", old, way, name=status, old=place, new=after.node, after=status)

    def _response(self, operation: Operation, old: Response, new: Response, way: Direction) -> None:
        part = f"response {new.status}"
        self._content(operation, part, old.content, new.content, old, new, way)
        if old.headers or new.headers:
            before = self._header_object(old, self._walk.old_spaces[way])
            after = self._header_object(new, self._walk.new_spaces[way])
            self._walk.add_root(operation, f"{part} headers", "header", before, after, way)

    def _header_object(self, response: Response, space: Space) -> Spot:
        schema: Schema = {"type": ["object"], "properties": {}, "made": True}
        for name, node in response.headers.items():
            schema["properties"][name] = _as_text(value_schema(node, space), space)
            space.name_member(schema, name, node)
            if _raw(node).get("required") is True:
                schema.setdefault("required", []).append(name)
        return (Atom(space.made(schema, response.node), space),)

    def _content(
        self,
        operation: Operation,
        part: str,
        old: dict[str, MediaType],
        new: dict[str, MediaType],
        old_owner: Body | Response,
        new_owner: Body | Response,
        way: Direction,
    ) -> None:
        for name, media in old.items():
            other = new.get(name) or _matching_media(name, new)
            if other is None:
                place = _at(new_owner.node, "content")
                self._add("removed", "media-type", operation, way, name=name, part=part, old=media.node, new=place)
                continue
            spots = media_spots((media, other), (self._walk.old_spaces[way], self._walk.new_spaces[way]))
            self._walk.add_root(operation, f"{part} {media.name}", "property", *spots, way)
        for name, media in new.items():
            if name not in old and _matching_media(name, old) is None:
                place = _at(old_owner.node, "content")
                self._add("added", "media-type", operation, way, name=name, part=part, old=place, new=media.node)

    def _add(
        self,
        kind: str,
        element: str,
        operation: Operation,
        direction: Direction | None,
        *,
        name: str = "",
        part: str = "",
        before: Any = None,
        after: Any = None,
        old: Node | None = None,
        new: Node | None = None,
    ) -> None:
        place = " ".join(word for word in (element, part, name) if word)
        if element == "operation":
            place = operation.key
        if element in ("security", "operation"):
            digests = value_digest(before), value_digest(after)
        else:
            digests = "" if kind == "added" else _subtree(old), "" if kind == "removed" else _subtree(new)
        self.changes.append(
            Change(
                kind=kind,
                element=element,
                direction=direction,
                name=name or part,
                keyword=part,
                before=before,
                after=after,
                old=old,
                new=new,
                payload=False,
                digests=digests,
                operation=operation,
                place=place,
            )
        )


def _matched(
    old: list[Operation], new: list[Operation]
) -> tuple[list[Operation], list[tuple[Operation, Operation]], list[Operation]]:
    """Operations that stand for each other: of the same name, or else the same on the wire."""
    pairs: list[tuple[Operation, Operation]] = []
    for name in ("name", "key"):
        waiting = {getattr(operation, name): operation for operation in reversed(new)}
        found = [(one, waiting.pop(getattr(one, name), None)) for one in old]
        pairs += [(one, other) for one, other in found if other is not None]
        taken = {id(operation) for pair in pairs for operation in pair}
        old = [operation for operation in old if id(operation) not in taken]
        new = [operation for operation in new if id(operation) not in taken]
    return old, pairs, new


def _raw(node: Node) -> dict[str, Any]:
    return node.value if isinstance(node.value, dict) else {}


def _subtree(node: Node | None) -> str:
    return "" if node is None else value_digest(node.value)


def _at(node: Node, key: str) -> Node:
    """The member `key` of a node where it stands there, or else the node."""
    return node.child(key) if key in _raw(node) else node


def _covering(status: str, operation: Operation) -> Response | None:
    """The wider response that speaks for a status: `4XX` for `404`, then `default`."""
    wide = f"{status[:1]}XX"
    if status != wide and wide in operation.responses:
        return operation.responses[wide]
    return operation.responses.get("default") if status != "default" else None


def _matching_media(name: str, others: dict[str, MediaType]) -> MediaType | None:
    """The entry for a media type under another spelling: the same type with other parameters, or a range."""
    kind = name.split(";", maxsplit=1)[0]
    for other, media in others.items():
        bare = other.split(";")[0]
        if bare == kind and (";" not in name or ";" not in other):
            return media
    for other, media in others.items():
        if other == "*/*" or (other.endswith("/*") and kind.startswith(other[:-1])):
            return media
    return None


def _spelled(parameter: Parameter) -> str:
    """How a parameter is written: its media type, or its style and whether it explodes."""
    raw = _raw(parameter.node)
    content = raw.get("content")
    if "schema" not in raw and isinstance(content, dict) and content:
        return str(next(iter(content)))
    style = raw.get("style", "form" if parameter.location in ("query", "cookie") else "simple")
    explode = raw.get("explode", style == "form")
    return f"{style}{', exploded' if explode is True else ''}"


def _as_text(schema: Schema, space: Space) -> Schema:
    """The schema with a mark where its value is any text: `5` and `true` are spelled alike in every type."""
    limiting = {"enum", "pattern", "format", "maxLength", "minLength"}
    if "string" not in schema.get("type", ()) or schema.keys() & limiting:
        return schema
    return space.made({**schema, "anyText": True}, space.origin(schema))


def _globals(contract: Contract) -> str:
    """What every operation depends on without saying so."""
    schemes = {name: node.value for name, node in contract.security_schemes.items()}
    return value_digest([contract.root.get("security"), schemes])


def _alternatives(operation: Operation) -> list[dict[str, frozenset[str]]]:
    """The ways to be let in: for each, the scopes of each scheme; a scheme is what it says, whatever it is called."""
    schemes = operation.contract.security_schemes
    found = [
        {
            _scheme(name, schemes): frozenset(map(str, scopes))
            for name, scopes in entry.items()
            if isinstance(scopes, list)
        }
        for entry in operation.security
    ]
    return found or [{}]


def _scheme(name: str, schemes: dict[str, Node]) -> str:
    """What identifies a security scheme to a caller (OpenAPI 3.1, Security Scheme Object)."""
    if name not in schemes:
        return name
    raw = _raw(schemes[name])
    said: dict[str, Any] = {key: raw[key] for key in ("type", "in", "name", "scheme", "openIdConnectUrl") if key in raw}
    if isinstance(said.get("scheme"), str):
        said["scheme"] = said["scheme"].lower()
    flows = raw.get("flows")
    for kind, flow in flows.items() if isinstance(flows, dict) else ():
        if isinstance(flow, dict):
            urls = [flow[key] for key in ("authorizationUrl", "tokenUrl", "deviceAuthorizationUrl") if key in flow]
            said[f"flow {kind}"] = urls
    return value_digest(said)


def _asks_no_more(asked: dict[str, frozenset[str]], held: dict[str, frozenset[str]]) -> bool:
    """Whether a caller that satisfies `held` satisfies `asked`."""
    return all(name in held and scopes <= held[name] for name, scopes in asked.items())
