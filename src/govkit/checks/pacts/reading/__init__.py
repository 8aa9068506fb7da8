"""Pact files of all versions (Pact specification, 1.1 to 4), in one form."""

from __future__ import annotations

import re
from typing import Any

from govkit.checks.pacts.reading.pact import Interaction, Kind, Pact, State
from govkit.checks.pacts.reading.parts import Parts
from govkit.spec.documents import Document, Pointer

__all__ = ["Interaction", "Kind", "Pact", "is_pact", "read_pact"]

_KINDS = {
    "Synchronous/HTTP": Kind.HTTP,
    "Asynchronous/Messages": Kind.MESSAGE,
    "Synchronous/Messages": Kind.EXCHANGE,
}


def is_pact(tree: Any) -> bool:
    """Whether a tree is that of a pact: it has two parties, and what passes between them."""
    if not isinstance(tree, dict) or not {"interactions", "messages"} & tree.keys():
        return False
    parties = (tree.get("consumer"), tree.get("provider"))
    return all(isinstance(party, dict) and isinstance(party.get("name"), str) for party in parties)


def read_pact(document: Document) -> Pact:
    """The pact in a document. Raises InputError, with the place, where it is none."""
    tree = document.tree
    parts = Parts(document, 0)
    if not isinstance(tree, dict):
        raise parts.error("it is no object", (), "a pact has `consumer`, `provider` and `interactions`")
    names = [_party(tree, party, parts) for party in ("consumer", "provider")]
    listed = [key for key in ("interactions", "messages") if key in tree]
    if not listed:
        raise parts.error("it has no `interactions`", (), "a pact lists what it records under `interactions`")
    version = _version(tree)
    reader = _Reader(Parts(document, int(version.partition(".")[0])))
    found: list[Interaction] = []
    for key in listed:
        entries = tree[key]
        if not isinstance(entries, list):
            raise parts.error(f"`{key}` must be a list", (key,))
        found += [reader.interaction(entry, (key, index), key) for index, entry in enumerate(entries)]
    return Pact(names[0], names[1], version, tuple(found), document)


def _party(tree: dict[str, Any], party: str, parts: Parts) -> str:
    said = tree.get(party)
    name = said.get("name") if isinstance(said, dict) else None
    if not isinstance(name, str) or not name.strip():
        at: Pointer = (party,) if party in tree else ()
        raise parts.error(f"it does not name its {party}", at, f'write `"{party}": {{"name": …}}`')
    return name


def _version(tree: dict[str, Any]) -> str:
    """The version that a pact says it is of; else the one that it looks like."""
    metadata = tree.get("metadata")
    said = metadata if isinstance(metadata, dict) else {}
    for key in ("pactSpecification", "pact-specification", "pactSpecificationVersion"):
        value = said.get(key)
        value = value.get("version") if isinstance(value, dict) else value
        if isinstance(value, str | int | float) and re.match(r"\d+(\.|$)", str(value)):
            return str(value)
    entries = tree.get("interactions")
    typed = isinstance(entries, list) and any(isinstance(entry, dict) and "type" in entry for entry in entries)
    return "4.0" if typed else "3.0.0" if "messages" in tree else "2.0.0"


class _Reader:
    """Reads the interactions of one file."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def interaction(self, said: Any, at: Pointer, section: str) -> Interaction:
        """One interaction. Raises InputError."""
        parts = self._parts
        owner = parts.object(said, at, "an interaction")
        kind = Kind.MESSAGE if section == "messages" else Kind.HTTP
        named = owner.get("type")
        if isinstance(named, str):
            kind = _KINDS.get(named, Kind.UNKNOWN)
        description = owner.get("description")
        comments = owner.get("comments")
        common: dict[str, Any] = {
            "kind": kind,
            "description": description if isinstance(description, str) else "",
            "at": at,
            "states": self._states(owner, at),
            "key": owner["key"] if isinstance(owner.get("key"), str) else None,
            "pending": owner.get("pending") is True,
            "type": str(named) if named is not None else str(kind),
            "comments": comments if isinstance(comments, dict) else {},
        }
        if kind is Kind.HTTP:
            for part in ("request", "response"):
                if part not in owner:
                    raise parts.error(f"an interaction has no `{part}`", at, "every interaction has both")
            request = parts.request(owner["request"], (*at, "request"))
            return Interaction(**common, request=request, response=parts.response(owner["response"], (*at, "response")))
        if kind is Kind.MESSAGE:
            return Interaction(**common, received=(parts.message(owner, at),))
        if kind is Kind.EXCHANGE:
            return Interaction(**common, **self._exchange(owner, at))
        return Interaction(**common)

    def _exchange(self, owner: dict[str, Any], at: Pointer) -> dict[str, Any]:
        """A message that is sent, and those that answer it (version 4)."""
        sent = self._parts.message(owner.get("request", {}), (*at, "request"))
        answers = owner.get("response", [])
        listed = answers if isinstance(answers, list) else [answers]
        received = [self._parts.message(one, (*at, "response", index)) for index, one in enumerate(listed)]
        return {"sent": sent, "received": tuple(received)}

    def _states(self, owner: dict[str, Any], at: Pointer) -> tuple[State, ...]:
        listed = owner.get("providerStates")
        if isinstance(listed, list):
            return tuple(self._state(one, (*at, "providerStates", index)) for index, one in enumerate(listed))
        name = owner.get("providerState", owner.get("provider_state", listed))
        return (State(name),) if isinstance(name, str) and name else ()

    def _state(self, said: Any, at: Pointer) -> State:
        if isinstance(said, str):
            return State(said)
        owner = self._parts.object(said, at, "a provider state")
        parameters = owner.get("params")
        return State(str(owner.get("name", "")), parameters if isinstance(parameters, dict) else {})
