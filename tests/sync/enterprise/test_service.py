"""The Enterprise API as a whole: what it cannot serve is told, and another estate counts at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from govkit.catalog.entries import load
from govkit.errors import UsageError
from govkit.findings import Severity
from govkit.gate import Options, diff
from govkit.spec.documents.files import PatchedFiles
from govkit.sync.enterprise.serving import serving_api
from govkit.sync.parts import Source
from tests.sync.enterprise.asking import SOME, Asking
from tests.sync.enterprise.conftest import TOP, patched

BRIGHTWATER = "/customers/crm:company:co_1002"
_FEWER = """apiVersion: govkit/v1
kind: Consumer
metadata: {name: test-some-fields}
spec:
  owner: integration-platform
  system: enterprise
  grants: [{api: enterprise@1, operations: ['GET /customers/{id}'], fields: [Customer/name]}]
"""


def test_what_no_call_reads_is_told_when_it_begins(asking: Asking) -> None:
    assert list(asking.enterprise.lacking()) == [
        "/contracts: without lines/*/subscriptionRef: no call of billing reads one contract by an identifier",
        "/entitlements: without contractLineId: no call of crm reads one entitlement by an identifier",
        "/renewals: without targetAmount, forecastAmount, finalAmount, stage, successorContractId, opportunityRef: "
        "no call of crm reads one renewal by an identifier",
    ]


def test_grants_that_are_taken_away_end_when_the_estate_is_read_again(asking: Asking, source: Source) -> None:
    assert "legalName" in asking.get(BRIGHTWATER, SOME).data
    files = PatchedFiles(patched(), {f"catalog/consumers/{SOME}.yaml": _FEWER.encode()})
    asking.enterprise.reload(replace(source, estate=load(files)))
    assert "legalName" not in asking.get(BRIGHTWATER, SOME).data
    assert asking.get("/customers", SOME).status == 403


def test_an_estate_that_is_not_in_order_changes_nothing(asking: Asking, source: Source) -> None:
    files = PatchedFiles(patched(), {"catalog/apis/enterprise.yaml": b"kind: nothing"})
    with pytest.raises(UsageError, match="no API of the catalog serves entities"):
        asking.enterprise.reload(replace(source, estate=load(files)))
    assert asking.get(BRIGHTWATER).status == 200


def test_the_document_is_given_whole_and_says_the_same(asking: Asking, tmp_path: Path) -> None:
    got = asking.get("/openapi.json", SOME)
    served = tmp_path / "openapi.json"
    served.write_bytes(got.body)
    assert "$id" not in got.json["components"]["schemas"]["Customer"]
    validate(got.json)
    outcome = diff(str(TOP / "specs/enterprise/1.0.0/openapi.yaml"), str(served), Options())
    assert {one.rule for one in outcome.findings} <= {"schema-replaced", "schema-moved"}  # the same, in other places
    assert {one.severity for one in outcome.findings} == {Severity.INFO}
    assert asking.get("/openapi.json", None).status == 401


def test_an_api_that_serves_nothing_is_none_to_be_served(source: Source) -> None:
    with pytest.raises(UsageError, match="there is no API `billing` that serves entities") as refused:
        serving_api(source.estate, "billing")
    assert refused.value.hint == "there are: enterprise"
