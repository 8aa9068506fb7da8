"""Where each field of an object comes from: system, call, mapping, fields of the API, and when."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.mapping.lineage import lines_of
from govkit.sync.believing import leaves
from govkit.sync.enterprise.objects import Kind, Snapshot, moment
from govkit.sync.enterprise.reading import Part
from govkit.sync.values import Json


def lineage(kind: Kind, snapshot: Snapshot, shown: dict[str, Json]) -> dict[str, Json]:
    """The lineage of what is shown of an object."""
    fields = [one for at in leaves(shown) for one in _of(snapshot, at)]
    return {"id": snapshot.id, "entity": kind.title, "fields": fields[:2000]}


def _of(snapshot: Snapshot, at: str) -> Iterator[dict[str, Json]]:
    way = at.split("/")
    part = _teller(snapshot, way)
    if part is None:
        return  # the envelope: who the object is called is the register's to say
    how, sources = _line(part, way)
    said: dict[str, Json] = {
        "field": at,
        "system": part.source.system,
        "api": part.source.api,
        "operation": part.source.called,
        "mapping": part.source.mapping.name,
        "sources": sources[:50],
        "readAt": moment(part.read_at),
    }
    yield {**said, "how": how} if how else said


def _teller(snapshot: Snapshot, way: list[str]) -> Part | None:
    """Who said what stands at a way: the last that owns it, else the first that knows more than a copy."""
    owners = [one for one in snapshot.parts if _reaches(one.owned, way)]
    if owners:
        return owners[-1]
    return next((one for one in snapshot.parts if _reaches(one.more, way)), None)


def _reaches(value: Json, way: list[str]) -> bool:
    if not way:
        return True
    if isinstance(value, list):
        return way[0] == "*" and any(_reaches(one, way[1:]) for one in value)
    return isinstance(value, dict) and way[0] in value and _reaches(value[way[0]], way[1:])


def _line(part: Part, way: list[str]) -> tuple[str, list[str]]:
    """How the mapping makes a field, and of what: of the declaration that says most of it."""
    best, length = None, 0
    for line in lines_of(part.source.mapping.spec):
        said = line.field.split("/")
        if not line.outward and said == way[: len(said)] and len(said) > length:
            best, length = line, len(said)
    return (best.how, list(best.api)) if best is not None else ("", [])
