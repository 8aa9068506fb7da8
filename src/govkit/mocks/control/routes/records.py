"""The records that systems hold: read, added, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govkit.mocks.control.route import NUMBER, TEXT, Asked, Parameter, Route, Sample, described
from govkit.mocks.likeness import listed
from govkit.mocks.messages import JsonObject, Refused
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.resources import Resource

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control

_RECORDS: JsonObject = {"type": "array", "items": {"type": "object"}}
_WHERE = (
    Parameter("system", "The name of the system; it may be left out where there is one only."),
    Parameter("collection", "The path of the collection, as `/customers`."),
)
_KEY = Parameter("key", "The identifier of one record; all without it.")
_SEED = {
    "type": "object",
    "properties": {
        "system": TEXT,
        "collection": {"type": "string", "description": "The path of the collection, as `/customers`."},
        "records": _RECORDS,
        "replace": {"type": "boolean", "description": "Whether those that are there are taken away first."},
    },
    "required": ["collection", "records"],
    "additionalProperties": False,
}

_SAMPLE = Sample(query={"system": "billing", "collection": "/customers"})
_ADDED = Sample({"system": "billing", "collection": "/customers", "records": [], "replace": True})


def routes(control: Control) -> tuple[Route, ...]:
    """Reading, seeding, deleting."""

    def read(asked: Asked) -> Any:
        behaviour, resource = collection(control, asked.query.get("system"), asked.query.get("collection"))
        key = asked.query.get("key")
        return [record.value for record in behaviour.table(resource) if key in (None, record.key)]

    def seed(asked: Asked) -> Any:
        body: JsonObject = asked.body
        behaviour, resource = collection(control, body.get("system"), body["collection"])
        records = body["records"]
        for index, record in enumerate(records):
            refusals = resource.item.refusals(record)
            if refusals:
                raise Refused(422, f"record {index}: {refusals[0].message}")
        if body.get("replace") is True:
            behaviour.empty(resource)
        table = behaviour.table(resource)
        for record in records:
            behaviour.add(resource, table, record, {})
        return {"collection": resource.name, "records": len(table)}

    def delete(asked: Asked) -> Any:
        behaviour, resource = collection(control, asked.query.get("system"), asked.query.get("collection"))
        table, key = behaviour.table(resource), asked.query.get("key")
        found = [record for record in table if key in (None, record.key)]
        if key is not None and not found:
            raise Refused(404, f"there is no record `{key[:100]}`")
        for record in found:
            table.remove(record)
        return {"collection": resource.name, "records": len(table)}

    counted = described(collection=TEXT, records=NUMBER)
    return (
        Route(
            "GET", "records", "The records of a collection", read, _RECORDS, parameters=(*_WHERE, _KEY), sample=_SAMPLE
        ),
        Route("DELETE", "records", "Takes records away", delete, counted, parameters=(*_WHERE, _KEY), sample=_SAMPLE),
        Route("POST", "records", "Adds records to a collection", seed, counted, _SEED, sample=_ADDED),
        Route("POST", "seed", "Adds records to a collection", seed, counted, _SEED, sample=_ADDED),
    )


def collection(control: Control, system: Any, path: Any) -> tuple[Behaviour, Resource]:
    """A collection by its system and path. Raises Refused."""
    known = control.behaviours
    name = system or (next(iter(known)) if len(known) == 1 else None)
    behaviour = known.get(name) if isinstance(name, str) else None
    if behaviour is None:
        raise Refused(404, f"`system` is one of {listed(known, name)}")
    resources = behaviour.resources.by_path
    resource = resources.get(path) if isinstance(path, str) else None
    if resource is None:
        raise Refused(404, f"`collection` is one of {listed(resources, path)}")
    return behaviour, resource
