"""A mapping: both sides of it, line by line, with who uses each field, what is left out, and where systems drift."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from govkit.catalog.entries import Entry, MappingSpec, VersionOf
from govkit.catalog.entries.declarations import ConstantForm, FirstForm, FunctionForm, MapForm, ReferenceForm
from govkit.catalog.mapping.lineage import Line, how_of, lines_of
from govkit.errors import InputError
from govkit.gate.answers.picture import Node, Shape
from govkit.gate.answers.report import Cell
from govkit.gate.answers.reports.lineage import role_of
from govkit.gate.answers.touching import Touching
from govkit.portal.lineage.traced import Traced, traced
from govkit.portal.lineage.ways import Fields, Station
from govkit.portal.links import path_to
from govkit.portal.page import Ask, Page
from govkit.portal.pages.entries import about, entry_of
from govkit.portal.pages.report import rows_about
from govkit.portal.reference.uses import KeptContracts, User, field_uses, writers_by
from govkit.portal.reference.version import reference_of
from govkit.portal.rows import paged
from govkit.portal.state import State
from govkit.reports.jsontext import dumps
from govkit.spec.documents import Pointer

_PAIRS = 12
"""Pairs of a map that are told one by one."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line as the page shows it: what is made of what, how, and by whom the fields of both sides are used."""

    line: Line
    how: str
    details: tuple[str, ...]
    role: str
    place: str
    paths: tuple[str, ...]
    users: tuple[User, ...]
    writers: tuple[str, ...]

    @property
    def text(self) -> str:
        """What it is searched by."""
        names = (*(one.name for one in self.users), *self.writers)
        return " ".join((self.line.field, *self.line.api, self.how, *self.details, *names))


def _make(ask: Ask) -> dict[str, Any]:
    entry: Entry[MappingSpec] = entry_of(ask, "mapping")
    state, spec, path = ask.state, entry.spec, f"/mappings/{entry.name}"
    lines = state.kept(("mapping-lines", entry.name), lambda: list(_lines(state, entry)))
    api = state.estate.apis.get(spec.api.name)
    return {
        **about(ask, entry),
        "mapped": _version(state, spec),
        "system": str(api.spec.system) if api is not None else "",
        "total": len(lines),
        "inward": paged(ask, path, [one for one in lines if not one.line.outward], _text, parameter="in-page"),
        "outward": paged(ask, path, [one for one in lines if one.line.outward], _text, parameter="out-page"),
        "unmapped": [("in", *one) for one in spec.unmapped.items()]
        + [("out", *one) for one in (spec.write.unmapped.items() if spec.write is not None else ())],
        "drift": drift_of(ask, entry),
        "trace": _lineage(ask, entry),
    }


def _text(one: Told) -> str:
    return one.text


def _version(state: State, spec: MappingSpec) -> VersionOf | None:
    """The version whose schema is mapped; None where the catalog has none such."""
    named = state.estate.versions(spec.api.name)
    return next((one for one in named if one.version.version == spec.api.version), None)


# --------------------------------------------------------------------------------------------------------------- lines


def _lines(state: State, entry: Entry[MappingSpec]) -> Iterator[Told]:
    spec = entry.spec
    entity, api = state.estate.entities.get(spec.entity.name), state.estate.apis.get(spec.api.name)
    version = _version(state, spec)
    touching = Touching(KeptContracts(state), [version] if version is not None else [], None)
    uses = field_uses(state, version) if version is not None else None
    schemas = _schemas(state, version)
    writing = writers_by(state)
    for line in lines_of(spec):
        declared = declared_at(spec, line.at)
        users: dict[User, None] = {}
        for way in line.api if uses is not None else ():
            places = touching.places(spec, way)
            for user in uses.of(places) if uses is not None else ():
                if (user.kind, user.name) != ("mapping", entry.name):
                    users[user] = None
        yield Told(
            line=line,
            how=line.how or ("taken as it is" if line.api else ""),
            details=tuple(_details(declared, outward=line.outward)),
            role=role_of(entity, spec, line, str(api.spec.system)) if entity is not None and api is not None else "",
            place=str(entry.place(line.at)),
            paths=tuple(schemas.get(one.partition("/")[0], "") for one in line.api),
            users=tuple(users),
            writers=tuple(sorted(writing.get((entry.name, line.field), ()))) if line.outward else (),
        )


