"""Where values came from that were written about an object, or by one write, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govkit.errors import UsageError
from govkit.portal.page import Absent, Ask, Moved, Page, Section
from govkit.portal.pages._runtime import number_in, of_runtime, reading, runtime
from govkit.portal.rows import paged
from govkit.portal.security.roles import Role

if TYPE_CHECKING:
    from govkit.sync.lineage.tracing import Lineage, Tracer, Write
    from govkit.sync.store.database import Reading

_PATH = "/lineage"
_SIZE = 20
"""Writes of a page: each has all its values."""


@of_runtime("Lineage of values")
def _asked(ask: Ask) -> dict[str, Any]:
    entity, identifier = ask.said("entity"), ask.said("id")
    if entity and identifier:
        raise Moved(path_of(ask, entity, identifier))
    with reading(ask):
        return {"title": "Lineage of values", "entities": list(ask.state.estate.entities), "entity": entity}


def path_of(ask: Ask, entity: str, identifier: str) -> str:
    """The path of what was written about an object. Raises Absent for what is no entity of the catalog."""
    from urllib.parse import quote

    if entity not in ask.state.estate.entities:
        raise Absent(f"The catalog has no entity `{entity[:80]}`.")
    return f"{_PATH}/{entity}/{quote(identifier, safe='')}"


@of_runtime("Lineage of values")
def _of_object(ask: Ask) -> dict[str, Any]:
    entity, identifier = ask.parts["entity"], ask.parts["identifier"]
    path = path_of(ask, entity, identifier)
    field, system = ask.said("field"), ask.said("system")
    with runtime(ask) as database, database.reading() as connection:
        found = _tracer(ask, connection).object(entity, identifier, field or None, system or None)
    return {
        **_told(ask, found, path),
        "title": f"{entity} {identifier}",
        "entity": entity,
        "identifier": identifier,
        "field": field,
        "system": system,
        "systems": sorted(ask.state.estate.systems),
    }


@of_runtime("Lineage of values")
def _of_write(ask: Ask) -> dict[str, Any]:
    number = number_in(ask.parts["number"], "write")
    with runtime(ask) as database, database.reading() as connection:
        try:
            found = _tracer(ask, connection).effect(str(number))
        except UsageError as error:
            raise Absent(f"There is no write {number}, or it is not kept any more.") from error
    return {
        **_told(ask, found, f"{_PATH}/writes/{number}"),
        "title": f"Write {number}",
        "template": "values",
        "entity": "",
    }


def _tracer(ask: Ask, connection: Reading) -> Tracer:
    from govkit.sync.engine.durable import journal
    from govkit.sync.lineage.tracing import Tracer

    def read(run: int, stretches: int) -> Any:
        with runtime(ask) as database:
            return journal(database, run, stretches)

    return Tracer(connection, read)


def _told(ask: Ask, found: Lineage, path: str) -> dict[str, Any]:
    from govkit.sync.values import MISSING

    return {
        "trail": [("Lineage of values", _PATH)],
        "identifiers": found.identifiers,
        "notes": found.notes,
        "writes": paged(ask, path, found.writes, _text, size=_SIZE),
        "missing": MISSING,
    }


def _text(one: Write) -> str:
    fields = " ".join(f"{value.pointer} {value.field} {value.mapping} {value.value}" for value in one.values)
    return f"{one.number} {one.api} {one.operation} {one.system} {one.state} {fields}"


PAGES = (
    Page(
        name="values-asked",
        path=_PATH,
        make=_asked,
        menu="Lineage of values",
        section=Section.OPERATIONS,
        order=25,
        exported=False,
        needs=Role.VIEWER,
    ),
    Page(name="values-of-write", path=f"{_PATH}/writes/{{number}}", make=_of_write, exported=False, needs=Role.VIEWER),
    Page(
        name="values",
        path=f"{_PATH}/{{entity}}/{{identifier:path}}",
        make=_of_object,
        exported=False,
        needs=Role.VIEWER,
    ),
)
