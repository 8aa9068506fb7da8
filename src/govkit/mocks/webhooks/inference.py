"""Which events a write causes, by convention: `invoice.created` as an invoice is made, `dealWon` as a deal is won."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from govkit.mocks.messages import JsonObject
from govkit.mocks.state.resources import Deed, Resource
from govkit.mocks.state.words import UPDATED, VERSIONS, plain
from govkit.mocks.webhooks.bodies import noun_of
from govkit.mocks.webhooks.hooks import Hook, Hooks

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+")
_CREATED = frozenset({"created", "create", "added", "new", "inserted", "registered", "opened"})
_UPDATED = frozenset({"updated", "update", "changed", "modified", "edited", "amended"})
_DELETED = frozenset({"deleted", "delete", "removed", "destroyed", "purged"})
_IRREGULAR = {
    "win": "won",
    "send": "sent",
    "pay": "paid",
    "lose": "lost",
    "hold": "held",
    "sell": "sold",
    "begin": "begun",
}
_STATES = ("status", "state", "stage", "phase")
_LEADS = frozenset({"on", "webhook", "event", "handle", "receive", "notify"})


class Inference:
    """The events of one system that writes cause where nothing is declared."""

    def __init__(self, hooks: Hooks) -> None:
        self._named = [(hook, *parts) for hook in hooks.by_name.values() for parts in _parts(hook.name)]
        self._known: dict[str, list[tuple[Hook, str]]] = {}

    def caused(
        self, deed: Deed, resource: Resource, word: str, value: JsonObject, before: JsonObject | None
    ) -> Iterator[Hook]:
        """The webhooks that tell of a write: `word` is that of an action, `before` what the record was."""
        about = self._about(resource)
        if not about:
            return
        verbs = self._verbs(deed, word, value, before)
        told = [hook for hook, verb in about if verb in verbs]
        moved = [hook for hook, verb in about if verb in _entered(value, before)]
        found = [*told, *moved] if before is not None or not told else told
        if not found and deed is not Deed.DELETE and _differ(value, before):
            found = [hook for hook, verb in about if verb in _UPDATED and (before is not None or _tells_making(hook))]
        yield from dict.fromkeys(found)

    def _about(self, resource: Resource) -> list[tuple[Hook, str]]:
        """The webhooks that speak of a resource, each with its verb."""
        known = self._known.get(resource.name)
        if known is None:
            noun = noun_of(resource.name)
            exact = [(hook, verb) for hook, subject, verb in self._named if subject == noun]
            wider = [(hook, verb) for hook, subject, verb in self._named if noun and subject.endswith(noun)]
            narrower = [(hook, verb) for hook, subject, verb in self._named if subject and noun.endswith(subject)]
            known = self._known[resource.name] = exact or wider or narrower
        return known

    @staticmethod
    def _verbs(deed: Deed, word: str, value: JsonObject, before: JsonObject | None) -> set[str]:
        if deed is Deed.DELETE:
            return set(_DELETED)
        if before is None:
            return set(_CREATED)
        if deed is Deed.ACT:
            return _participles(word)
        return set(_UPDATED) if _differ(value, before) else set()


def _differ(value: JsonObject, before: JsonObject | None) -> bool:
    """Whether more has changed than what tells that something has."""
    names = {*value, *(before or {})}
    return before is None or any(
        value.get(name) != before.get(name) for name in names if plain(name) not in UPDATED | VERSIONS
    )


def _parts(name: str) -> list[tuple[str, str]]:
    """What may be the subject and the verb of an event's name, plainly: `invoice`, `created`."""
    words = [one.lower() for one in _WORD.findall(name)]
    if words and words[0] in _LEADS and len(words) > 2:
        words = words[1:]
    joints = [part for part in re.split(r"[.:/]", name) if part]
    if len(joints) > 1:  # `invoice.inCollections`: what comes behind the last joint is the verb
        return [(plain("".join(joints[:-1])), plain(joints[-1]))]
    if len(words) > 1 and words[0] in _CREATED | _UPDATED | _DELETED:
        return [("".join(words[1:]), words[0])]
    return [("".join(words[:at]), "".join(words[at:])) for at in range(len(words) - 1, 0, -1)]


def _participles(word: str) -> set[str]:
    """How the participle of an action may be written: `cancel` gives `canceled` and `cancelled`."""
    verb = plain(word)
    if verb in _IRREGULAR:
        return {_IRREGULAR[verb]}
    if verb.endswith("e"):
        return {f"{verb}d", verb}
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return {f"{verb[:-1]}ied", verb}
    return {f"{verb}ed", f"{verb}{verb[-1:]}ed", verb}


def _entered(value: JsonObject, before: JsonObject | None) -> set[str]:
    """The states that a record has come into."""
    found = set()
    for name, inner in value.items():
        if plain(name) in _STATES and isinstance(inner, str) and (before is None or before.get(name) != inner):
            found.add(plain(inner))
    return found


def _tells_making(hook: Hook) -> bool:
    """Whether a webhook of changes says that it tells of what is new too."""
    raw: Any = hook.operation.node.value
    told = " ".join(str(raw.get(word, "")) for word in ("summary", "description")) if isinstance(raw, dict) else ""
    return "creat" in told.lower()