def _schemas(state: State, version: VersionOf | None) -> dict[str, str]:
    """The paths of the pages of the schemas of a version; none where its document cannot be read."""
    if version is None:
        return {}
    try:
        return reference_of(state, version).schemas
    except InputError:
        return {}


def declared_at(spec: MappingSpec, at: Pointer) -> Any:
    """How a field is declared to be made, at a place of the mapping; None where nothing stands there."""
    here: Any = spec
    for step in at[1:]:
        if isinstance(here, BaseModel):
            here = next(
                (getattr(here, name) for name, one in type(here).model_fields.items() if (one.alias or name) == step),
                None,
            )
        elif isinstance(here, dict):
            here = here.get(str(step))
        elif isinstance(here, tuple) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            return None
    return here


def _details(declared: Any, *, outward: bool) -> Iterator[str]:
    """What is said of how a field is made beside the name of it: the pairs of a map, constants, what else is tried."""
    if isinstance(declared, MapForm):
        pairs = [(key, "nothing" if value is None else str(value)) for key, value in declared.map.items()]
        yield from (f"{b} → {a}" if outward else f"{a} → {b}" for a, b in pairs[:_PAIRS])
        if len(pairs) > _PAIRS:
            yield f"{len(pairs) - _PAIRS} more"
    elif isinstance(declared, ConstantForm):
        yield f"always {_short(declared.value)}"
    elif isinstance(declared, ReferenceForm):
        yield f"the {declared.ref.name} that it names" + (f", by its {declared.type}" if declared.type else "")
    elif isinstance(declared, FirstForm):
        yield from (f"{number}. {_said(one)}" for number, one in enumerate(declared.first, 1))
    elif isinstance(declared, FunctionForm) and not isinstance(declared.from_, str):
        yield from (f"with {_short(one.value)}" for one in declared.from_ if isinstance(one, ConstantForm))
    default = getattr(declared, "default", None)
    if default is not None:
        yield f"else {_short(default)}"


def _said(declared: Any) -> str:
    if isinstance(declared, str):
        return declared
    if isinstance(declared, ConstantForm):
        return f"always {_short(declared.value)}"
    from_ = getattr(declared, "from_", "")
    made_of = from_ if isinstance(from_, str) else ", ".join(one for one in from_ or () if isinstance(one, str))
    return " of ".join(filter(None, (how_of(declared), made_of)))


def _short(value: Any) -> str:
    text = " ".join(dumps(value).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


# ------------------------------------------------------------------------------------------------------------- lineage


def _lineage(ask: Ask, entry: Entry[MappingSpec]) -> Traced:
    """What its fields are made of and become beyond it: it is the first step itself."""
    spec = entry.spec
    version, entity = Station("api", f"{spec.api.name}@{spec.api.version}"), Station("entity", spec.entity.name)
    lines = lines_of(spec)
    back: dict[Station, Fields] = {}
    on: dict[Station, Fields] = {}
    for outward, before, after in ((False, version, entity), (True, entity, version)):
        some = [one for one in lines if one.outward is outward and one.api]
        api = frozenset((way, entity.name) for one in some for way in one.api)
        own = frozenset((one.field, entity.name) for one in some)
        if some:
            back[before] = own if outward else api
            on[after] = api if outward else own
    centre = Node("centre", entry.name, Shape.READ, "mapping")
    return traced(ask, path_to("mapping", entry.name), centre, back, on)


# --------------------------------------------------------------------------------------------------------------- drift


def drift_of(ask: Ask, entry: Entry[MappingSpec]) -> list[dict[str, Cell]] | None:
    """Where the version that is mapped, and another, hold a field of the entity differently; None until it is known."""
    spec = entry.spec
    found = rows_about(ask, "drift", "drifts", "field", spec.entity.name, is_above=True)
    if found is None:
        return None
    named = f"{spec.api.name}@{spec.api.version}"
    mapped = {f"{spec.entity.name}/{one.field}" for one in lines_of(spec)}
    return [
        one
        for one in found
        if named in (_first(one["a"]), _first(one["b"])) and not mapped.isdisjoint(_several(one["field"]))
    ]


def _several(value: Cell) -> Sequence[str]:
    return value if isinstance(value, tuple) else (str(value),)


def _first(value: Cell) -> str:
    return str(value).partition(" ")[0]


PAGES = (Page(name="mapping", path="/mappings/{name}", make=_make),)
