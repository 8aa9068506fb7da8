"""The estate's APIs served: every answer that they declare is one that an independent validator takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.gate.mocking import contracts_of
from govkit.mocks.system import System
from tests.e2e.contract_server import Document, Reply
from tests.mocks.requests import request_of
from tests.mocks.serving import ESTATE, serving

pytestmark = pytest.mark.requirement("P1")

APIS = ["billing/3.0.0", "billing/2.1.0", "crm/4.2.0", "customer-success/2.0.0", "erp/1.9.0", "support/1.3.0"]


@pytest.mark.parametrize("api", APIS)
def test_every_declared_answer_holds(api: str) -> None:
    path: Path = ESTATE / "specs" / api / "openapi.yaml"
    document = Document(path.read_text())
    system = System(api, next(iter(contracts_of([str(path)], []).values())))
    seen = 0
    with serving(str(path)) as served:
        for one in system.operations:
            method, target, headers, body = request_of(one)
            declared = document.operation(method, target.partition("?")[0])
            assert declared is not None
            for status in one.operation.responses:
                prefer = {"Prefer": f"code={status}"}
                answer = served.client.request(method, target, headers=headers | prefer, content=body)
                assert str(answer.status_code) == status, (one.operation.name, answer.text)
                reply = Reply(
                    answer.status_code, list(answer.headers.items()), answer.headers.get("content-type"), answer.content
                )
                assert document.answer_problems(declared[1], reply, tolerant=False) == [], one.operation.name
                seen += 1
    assert seen > 100


@pytest.mark.parametrize("api", APIS)
def test_every_operation_answers_with_state_as_it_is_described(api: str) -> None:
    path: Path = ESTATE / "specs" / api / "openapi.yaml"
    document = Document(path.read_text())
    system = System(api, next(iter(contracts_of([str(path)], []).values())))
    statuses: dict[int, int] = {}
    with serving(str(path)) as served:
        for one in [*system.operations, *system.operations]:  # the second time something was written
            method, target, headers, body = request_of(one)
            declared = document.operation(method, target.partition("?")[0])
            assert declared is not None
            answer = served.client.request(method, target, headers=headers, content=body)
            reply = Reply(
                answer.status_code, list(answer.headers.items()), answer.headers.get("content-type"), answer.content
            )
            assert document.answer_problems(declared[1], reply, tolerant=False) == [], (one.operation.name, answer.text)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
    assert statuses[200] > len(system.operations) / 4
    assert statuses.keys() <= {200, 201, 202, 204, 404, 409, 412, 422, 428}, statuses
