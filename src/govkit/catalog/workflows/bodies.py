"""Request bodies: each value where it stands, what mappings make, and the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from govkit.catalog.workflows.composed import Composer
from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.facts import About, Fact, MappingUnfit, NameUnknown, Open, Refused
from govkit.catalog.workflows.holding import Holder
from govkit.catalog.workflows.making import Making, Mapper
from govkit.catalog.workflows.messages import with_member
from govkit.catalog.workflows.model import Body, MappingUse, Value
from govkit.catalog.workflows.scope import Scope
from govkit.catalog.workflows.setting import Setting
from govkit.catalog.workflows.types import NULL, Type
from govkit.spec.documents import Pointer
from govkit.spec.expressions.templates import Items, Members, Template, Woven
from govkit.spec.schemas.shape import Spot
from govkit.spec.schemas.standalone import Role


@dataclass(slots=True)
class Sent:
    """What a call sends: the type of each parameter (`path contractNumber`), of each value in a body, by its way.

    `makings` are the parts of the body that mappings make.
    """

    called: Called
    media_type: str = ""
    parameters: dict[str, Type] = field(default_factory=dict)
    values: dict[tuple[str, ...], Type] = field(default_factory=dict)
    makings: list[Making] = field(default_factory=list)


class BodyCheck:
    """One body: what a mapping makes of it, each value where it stands, and then the whole."""

    def __init__(self, holder: Holder, sent: Sent, body: Body, scope: Scope, about: About) -> None:
        self._holder = holder
        self._setting = holder.setting
        self._sent = sent
        self._body = body
        self._scope = scope
        self._about = about
        self._types: dict[tuple[str, ...], Type] = {}
        self._takes: Spot = ()
        self._sure: set[tuple[str, ...]] = set()
        self._told: dict[tuple[str, ...], tuple[Spot, ...]] = {}
        self._places: dict[tuple[str, ...], Pointer] = {}

    def look(self, takes: Spot) -> None:
        """Holds the body against what is taken."""
        self._takes = takes
        template = self._body.payload.made
        for one in self._body.replacements:
            template = _set(template, one.target, one.value.made)
            self._places[one.target] = one.value.at
        whole = {one.target[0] for one in self._body.replacements}
        for use in self._body.mappings:
            beside = whole | set(template.members if isinstance(template, Members) else ())
            self._mapped(use, takes, frozenset(beside) if not use.into else frozenset())
        leaves = list(_leaves(template))
        for way, made in leaves:
            self._typed(made, way)
        self._sent.values = dict(self._types)
        right = {way: self._leaf(made, way, takes, template) for way, made in leaves}
        self._told = {
            way: self._at(takes, way) for way, made in leaves if not (right[way] and self._is_known(made, way))
        }
        if all(use.into for use in self._body.mappings):
            self._whole(template, takes)

    def _is_known(self, made: Template, way: tuple[str, ...]) -> bool:
        """Whether enough is known of a value to judge the whole by it."""
        one = self._typed(made, way)
        return not isinstance(made, Woven) and bool(one.spots or one.lacks)

    def _typed(self, made: Template, way: tuple[str, ...]) -> Type:
        if way not in self._types:
            self._types[way] = self._holder.typed(made, self._scope, self._place(way), self._about)
        return self._types[way]

    def _place(self, way: tuple[str, ...]) -> Pointer:
        """Where a value of the body stands in the document."""
        for size in range(len(way), 0, -1):
            if way[:size] in self._places:
                return (*self._places[way[:size]], *_indexed(way[size:]))
        return (*self._body.payload.at, *_indexed(way))

    def _at(self, takes: Spot, way: tuple[str, ...]) -> tuple[Spot, ...]:
        return taken_at(self._setting, takes, way)

    def _leaf(self, made: Template, way: tuple[str, ...], takes: Spot, template: Template) -> bool:
        """Whether a value fits where it stands; the whole says of what stands nowhere, or may not be there."""
        spots = self._at(takes, way)
        if len(spots) != 1:
            return True
        at = self._place(way)
        one = self._typed(made, way)
        return self._holder.hold(
            made, one, spots[0], at, "request body", self._about, lambda value: self._message(template, way, value), way
        )

    def _message(self, template: Template, way: tuple[str, ...], value: Any) -> Any:
        """A body with a value at a way."""
        composer = Composer()
        schema = composer.of_template(template, self._typed) or {}
        whole = next(iter(self._setting.fitting.values.some(composer.spot(schema))), None)
        return with_member(whole, way, value)

    # ---------------------------------------------------------------------------------------------------------- mapping

    def _mapped(self, use: MappingUse, takes: Spot, beside: frozenset[str]) -> None:
        """Looks at what a mapping makes; `beside` are the members that stand next to it."""
        mapper = Mapper(self._setting, self._sent.called, use, self._about)
        making = mapper.found()
        if isinstance(making, MappingUnfit | NameUnknown):
            self._holder.say(making)
            return
        self._sent.makings.append(making)
        spots = self._at(takes, use.into)
        if not spots:
            because = f"the body of `{self._sent.called.name}` has no `{'/'.join(use.into)}`"
            key = "/".join(use.into)
            self._holder.say(MappingUnfit(at=use.at, mapping=use.write, because=because, key=key, about=self._about))
            return
        items = self._setting.typing.reach.items_of(spots)
        types = {name: self._holder.typed(one, self._scope, one.at, self._about) for name, one in use.sources.items()}
        lists = [not one.spots or self._setting.typing.reach.items_of(one.spots) for one in types.values()]
        making.listed = bool(items) and any(lists)
        for name, one in types.items():
            self._tell(mapper.source(making, name, one))
        self._tell(mapper.made(making, items if making.listed else spots, beside))

    def _tell(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self._holder.say(fact)

    # ------------------------------------------------------------------------------------------------------------ whole

    def _whole(self, template: Template, takes: Spot) -> None:
        """Holds the body as a whole: what is missing in it, what has no place, what its parts must have in common."""
        for _ in range(20):
            composer = Composer()
            schema = composer.of_template(template, self._typing) or {}
            for use in self._body.mappings:
                spots = self._at(takes, use.into)
                schema = _placed(schema, use.into, composer.of_spot(spots[0], Role.PLAIN) if spots else {})
            fit = self._setting.fitting.of(composer.spot(schema), takes)
            if fit.holds is None:
                self._holder.say(
                    Open(at=self._body.at, part="request body", because=fit.because, key="whole", about=self._about)
                )
            if fit.holds is not False or not self._refused(template, takes, fit.value):
                return

    def _typing(self, made: Template, way: tuple[str, ...]) -> Type:
        """What a value may be in the body: of what is unknown or was refused already, the whole says no more.

        Where null is taken, nothing is sent as null.
        """
        one = self._typed(made, way)
        taken = self._at(self._takes, way)
        known = bool(one.spots or one.lacks)
        spots = self._told.get(way, one.spots) if known else taken
        lacks = () if way in self._sure else one.lacks
        if lacks and taken and all(self._setting.judge.may_be(spot, None) for spot in taken):
            return Type((*spots, NULL), (), one.origins)
        return Type(spots, lacks, one.origins)

    def _refused(self, template: Template, takes: Spot, value: Any) -> bool:
        """Says why a body is refused; True where it is worth to look for more."""
        refusal = next(iter(self._setting.fitting.validator(takes, Role.PLAIN).refusals(value, 1)), None)
        if refusal is None:
            return False
        path = tuple(map(str, refusal.path))
        if refusal.keyword == "required":
            for way, made in _leaves(template):
                one = self._typed(made, way)
                if way[:-1] == path and one.lacks and way not in self._sure and not _has(value, way):
                    self._sure.add(way)
                    where = Value(made, self._place(way))
                    self._holder.lack(where, f"member `{'/'.join(way)}` of the body", one, self._about)
                    return True
        at = self._place(path) if path and _stands(template, path) else self._body.payload.at
        self._holder.say(
            Refused(
                at=at,
                part="request body",
                path=refusal.path,
                value=value,
                because=refusal.message,
                key=f"whole {'/'.join(path)} {refusal.message[:200]}",
                about=self._about,
            )
        )
        return False


def taken_at(setting: Setting, takes: Spot, way: tuple[str, ...]) -> tuple[Spot, ...]:
    """What is taken at a way into a body; nothing where nobody says."""
    below = setting.typing.below(Type((takes,)), way, "the body") if way else Type((takes,))
    return below.spots if isinstance(below, Type) else ()


def _leaves(template: Template, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Template]]:
    """Every value of a template that is no object and no list, with its way."""
    if isinstance(template, Members):
        for name, inner in template.members.items():
            yield from _leaves(inner, (*way, name))
    elif isinstance(template, Items):
        for index, inner in enumerate(template.items):
            yield from _leaves(inner, (*way, str(index)))
    else:
        yield way, template


def _indexed(way: tuple[str, ...]) -> Pointer:
    return tuple(int(step) if step.isdecimal() else step for step in way)


def _stands(template: Template, way: tuple[str, ...]) -> bool:
    return any(one[: len(way)] == way for one, _ in _leaves(template))


def _has(value: Any, way: tuple[str, ...]) -> bool:
    for step in way:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return False
    return True


def _set(template: Template, way: tuple[str, ...], made: Template) -> Template:
    """A template with another at a way."""
    if not way:
        return made
    members = dict(template.members) if isinstance(template, Members) else {}
    members[way[0]] = _set(members.get(way[0], Members({})), way[1:], made)
    return Members(members)


def _placed(schema: dict[str, Any], way: tuple[str, ...], inner: dict[str, Any]) -> dict[str, Any]:
    """A schema of an object with what is at a way in it."""
    step, rest = way[0], way[1:]
    properties = dict(schema.get("properties", {}))
    below = properties.get(step) or Composer.object({}, set())
    properties[step] = _placed(below, rest, inner) if rest else inner
    required = sorted({*schema.get("required", ()), step})
    return {**schema, "type": "object", "properties": properties, "required": required}
