"""The mappings of the reference estate are proved, and do with its examples what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from govkit.catalog.entries import Entry, Estate, MappingSpec
from govkit.catalog.entries.declarations import Declaration
from govkit.catalog.mapping.check import api_schema, checked, entity_schema
from govkit.catalog.mapping.compiled import Transform
from govkit.catalog.mapping.judge import judged
from govkit.catalog.mapping.ways import Way, reader
from govkit.findings import Direction, Severity
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.estates.definitions import open_definition
from govkit.gate.estates.loading import open_estate
from govkit.gate.options import Options
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.standalone import Role, standalone
from govkit.spec.schemas.validators import Validator

ROOT = Path(__file__).resolve().parents[3]
NAMES = sorted(path.stem for path in (ROOT / "catalog" / "mappings").glob("*.yaml"))

NUMBERS = {"1001": "10001", "1002": "10002", "1003": "10003", "1101": "10101", "1201": "10201"}
KNOWN = {
    "customer": {
        f"cst-{number}": {
            "crm": f"co_{number}",
            "erp": f"C-{erp}",
            "billing": f"cus_{number}",
            "customer-success": f"acc-{number}",
            "customer-success external-id": f"co_{number}",
            "support": f"org-{number}",
        }
        for number, erp in NUMBERS.items()
    },
    "contract": {
        f"cnt-{number}": {
            "crm": f"ctr_{number}",
            "erp": f"CT-2026-{erp}",
            "billing": f"ctr_{number}",
            "customer-success": f"ctr_{number}",
        }
        for number, erp in {"2001": "0001", "2101": "0002", "2201": "0003"}.items()
    },
    "product": {
        "prd-fleet-platform": {"crm": "fleet-platform", "erp": "fleet-platform", "billing": "fleet-platform"},
        "prd-api-calls": {"crm": "api-calls", "erp": "api-calls", "billing": "api-calls"},
    },
    "order": {"ord-2026-00077": {"erp": "SO-2026-00077", "crm": "deal_8101"}},
    "invoice": {"ivc-4101": {"erp": "INV-2026-000123", "billing": "inv_4101"}},
    "payment": {"pmt-6101": {"erp": "PMT-2026-00045", "billing": "pay_6101"}},
    "renewal": {"rnw-7201": {"customer-success": "ren_7201", "crm": "deal_8201"}},
}
"""What the systems call the objects of which the examples tell, by canonical identifier."""


MAY_DIFFER = {
    "status", "sourceStatus", "sourceUpdatedAt", "postingStatus", "amountPaid", "amountDue", "unapplied", "attempts",
    "processorRef", "lines/*/fulfilledQuantity", "closeDate", "riskLevel",  # what changes while the story goes on
    "id", "externalIds", "lines/*/id", "lines/*/description", "paidAt",  # each system has its own
    "email", "taxes/*/code",  # billing writes to another address, and taxes by codes of its own
}  # fmt: skip


class Register:
    """Who is who, as far as one system goes. Whom nobody knows is called the same everywhere."""

    def __init__(self, system: str) -> None:
        self._system = system

    def canonical(self, entity: str, identifier: str, kind: str | None) -> str:
        known = KNOWN.get(entity, {})
        return next((golden for golden, names in known.items() if self._name(names, kind) == identifier), identifier)

    def local(self, entity: str, canonical: str, kind: str | None) -> str:
        return self._name(KNOWN.get(entity, {}).get(canonical, {}), kind) or canonical

    def _name(self, names: Mapping[str, str], kind: str | None) -> str | None:
        return names.get(f"{self._system} {kind}", names.get(self._system))


@cache
def estate() -> Estate:
    return open_estate(cwd=ROOT)


@cache
def contract(api: str) -> Contract:
    version = next(one for one in estate().versions() if one.name == api)
    library, document = open_definition(estate().files, version.files, [])
    return contract_of(library, document, Options(), version.api.name)


@cache
def fitting() -> Fitting:
    return Fitting()


@cache
def mapped_records(name: str) -> list[tuple[Any, dict[str, Any], tuple[Any, ...]]]:
    """Each example of a mapping's schema with what becomes of it: the record, the entity, what was not mapped."""
    mapping = estate().mappings[name]
    spec = mapping.spec
    transform = Transform(spec.fields, identities=Register(system_of(mapping)))
    found = []
    for record in examples(contract(f"{spec.api}"), spec.schema_):
        made = transform(record)
        value = made.value
        if spec.identity is not None:
            kind = spec.identity.type or "object"
            identifier = reader(Way.parse(spec.identity.id))(record, record)
            value |= {"id": "x", "externalIds": [{"system": system_of(mapping), "type": kind, "id": identifier}]}
        found.append((record, value, made.unmapped))
    return found


def system_of(mapping: Entry[MappingSpec]) -> str:
    return str(estate().apis[mapping.spec.api.name].spec.system)


