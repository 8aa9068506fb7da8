"""Operations side by side: what is there, what is asked of a caller, and where the schemas of messages begin."""

from __future__ import annotations

from typing import Any

from govkit.checks.compat.change import Change
from govkit.checks.compat.surface.components import compare_components, compare_info
from govkit.checks.compat.surface.messages import Messages
from govkit.checks.compat.surface.parameters import Parameters
from govkit.checks.compat.surface.recorder import Recorder, at, raw
from govkit.checks.compat.surface.security import Security
from govkit.checks.compat.surface.servers import Servers
from govkit.checks.compat.unchanged import Unchanged
from govkit.checks.compat.walk import Walk
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract, Operation
from govkit.spec.schemas.digest import value_digest

_SHARED = ("parameters", "servers")
"""What a path item says for all its operations."""


class Surface:
    """Compares two contracts operation by operation, and hands the schemas that they use to a walk."""

    def __init__(self, old: Contract, new: Contract, walk: Walk, unchanged: Unchanged) -> None:
        self._old, self._new = old, new
        self._unchanged = unchanged
        self._recorder = Recorder()
        self._parameters = Parameters(walk, self._recorder)
        self._messages = Messages(old, new, walk, self._recorder)
        self._security = Security(old, new, self._recorder)
        self._servers = Servers(self._recorder)
        self._inside: set[tuple[int, int, str]] = set()

    @property
    def changes(self) -> list[Change]:
        """What was found so far."""
        return self._recorder.changes

    def compare(self) -> None:
        """Fills `changes`, and the walk's roots."""
        same_globals = _globals(self._old) == _globals(self._new)
        compare_info(self._old, self._new, self._recorder)
        left, pairs, right = _matched(list(self._old.operations.values()), list(self._new.operations.values()))
        left, pairs, right = self._renamed_webhooks(left, pairs, right)
        add = self._recorder.add
        for operation in left:
            add("operation-removed", "operation", operation, old=operation.node, new=self._parent(operation))
        for old, new in pairs:
            if not self._plainly_same(old, new):
                self._operation(old, new)
            elif not same_globals:
                self._whole(old, new)
        for operation in right:
            add("operation-added", "operation", operation, new=operation.node)

    def compare_components(self, told: set[str]) -> None:
        """Adds what only generated code sees; `told` are the schemas of which another finding tells it."""
        compare_components(self._old, self._new, self._recorder, told)

    def _renamed_webhooks(
        self, left: list[Operation], pairs: list[tuple[Operation, Operation]], right: list[Operation]
    ) -> tuple[list[Operation], list[tuple[Operation, Operation]], list[Operation]]:
        """Takes a webhook that is gone and one that came and says the same for one under another name."""
        waiting = {(value_digest(one.node.value), one.method): one for one in right if one.kind == "webhook"}
        renamed: list[tuple[Operation, Operation]] = []
        for operation in left:
            digest = value_digest(operation.node.value) if operation.kind == "webhook" else ""
            other = waiting.pop((digest, operation.method), None)
            if other is not None:
                renamed.append((operation, other))
                was, now = operation.path, other.path
                self._recorder.add(
                    "renamed", "operation", operation, before=was, after=now, old=operation.node, new=other.node
                )
        taken = {id(operation) for pair in renamed for operation in pair}
        return (
            [operation for operation in left if id(operation) not in taken],
            pairs + renamed,
            [operation for operation in right if id(operation) not in taken],
        )

    def _parent(self, operation: Operation) -> Node | None:
        """Where the removed operation's path item, or the section of paths, stands in the new document."""
        section = self._new.section(operation)
        if section is None:
            return self._new.document.root
        return section.child(operation.path) if operation.path in raw(section) else section

    def _plainly_same(self, old: Operation, new: Operation) -> bool:
        if old.path != new.path or not self._unchanged.same(old.node, new.node):
            return False
        for key in _SHARED:
            if (key in raw(old.item)) != (key in raw(new.item)):
                return False
            if key in raw(old.item) and not self._unchanged.same(old.item.child(key), new.item.child(key)):
                return False
        return True

    def _whole(self, old: Operation, new: Operation) -> None:
        """What an operation takes over from the document as a whole."""
        self._security.compare(old, new)
        self._servers.compare(old, new)

    def _operation(self, old: Operation, new: Operation) -> None:
        identity = (id(old.node.value), id(new.node.value), old.kind)
        if old.kind == "callback" and identity in self._inside:
            return  # a callback that leads back to itself
        self._inside.add(identity)
        self._facts(old, new)
        self._whole(old, new)
        self._parameters.compare(old, new)
        self._messages.bodies(old, new)
        self._messages.responses(old, new)
        self._callbacks(old, new)

    def _facts(self, old: Operation, new: Operation) -> None:
        add = self._recorder.add
        if old.deprecated != new.deprecated:
            kind = "operation-deprecated" if new.deprecated else "operation-reinstated"
            add(kind, "operation", old, old=at(old.node, "deprecated"), new=at(new.node, "deprecated"))
        if old.id != new.id:
            was, now = at(old.node, "operationId"), at(new.node, "operationId")
            add("id-changed", "operation", old, before=old.id, after=new.id, old=was, new=now)
        before, after = _tags(old), _tags(new)
        if before[:1] != after[:1]:
            add(
                "tags-changed",
                "operation",
                old,
                before=before,
                after=after,
                old=at(old.node, "tags"),
                new=at(new.node, "tags"),
            )

    def _callbacks(self, old: Operation, new: Operation) -> None:
        before, after = ({c.key: c for c in operation.callbacks} for operation in (old, new))
        gone = [callback for key, callback in before.items() if key not in after]
        come = [callback for key, callback in after.items() if key not in before]
        for key in before.keys() & after.keys():
            self._operation(before[key], after[key])
        add = self._recorder.add
        for callback in gone:
            alike = [one for one in come if _slot(one) == _slot(callback)]
            if len(alike) == 1 and [one for one in gone if _slot(one) == _slot(callback)] == [callback]:
                come.remove(alike[0])
                other = alike[0]
                was, now = _expression(callback), _expression(other)
                places = callback.node, other.node
                add("expression-changed", "operation", callback, before=was, after=now, old=places[0], new=places[1])
                self._operation(callback, other)
            else:
                add("callback-removed", "operation", callback, old=callback.node, new=new.node)
        for callback in come:
            add("callback-added", "operation", callback, old=old.node, new=callback.node)


def _tags(operation: Operation) -> list[str]:
    said = raw(operation.node).get("tags")
    return [str(tag) for tag in said] if isinstance(said, list) else []


def _slot(callback: Operation) -> tuple[str, str]:
    """What stays of a callback where its expression changes: its name and its method."""
    return callback.path.split(" ", 2)[1], callback.method


def _expression(callback: Operation) -> str:
    return callback.path.split(" ", 2)[2]


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


def _globals(contract: Contract) -> str:
    """What every operation depends on without saying so."""
    schemes: dict[str, Any] = {name: node.value for name, node in contract.security_schemes.items()}
    return value_digest([contract.root.get("security"), contract.root.get("servers"), schemes])
