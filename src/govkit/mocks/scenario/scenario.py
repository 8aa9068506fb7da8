"""A scenario put together: kinds of facts that know each other, and what each system shows of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from govkit.catalog.entries import MappingSpec, Source
from govkit.errors import InputError
from govkit.mocks.scenario.expressions import (
    GRAMMAR,
    Constant,
    Expressions,
    Made,
    batched,
    many_of,
    many_of_member,
)
from govkit.mocks.scenario.facts import Fact, Kind
from govkit.mocks.scenario.forms import FactKind, ScenarioSpec, Shown
from govkit.mocks.scenario.mapped import Backward
from govkit.mocks.scenario.rows import Rows, Section
from govkit.mocks.scenario.templates import template
from govkit.spec.expressions import MISSING, ExpressionError, Name, TemplateError, parsed, walk

if TYPE_CHECKING:
    from govkit.mocks.scenario.batches import Batch

_Way = tuple[str | int, ...]


class Scenario:
    """Facts for a seed and a number of records, and the rows that show them."""

    def __init__(self, spec: ScenarioSpec, source: Source, *, seed: int = 1, records: int | None = None) -> None:
        """Raises InputError."""
        self.seed = seed
        self._said = spec
        self.records = spec.records if records is None else records
        self._source = source
        self._words = {**spec.words, "on": spec.on.isoformat(), "records": self.records}
        self.kinds: dict[str, Kind] = {}
        for name, said in spec.facts.items():
            entity = said.entity.name if said.entity is not None else None
            count = self.records * said.each if said.count is None else said.count
            self.kinds[name] = Kind(name, entity, count)
        for name, said in spec.facts.items():
            self._fill(self.kinds[name], said, ("spec", "facts", name))
        for name, said in spec.facts.items():
            self._tell(self.kinds[name], said, ("spec", "facts", name))
            if said.when is not None:
                self._keep(self.kinds[name], said, said.when)

    def _refuse(self, source: Source, way: _Way, message: str, hint: str = "") -> NoReturn:
        raise InputError(message, place=source.place(way), hint=hint or None) from None

    def _made(self, value: Any, place: str, way: _Way) -> Made:
        try:
            return template(value, self._expressions(), place)
        except TemplateError as error:
            self._refuse(self._source, (*way, *error.pointer), error.message, error.hint)

    def _expressions(self, system: str = "") -> Expressions:
        return Expressions(self._words, self.seed, system=system)

    # ----------------------------------------------------------------------------------------------------------- facts

    def _fill(self, kind: Kind, said: FactKind, way: _Way) -> None:
        for name in (*said.let, *said.of, *said.record):
            twice = "among the words" if name in self._words else "under `of`" if name in said.of else "in the record"
            if name in self._words or (name in said.let and (name in said.of or name in said.record)):
                section = "let" if name in said.let else "of" if name in said.of else "record"
                self._refuse(self._source, (*way, section, name), f"`{name}` is a name {twice}, too")
        for name, value in said.let.items():
            kind.makers[name] = self._made(value, f"{kind.name}/{name}", (*way, "let", name))
        for name, value in said.record.items():
            kind.makers[name] = self._made(value, f"{kind.name}/{name}", (*way, "record", name))
        for name, text in said.of.items():
            other, expression = self._relation(name, text, (*way, "of", name))
            number = self._made(_expression(expression), f"{kind.name}/{name}", (*way, "of", name))
            kind.makers[name] = _related(other, number)
            kind.relations[name] = other, number
        for system, types in said.identifiers.items():
            kind.usual[system] = next(iter(types))
            for kind_of, value in types.items():
                made = self._made(value, f"{kind.name}/{system}/{kind_of}", (*way, "identifiers", system, kind_of))
                kind.identifiers[system, kind_of] = made
        if said.when is not None:
            kind.when = self._made(_expression(said.when), f"{kind.name}/when", (*way, "when"))
        kind.record = tuple(said.record)
        if "id" in said.record and kind.identifiers:
            kind.makers["externalIds"] = _external_ids
            kind.record = ("id", "externalIds", *(name for name in said.record if name != "id"))

    def _keep(self, kind: Kind, said: FactKind, condition: str) -> None:
        """Has the values kept that decide which facts there are, or are shown: all of them are asked for at once."""
        with suppress(ExpressionError):  # it is told where it is compiled
            for name in walk(parsed(_expression(condition)[1:], GRAMMAR)):
                if not isinstance(name, Name):
                    continue
                if name.root in said.of and name.steps:
                    self._relation(name.root, said.of[name.root], ())[0].keep(name.steps[0])
                elif name.root not in said.of:
                    kind.keep(name.root)

    def _relation(self, name: str, text: str, way: _Way) -> tuple[Kind, str]:
        """The kind of a related fact, and the expression of its number: `n // 2`, `customer: n - 1`."""
        kind, colon, expression = text.partition(":")
        wanted = kind.strip() if colon else name
        if wanted not in self.kinds:
            self._refuse(self._source, way, f"there is no kind of facts `{wanted}`; there are {', '.join(self.kinds)}")
        return self.kinds[wanted], expression if colon else text

    def _tell(self, kind: Kind, said: FactKind, way: _Way) -> None:
        """The facts of the story, which are as all others but for what is told of them."""
        for name, told in said.story.items():
            own: dict[str, Made] = {}
            for member, value in told.items():
                here = (*way, "story", name, member)
                if member in said.of:
                    own[member] = self._told(said.of[member], member, value, here)
                elif member in kind.makers or tuple(member.split("/", 1)) in kind.identifiers:
                    own[member] = self._made(value, f"{kind.name}/{name}/{member}", here)
                else:
                    known = ", ".join([*said.let, *said.record, *said.of])
                    self._refuse(self._source, here, f"a {kind.name} has no `{member}`; it has {known}")
            fact = Fact(kind, -1 - len(kind.story), own)
            kind.story.append(fact)
            kind.named[name] = fact

    def _told(self, text: str, member: str, value: Any, way: _Way) -> Made:
        """A fact of the story that another belongs to, by its name; None for none."""
        kind, _ = self._relation(member, text, way)
        if value is not None and not isinstance(value, str):
            self._refuse(self._source, way, f"`{member}` is the name of a {kind.name} of the story")

        def found(_: Fact, __: Any) -> Any:
            return kind.named.get(value, MISSING) if value is not None else MISSING

        return found

    # ----------------------------------------------------------------------------------------------------------- shown

    def rows(
        self,
        shown: Sequence[Shown],
        system: str,
        mappings: Mapping[str, MappingSpec],
        source: Source,
        way: _Way,
    ) -> Rows:
        """The records that a collection begins with. Raises InputError."""
        told = {key: links for one in shown for key, links in one.examples.items()}
        sections = [
            self._section(one, system, mappings, source, (*way, at)) for at, one in enumerate(shown) if not one.examples
        ]
        return Rows(sections, told, instead=any(one.instead for one in shown))

    def _section(
        self, said: Shown, system: str, mappings: Mapping[str, MappingSpec], source: Source, way: _Way
    ) -> Section:
        if said.over is None:
            return Section({}, given=said.records)
        if said.over not in self.kinds:
            known = ", ".join(self.kinds)
            self._refuse(source, (*way, "over"), f"there is no kind of facts `{said.over}`; there are {known}")
        expressions = self._expressions(system)

        def made(value: Any, *below: str) -> Made:
            try:
                return template(value, expressions, "/".join(map(str, (*way, *below))))
            except TemplateError as error:
                self._refuse(source, (*way, *below, *error.pointer), error.message, error.hint)

        members = self._backwards(said, system, mappings, source, way, made)
        for name, value in said.fields.items():
            members[name] = _completed(members.get(name), made(value, "fields", name))
        if said.when is not None:
            self._keep(self.kinds[said.over], self._said.facts[said.over], said.when)
        when = made(_expression(said.when), "when") if said.when is not None else None
        links = {name: made(text, "links", name) for name, text in said.links.items()}
        return Section(members, self.kinds[said.over], when, links)

    def _backwards(
        self,
        said: Shown,
        system: str,
        mappings: Mapping[str, MappingSpec],
        source: Source,
        way: _Way,
        made: Callable[..., Made],
    ) -> dict[str, Callable[[Fact], Any]]:
        """What a mapping makes, without what is omitted."""
        members: dict[str, Callable[[Fact], Any]] = {}
        if said.mapping is None:
            return members
        mapping = mappings.get(said.mapping)
        if mapping is None:
            self._refuse(source, (*way, "mapping"), f"there is no mapping `{said.mapping}` in the catalog")
        backward = Backward(mapping.fields, system)
        for name, make in backward.members.items():
            if name not in said.omit:
                items = {key: made(value, "items", name, key) for key, value in said.items.get(name, {}).items()}
                members[name] = _mapped(make, items, backward.lists.get(name))
        return members


def _expression(text: str) -> str:
    """A text that is an expression, with or without the sign that says so elsewhere."""
    return f"={text.strip().removeprefix('=')}"


def _related(kind: Kind, number: Made) -> Made:
    def found(fact: Fact, item: Any) -> Any:
        at = number(fact, item)
        known = kind.fact(at) if isinstance(at, int) and at >= 0 else None
        return MISSING if known is None else known

    return found


def _external_ids(fact: Fact, _: Any) -> list[dict[str, Any]]:
    """The identifiers of a fact in all systems, as canonical entities have them."""
    return [
        {"system": system, "type": kind, "id": found}
        for system, kind in fact.kind.identifiers
        if (found := fact.identifier(system, kind)) is not MISSING
    ]


def _mapped(make: Callable[[Fact], Any], items: dict[str, Made], canonical: str | None) -> Callable[[Fact], Any]:
    """A member as the mapping makes it; with more in each of its items, where it is a list."""

    def made(fact: Fact) -> Any:
        value = make(fact)
        if value is None:
            return MISSING
        if not items or canonical is None:
            return value
        told = zip(value, fact.get(canonical), strict=True)
        return [_with(one or {}, {name: part(fact, item) for name, part in items.items()}) for one, item in told]

    if items and canonical is not None:
        return made
    column = many_of_member(make)
    return batched(made, lambda batch: [MISSING if value is None else value for value in column(batch)])


def _with(value: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """An object with more members; null stands only where nothing else does."""
    for name, inner in more.items():
        if inner is None:
            value.setdefault(name, None)
        elif inner is not MISSING:
            value[name] = inner
    return value


def _completed(mapped: Callable[[Fact], Any] | None, part: Made) -> Callable[[Fact], Any]:
    """A member as it is said beside the mapping: in the place of what that makes, or within it where both are objects.

    A null that is written as such stands only where the mapping makes nothing.
    """
    fallback = isinstance(part, Constant) and part.value is None

    def made(fact: Fact) -> Any:
        value = part(fact, None)
        if mapped is None or not (fallback or value is MISSING or isinstance(value, dict)):
            return value
        return beside(mapped(fact), value)

    def beside(known: Any, value: Any) -> Any:
        if known is MISSING:
            return value
        return _with(dict(known), value) if isinstance(known, dict) and isinstance(value, dict) else known

    column, others = many_of(part), many_of_member(mapped) if mapped is not None else None

    def many(batch: Batch) -> list[Any]:
        values = column(batch)
        if others is None or not (fallback or any(one is MISSING or isinstance(one, dict) for one in values)):
            return values
        pairs = zip(values, others(batch), strict=True)
        takes = [fallback or one is MISSING or isinstance(one, dict) for one in values]
        return [beside(known, one) if take else one for take, (one, known) in zip(takes, pairs, strict=True)]

    return batched(made, many)
