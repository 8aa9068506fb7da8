"""What happens besides, compiled: fields set, effects elsewhere, events, refusals."""

from __future__ import annotations

from collections.abc import Collection as Names
from collections.abc import Mapping
from typing import Any

from govkit.mocks.declared import form
from govkit.mocks.declared.kinds import Kind, Roots
from govkit.mocks.declared.mistakes import Mistakes
from govkit.mocks.declared.naming import Naming, records_of
from govkit.mocks.declared.program import Collection, Doer, Doing, Refusing, Rejecting, Steps
from govkit.mocks.declared.texts import Texts
from govkit.mocks.schemas import Checked
from govkit.mocks.system import Served
from govkit.spec.documents import Pointer
from govkit.spec.expressions import Template, close_to


class Actions:
    """Compiles what happens besides."""

    def __init__(self, naming: Naming, texts: Texts, mistakes: Mistakes, events: Names[str]) -> None:
        self._naming = naming
        self._texts = texts
        self._mistakes = mistakes
        self._events = events
        self.transitions: list[tuple[Pointer, Collection, str]] = []
        """The transitions that effects name, each with its place and collection."""

    def doing(self, at: Pointer, said: form.Action, target: Kind, roots: Roots) -> Doing:
        """Fields set, effects and events; `target` is the kind of the record whose fields are set."""
        fields = self.fields((*at, "set"), said.set, target, roots)
        effects: list[Doer] = []
        for index, one in enumerate(said.effects):
            effect = self._effect((*at, "effects", index), one, roots)
            if effect is not None:
                effects.append(effect)
                if effect.name is not None:
                    roots = {**roots, effect.name: records_of(effect.where.resource)}
        for name in said.emits:
            if name not in self._events:
                hint = close_to(name, self._events) or "name it under `events` first"
                self._mistakes.add((*at, "emits"), f"there is no event `{name}`", hint, text=name)
        return Doing(fields, tuple(effects), said.emits)

    def fields(
        self, at: Pointer, said: Mapping[str, Any], target: Kind, roots: Roots
    ) -> tuple[tuple[Steps, Template], ...]:
        """Fields and their values."""
        found = []
        for text, value in said.items():
            steps = self._naming.way((*at, text), text, target, key=True)
            item = self._naming.item_at(target, steps or ())
            known = {**roots, "item": item} if steps and "*" in steps else roots
            made = self._texts.template((*at, text), value, known)
            if steps is not None and made is not None:
                found.append((steps, made))
        return tuple(found)

    def _effect(self, at: Pointer, said: form.Effect, roots: Roots) -> Doer | None:
        kind = next(name for name in ("create", "update", "delete") if getattr(said, name) is not None)
        name = str(getattr(said, kind))
        where = self._naming.collection((*at, kind), name)
        each = None
        if said.each is not None:
            each = self._texts.value((*at, "each"), said.each, roots)
            roots = {**roots, "each": self._texts.item_of(each, roots)}
        when = self._texts.condition((*at, "when"), said.when, roots)
        target = records_of(where.resource if where is not None else None)
        chosen = self._texts.condition((*at, "where"), said.where, {**roots, "item": target})
        record = self._texts.template((*at, "record"), said.record, roots) if kind == "create" else None
        if kind == "create" and where is not None and where.resource is not None:
            for field in said.record:
                self._naming.way((*at, "record", field), _escaped(field), target, key=True)
        fields = self.fields((*at, "set"), said.set, target, {**roots, "item": target})
        if said.as_ in _OWN:
            self._mistakes.add((*at, "as"), f"`${said.as_}` is something else already", "choose another name")
        if where is None:
            return None
        if said.transition is not None:
            self.transitions.append(((*at, "transition"), where, said.transition))
        about = ".".join(map(str, at))
        return Doer(kind, where, each, when, chosen, record, fields, said.transition, said.as_, about)

    def refusing(self, at: Pointer, said: form.Refusal, roots: Roots) -> Refusing:
        """How something is refused."""
        members: dict[str, Template] = {}
        for name in ("type", "code", "title"):
            text = getattr(said, name)
            made = self._texts.template((*at, name), text, roots) if text is not None else None
            if made is not None:
                members[name] = made
        for name, value in said.members.items():
            made = self._texts.template((*at, "members", name), value, roots)
            if made is not None:
                members[name] = made
        detail = self._texts.template((*at, "detail"), said.detail, roots) if said.detail is not None else None
        for pointer in said.at:
            if not pointer.startswith("/"):
                self._mistakes.add((*at, "at"), f"`{pointer}` is no JSON Pointer", f"write `/{pointer}`", text=pointer)
        return Refusing(said.status, detail, said.at, members)

    def rejecting(self, at: Pointer, said: form.Rejection, roots: Roots, served: Served) -> Rejecting | None:
        """A reason to refuse, and how."""
        error = self._naming.error(served, said.status or 422)
        for name in ("type", "code", "title"):
            text = getattr(said, name)
            if error is not None and isinstance(text, str):
                self._check_word((*at, name), name, text, error)
        when = self._texts.condition((*at, "when"), said.when, roots)
        how = self.refusing(at, said, roots)
        return Rejecting(when, how, ".".join(map(str, at))) if when is not None else None

    def _check_word(self, at: Pointer, name: str, text: str, error: Checked, depth: int = 0) -> None:
        """Tells of a word of an error that the contract does not know; of one of several errors nobody can tell."""
        if error.shape.unions:
            return
        for member in error.names():
            inner = error.member(member)
            if member.lower().replace("_", "") in (name, f"error{name}") and inner.shape.enum is not None:
                known = [str(one) for one in inner.shape.enum]
                if text not in known and not set(text) & set("${="):
                    self._mistakes.add(at, f"the contract has no {name} `{text}`", close_to(text, known), text=text)
            elif depth < _DEEPEST_ERROR and "object" in inner.shape.types and inner.names():
                self._check_word(at, name, text, inner, depth + 1)


_DEEPEST_ERROR = 2
_OWN = frozenset(
    {
        "record",
        "before",
        "after",
        "request",
        "settings",
        "now",
        "item",
        "place",
        "each",
        "parent",
        "params",
        "records",
        "answer",
    }
)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
