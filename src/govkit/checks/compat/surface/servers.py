"""Where the API is served: addresses that went, came, or stand for others than before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from govkit.checks.compat.surface.recorder import Recorder
from govkit.spec.documents import Node
from govkit.spec.openapi import Operation
from govkit.spec.openapi.servers import Server, Variable, covers, server_list, servers_at


@dataclass(frozen=True, slots=True)
class _Difference:
    kind: str
    name: str
    before: Any
    after: Any
    old: Node
    new: Node


class Servers:
    """Compares the servers that hold for operations; those that share a list are compared once."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._known: dict[tuple[int, int], list[_Difference]] = {}

    def compare(self, old: Operation, new: Operation) -> None:
        """Names what changed in the servers of an operation. What the provider calls is served by others."""
        if old.kind != "path":
            return
        (before, here), (after, there) = server_list(old), server_list(new)
        if not before and not after:
            return
        key = id(before) if before else 0, id(after) if after else 0
        if key not in self._known:
            same = before == after
            self._known[key] = [] if same else list(_differences(servers_at(before, here), servers_at(after, there)))
        for one in self._known[key]:
            self._recorder.add(
                one.kind, "server", old, name=one.name, before=one.before, after=one.after, old=one.old, new=one.new
            )


def _differences(old: list[Server], new: list[Server]) -> Iterator[_Difference]:
    reached, wanted = _addresses(new), _addresses(old)
    lost = [server for server in old if not _all_covered(server, reached)]
    gained = [server for server in new if not _all_covered(server, wanted)]
    again = {server.url: server for server in new}
    kept = {server.url for server in old} & again.keys()
    for server in old:
        if server.url in kept:
            yield from _variables(server, again[server.url], reached, wanted)
    gone = [server for server in lost if server.url not in kept]
    come = [server for server in gained if server.url not in kept]
    if len(gone) == len(come):
        for server, other in zip(gone, come, strict=True):
            yield _Difference("url-changed", "", server.written, other.written, server.node, other.node)
        return
    for server in gone:
        yield _Difference("removed", server.written, server.written, None, server.node, new[0].node)
    for server in come:
        yield _Difference("added", server.written, None, server.written, old[0].node, server.node)


def _addresses(servers: list[Server]) -> frozenset[str]:
    return frozenset(address for server in servers for address in server.addresses())


def _all_covered(server: Server, by: frozenset[str]) -> bool:
    wide = [address for address in by if "{}" in address]
    return all(one in by or any(covers(other, one) for other in wide) for one in server.addresses())


def _variables(old: Server, new: Server, reached: frozenset[str], wanted: frozenset[str]) -> Iterator[_Difference]:
    lost, gained = not _all_covered(old, reached), not _all_covered(new, wanted)
    for name in {**old.variables, **new.variables}:
        if f"{{{name}}}" not in old.url:
            continue
        before, after = old.variables.get(name), new.variables.get(name)
        if before is None or after is None:
            kind = "variable-added" if before is None else "variable-removed"
            yield _Difference(kind, name, _said(before), _said(after), old.node, new.node)
            continue
        if before.default != after.default:
            yield _Difference("variable-default-changed", name, before.default, after.default, old.node, new.node)
        if before.values != after.values:
            yield from _values(name, before.values, after.values, (old.node, new.node), lost=lost, gained=gained)


def _said(variable: Variable | None) -> Any:
    return None if variable is None else variable.default or ""


def _values(
    name: str,
    old: tuple[str, ...] | None,
    new: tuple[str, ...] | None,
    places: tuple[Node, Node],
    *,
    lost: bool,
    gained: bool,
) -> Iterator[_Difference]:
    """The values of a variable that went or came; those that another server stands for did neither."""
    gone = None if old is None else [value for value in old if new is not None and value not in new]
    come = None if new is None else [value for value in new if old is not None and value not in old]
    if lost and (gone or old is None):
        after = list(new or ()) if old is None else None
        yield _Difference("variable-value-removed", name, gone, after, *places)
    if gained and (come or new is None):
        before = list(old or ()) if new is None else None
        yield _Difference("variable-value-added", name, before, come, *places)
