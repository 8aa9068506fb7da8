"""What bodies are made of: of each field what its system of record says, as deep as the entity names it."""

from __future__ import annotations

from typing import Any

import pytest

from govkit.catalog.entries import load_text
from govkit.catalog.mapping.transforms import outward_fields
from govkit.catalog.workflows.grammar import value
from govkit.catalog.workflows.model import Body, MappingUse, Value
from govkit.sync.running.bodies import Bodies, Unmade
from govkit.sync.running.values import Frame
from govkit.sync.values import Json

SYSTEM = """\
# file: catalog/systems/{0}.yaml
apiVersion: govkit/v1
kind: System
metadata: {{name: {0}}}
spec: {{owner: ops}}
# file: catalog/apis/{0}.yaml
apiVersion: govkit/v1
kind: API
metadata: {{name: {0}}}
spec: {{owner: ops, system: {0}, versions: [{{version: 1.0.0, lifecycle: active, definition: specs/{0}.yaml}}]}}
"""
ENTITY = """\
# file: catalog/entities/payment.yaml
apiVersion: govkit/v1
kind: Entity
metadata: {name: payment}
spec:
  owner: ops
  businessOwner: ops
  record: billing
  versions: [{version: 1.0.0, definition: catalog/entities/payment.json}]
  fields:
    method/bank: {record: erp}
    method/bank/country: {record: billing}
    terms: {record: erp}
    terms/note: {record: billing}
    lines/*/account: {record: erp}
"""
READS = """\
# file: catalog/mappings/{0}.yaml
apiVersion: govkit/v1
kind: Mapping
metadata: {{name: {0}}}
spec:
  owner: ops
  entity: payment
  api: {0}@1.0.0
  schema: Payment
  direction: in
  copies: [{1}]
  fields:
    amount: amount
    method/type: type
    method/bank: {{fields: {{code: code, country: country}}}}
    terms: {{fields: {{days: days, note: note}}}}
"""
WRITES = """\
# file: catalog/mappings/ledger.yaml
apiVersion: govkit/v1
kind: Mapping
metadata: {name: ledger}
spec:
  owner: ops
  entity: payment
  api: ledger@1.0.0
  schema: Payment
  direction: out
  fields:
    amount: amount
    type: method/type
    code: method/bank/code
    country: method/bank/country
    days: terms/days
    note: terms/note
# file: catalog/mappings/named.yaml
apiVersion: govkit/v1
kind: Mapping
metadata: {name: named}
spec:
  owner: ops
  entity: payment
  api: ledger@1.0.0
  schema: Payment
  direction: out
  fields:
    number: {with: identifier_in, from: [externalIds, {value: erp}, {value: number}]}
# file: catalog/mappings/both.yaml
apiVersion: govkit/v1
kind: Mapping
metadata: {name: both}
spec:
  owner: ops
  entity: payment
  api: erp@1.0.0
  schema: Payment
  fields:
    amount: amount
    method/type: type
    method/bank/code: code
    method/bank/country: country
    lines: {each: items, fields: {text: text, account: account}}
"""
BILLING = {"amount": "b", "type": "b", "code": "b", "country": "b", "days": "b", "note": "b"}
ERP = {"amount": "e", "type": "e", "code": "e", "country": "e", "days": "e", "note": "e"}
WANTED = {"amount": "b", "type": "b", "code": "e", "country": "b", "days": "e", "note": "b"}
FIELDS = (*WANTED,)


def _estate(billing: str = "", erp: str = "") -> Any:
    systems = "".join(SYSTEM.format(name) for name in ("billing", "erp", "ledger"))
    reads = READS.format("billing", billing) + READS.format("erp", erp)
    return load_text(systems + ENTITY + reads + WRITES)


def _body(estate: Any, write: str = "ledger", **sources: Json) -> Json:
    given = {name: Value(value(f"$inputs.{name}"), ()) for name in sources}
    use = MappingUse(write, given, (), ())
    return Bodies(estate, lambda _: None).body(
        Body("application/json", Value(value(None), ()), (use,), (), ()), Frame(sources)
    )


@pytest.mark.parametrize("copies", [("", ""), ("'*'", "'*'"), ("method, terms", "'*'")])
def test_each_member_of_an_object_is_that_of_its_system_of_record(copies: tuple[str, str]) -> None:
    estate = _estate(*copies)
    assert _body(estate, billing=BILLING, erp=ERP) == WANTED
    assert _body(estate, erp=ERP, billing=BILLING) == WANTED, "whichever comes first"


def test_of_a_member_nobody_but_its_record_may_have_a_copy() -> None:
    """What the one system merely copies is left out, also where the object around it is its own."""
    assert _body(_estate("'*'", "'*'"), billing=BILLING) == {name: "b" for name in FIELDS if WANTED[name] == "b"}
    assert _body(_estate("'*'", "'*'"), erp=ERP) == {"code": "e", "days": "e"}


def test_what_nobody_calls_a_copy_comes_from_whoever_has_it() -> None:
    assert _body(_estate(), erp=ERP) == ERP


def test_what_goes_back_is_no_member_whose_record_the_system_is() -> None:
    estate = _estate()
    fields = outward_fields(estate, estate.mappings["both"].spec)
    assert {"amount", "type", "country", "items"} == set(fields)
    assert "account" not in str(fields["items"]), "of the items of a list as well"


def _called(*identifiers: tuple[str, bool | None]) -> Json:
    known = [{"system": "erp", "type": "number", "id": own, "isPrimary": primary} for own, primary in identifiers]
    return {"externalIds": [{name: said for name, said in one.items() if said is not None} for one in known]}


@pytest.mark.parametrize(
    "identifiers",
    [
        (("P-1", None), ("P-1", None)),
        (("P-9", False), ("P-1", None), ("P-8", False)),
        (("P-9", None), ("P-1", True)),
    ],
)
def test_what_an_object_is_called_is_the_identifier_that_comes_first(identifiers: Any) -> None:
    assert _body(_estate(), "named", payment=_called(*identifiers)) == {"number": "P-1"}


@pytest.mark.parametrize("primary", [None, True, False])
def test_of_two_identifiers_none_is_taken(primary: bool | None) -> None:
    with pytest.raises(Unmade, match="several identifiers of erp: erp:number:P-1, erp:number:P-9") as double:
        _body(_estate(), "named", payment=_called(("P-1", primary), ("P-9", primary)))
    assert double.value.kind == "identity"
    assert "number" in str(double.value)
    assert "govkit sync links" in str(double.value)