def examples(document: Contract, component: str) -> Iterator[Any]:
    """Each value of a schema in the examples of what is answered and of what is sent to webhooks."""
    wanted = document.resolved(document.document.root.child("components").child("schemas").child(component))
    assert wanted is not None
    for operation in document.operations.values():
        media = [one for response in operation.responses.values() for one in response.content.values()]
        if operation.kind == "webhook" and operation.body is not None:
            media += operation.body.content.values()
        for one in media:
            for value in _values(document, one.node):
                if one.schema is not None:
                    yield from _below(document, one.schema, value, (wanted.document.path, wanted.pointer))


def _values(document: Contract, media: Node) -> Iterator[Any]:
    raw = media.value
    assert isinstance(raw, dict)
    if "example" in raw:
        yield raw["example"]
    for name in raw.get("examples", {}):
        example = document.resolved(media.child("examples").child(name))
        assert example is not None
        assert isinstance(example.value, dict)
        yield example.value.get("value", example.value.get("dataValue"))


def _below(document: Contract, node: Node, value: Any, wanted: tuple[str, Any]) -> Iterator[Any]:
    """The values of a schema within one of another."""
    schema = document.resolved(node)
    if schema is None or not isinstance(schema.value, dict):
        return
    if (schema.document.path, schema.pointer) == wanted:
        yield value
        return
    for index, _ in enumerate(schema.value.get("allOf", ())):
        yield from _below(document, schema.child("allOf").child(index), value, wanted)
    if isinstance(value, list) and "items" in schema.value:
        for item in value:
            yield from _below(document, schema.child("items"), item, wanted)
    if isinstance(value, dict):
        for name in schema.value.get("properties", {}):
            if name in value:
                yield from _below(document, schema.child("properties").child(name), value[name], wanted)


def ways_out(mapping: Entry[MappingSpec]) -> tuple[str, Mapping[str, Declaration]] | None:
    """The schema that a mapping writes, and how; None where it only reads."""
    spec = mapping.spec
    if spec.direction == "out":
        return spec.schema_, spec.fields
    return (spec.write.schema_, spec.write.fields) if spec.write is not None else None


INWARD = [name for name in NAMES if estate().mappings[name].spec.direction != "out"]
OUTWARD = [name for name in NAMES if ways_out(estate().mappings[name]) is not None]


@pytest.mark.requirement("M2")
@pytest.mark.parametrize("name", NAMES)
def test_a_mapping_is_proved(name: str) -> None:
    mapping = estate().mappings[name]
    found = judged(checked(estate(), mapping, contract(f"{mapping.spec.api}"), fitting()))
    assert [one.message for one in found if one.severity is not Severity.INFO] == []


@pytest.mark.parametrize("name", INWARD)
def test_each_example_of_the_api_becomes_an_entity(name: str) -> None:
    spec = estate().mappings[name].spec
    entity = entity_schema(estate(), estate().entities[spec.entity.name], spec.entity_version)
    validator = Validator(standalone(entity, Role.WRITER))
    records = mapped_records(name)
    assert records
    for record, value, unmapped in records:
        assert (record, unmapped, validator.refusals(value)) == (record, (), [])


@pytest.mark.parametrize("name", INWARD)
def test_whatever_system_tells_of_an_object_tells_the_same(name: str) -> None:
    mapping = estate().mappings[name]
    entity = estate().entities[mapping.spec.entity.name]
    told = {record["id"]: dict(leaves(record)) for record in entity.spec.examples}
    for record, value, _ in mapped_records(name):
        named = value.get("externalIds", [{"id": ""}])[0]["id"]
        expected = told.get(Register(system_of(mapping)).canonical(entity.name, named, None), {})
        different = {way: (found, expected[way]) for way, found in leaves(value) if found != expected.get(way, found)}
        assert {way: said for way, said in different.items() if not may_differ(way)} == {}, record


def leaves(value: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each value that is neither object nor list, by the names and numbers that lead to it."""
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*way, str(name)))
    else:
        yield way, value


def may_differ(way: tuple[str, ...]) -> bool:
    names = ["*" if name.isdecimal() else name for name in way]
    return any("/".join(names[:length]) in MAY_DIFFER for length in range(1, len(names) + 1))


@pytest.mark.parametrize("name", OUTWARD)
def test_each_example_of_the_entity_is_what_the_api_takes(name: str) -> None:
    mapping = estate().mappings[name]
    way = ways_out(mapping)
    assert way is not None
    schema = api_schema(contract(f"{mapping.spec.api}"), way[0], Direction.REQUEST)
    validator = Validator(standalone(schema, Role.WRITER))
    transform = Transform(way[1], outward=True, identities=Register(system_of(mapping)))
    records = estate().entities[mapping.spec.entity.name].spec.examples
    assert records
    for record in records:
        made = transform(record)
        assert made.value
        assert (made.unmapped, validator.refusals(made.value)) == ((), [])
