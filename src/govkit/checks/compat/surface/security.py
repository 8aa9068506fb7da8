"""Who is let in: the alternatives of credentials, and how credentials are got and shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.compat.surface.recorder import Recorder, at, raw
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract, Operation
from govkit.spec.openapi.security import Scheme, counterparts, schemes_of

_Ways = list[dict[str, frozenset[str]]]


class Security:
    """Compares the security of operations, and the schemes that they use."""

    def __init__(self, old: Contract, new: Contract, recorder: Recorder) -> None:
        self._old, self._new = schemes_of(old), schemes_of(new)
        self._recorder = recorder
        self._counterparts = counterparts(self._old, self._new)
        first: dict[str, str] = {}
        self._alike = {name: first.setdefault(scheme.digest, name) for name, scheme in self._old.items()}
        self._schemes = {
            name: list(_scheme_changes(self._old[before], self._new[name]))
            for name, before in self._counterparts.items()
        }

    def compare(self, old: Operation, new: Operation) -> None:
        """Names what changed in the credentials that an operation asks for."""
        before, after = self._alternatives(old), self._alternatives(new, self._counterparts)
        lost = [one for one in before if not any(_asks_no_more(other, one) for other in after)]
        gained = [one for one in after if not any(_asks_no_more(other, one) for other in before)]
        for kind, alternatives in (("narrowed", lost), ("widened", gained)):
            if alternatives:
                self._recorder.add(
                    kind,
                    "security",
                    old,
                    old.sent,
                    before=old.security,
                    after=new.security,
                    old=_place(old),
                    new=_place(new),
                )
        self._used_schemes(old, new)

    def _used_schemes(self, old: Operation, new: Operation) -> None:
        used = {name for one in old.security for name in one}
        for name in {name for one in new.security for name in one}:
            if self._counterparts.get(name) not in used:
                continue
            for kind, detail, before, after, places in self._schemes.get(name, ()):
                self._recorder.add(
                    kind,
                    "security-scheme",
                    old,
                    name=name if kind == "renamed" else self._counterparts[name],
                    part=detail,
                    before=before,
                    after=after,
                    old=places[0],
                    new=places[1],
                )

    def _alternatives(self, operation: Operation, names: dict[str, str] | None = None) -> _Ways:
        """The ways to be let in: for each, the scopes of each scheme, `names` are those that new schemes had before."""
        found = [
            {
                self._known_as(name, names): frozenset(map(str, scopes))
                for name, scopes in entry.items()
                if isinstance(scopes, list)
            }
            for entry in operation.security
        ]
        return found or [{}]

    def _known_as(self, name: str, names: dict[str, str] | None) -> str:
        """What a scheme is called in a comparison: equal ones alike; one that took the name of another is not it."""
        if names is not None and name in self._new:
            name = names.get(name, f"new {name}" if name in self._old else name)
        return self._alike.get(name, name)


def _place(operation: Operation) -> Node:
    if "security" in raw(operation.node):
        return operation.node.child("security")
    root = operation.contract.document.root
    return root.child("security") if "security" in raw(root) else operation.node


def _asks_no_more(asked: dict[str, frozenset[str]], held: dict[str, frozenset[str]]) -> bool:
    """Whether a caller that satisfies `held` satisfies `asked`."""
    return all(name in held and scopes <= held[name] for name, scopes in asked.items())


_Change = tuple[str, str, Any, Any, tuple[Node, Node]]


def _scheme_changes(old: Scheme, new: Scheme) -> Iterator[_Change]:
    """What changed in one scheme: kind, detail, before, after, places."""
    whole = old.node, new.node
    if old.name != new.name:
        yield "renamed", "", old.name, new.name, whole
    if old.raw == new.raw:
        return
    if old.credentials != new.credentials:
        yield "changed", "", old.credentials, new.credentials, whole
        if old.credentials["type"] != new.credentials["type"]:
            return
    yield from _flow_changes(old, new)
    said, says = old.raw.get("bearerFormat"), new.raw.get("bearerFormat")
    if said != says:
        yield "bearer-format-changed", "", said, says, (at(old.node, "bearerFormat"), at(new.node, "bearerFormat"))
    if old.deprecated != new.deprecated:
        kind = "deprecated" if new.deprecated else "reinstated"
        yield kind, "", old.deprecated, new.deprecated, whole


def _flow_changes(old: Scheme, new: Scheme) -> Iterator[_Change]:
    """What changed in the ways to get a token."""
    whole = at(old.node, "flows"), at(new.node, "flows")
    one_sided = old.flows.keys() ^ new.flows.keys()
    for name in sorted(one_sided):
        kind = "flow-removed" if name in old.flows else "flow-added"
        yield kind, name, name in old.flows, name in new.flows, whole
    before, after = old.addresses(), new.addresses()
    for name in {**before, **after}:
        if before.get(name) != after.get(name) and name.rpartition(" of ")[2] not in one_sided:
            yield "url-changed", name, before.get(name), after.get(name), whole
    gone, come = sorted(old.scopes() - new.scopes()), sorted(new.scopes() - old.scopes())
    if gone:
        yield "scope-removed", "", gone, None, whole
    if come:
        yield "scope-added", "", None, come, whole
