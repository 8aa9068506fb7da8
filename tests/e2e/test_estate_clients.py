"""The reference estate's clients against real servers: what the contracts promise is what developers get."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import billing_v3
import erp_v2
import pytest
import yaml
from billing_v3 import models, webhooks
from erp_v2 import webhooks as erp_webhooks

from govkit.client import Delivery, SeparateHmac, Settings, SignatureMismatch, StandardWebhooks, Unknown, World
from tests.client.recorder import Arrived, Recorder, Reply, TurnedClock
from tests.codegen.packages import complaints_of_ruff

SPEC = "specs/billing/3.0.0/openapi.yaml"


@pytest.fixture
def server() -> Iterator[Recorder]:
    with Recorder().serving() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def examples(repository: Path) -> dict[str, Any]:
    """The examples of the billing contract, as its authors wrote them."""
    document = yaml.load(
        (repository / SPEC).read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return {name: example["value"] for name, example in document["components"]["examples"].items()}


@pytest.fixture
def settings(server: Recorder) -> Settings:
    return Settings(base_url=server.url, world=World(clock=TurnedClock(), chance=lambda: 1.0))


def plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def customer(examples: dict[str, Any], number: int) -> Any:
    return plain(examples["CustomerBrightwater"]) | {"id": f"cus_{number}"}


def test_a_customer_is_read(server: Recorder, settings: Settings, examples: dict[str, Any]) -> None:
    server.answer = [Reply.json(plain(examples["CustomerBrightwater"]))]
    with billing_v3.Client(settings=settings) as client:
        found = client.get_customer("cus_1001")
    assert server.last.path == "/customers/cus_1001"
    assert found.name == examples["CustomerBrightwater"]["name"]
    assert isinstance(found.created_at, datetime)


def test_customers_are_listed_over_all_pages(server: Recorder, settings: Settings, examples: dict[str, Any]) -> None:
    def answer(arrived: Arrived) -> Reply:
        is_first = "starting_after" not in arrived.query
        page = {
            "data": [customer(examples, 1001 if is_first else 1002)],
            "has_more": is_first,
            "next_cursor": "c1" if is_first else None,
        }
        return Reply.json(page)

    server.answer = answer

    async def run() -> list[str]:
        async with billing_v3.AsyncClient(settings=settings) as client:
            return [found.id async for found in client.list_customers_all(region="eu")]

    assert asyncio.run(run()) == ["cus_1001", "cus_1002"]
    assert server.last.query == "starting_after=c1&region=eu"


def test_a_post_is_sent_once_whatever_happens_on_the_way(
    server: Recorder, settings: Settings, examples: dict[str, Any]
) -> None:
    server.answer = [Reply(503), Reply.json(customer(examples, 1003), 201)]
    wanted = models.CustomerCreate.model_validate(
        {
            "name": "Brightwater Utilities Netherlands",
            "legal_name": "Brightwater Utilities B.V.",
            "email": "crediteuren@brightwater.example",
            "region": "eu",
            "currency": "EUR",
            "billing_address": {"line1": "Waterkade 12", "city": "Utrecht", "country": "NL"},
            "external_ids": {"crm": "co_1003"},
        }
    )
    with billing_v3.Client(settings=settings) as client:
        assert client.create_customer(body=wanted).id == "cus_1003"
    first, second = server.arrived
    assert first.header("idempotency-key") == second.header("idempotency-key") is not None
    assert first.body == second.body
    assert "phone" not in json.loads(first.body), "what nobody set is not sent"


def test_a_refusal_is_an_error_of_its_class(server: Recorder, settings: Settings) -> None:
    problem = {
        "type": "urn:alderway:billing:not-found",
        "title": "Not found",
        "status": 404,
        "detail": "No customer cus_9.",
        "request_id": "req_1",
    }
    server.answer = [Reply.json(problem, 404, "application/problem+json")]
    with billing_v3.Client(settings=settings) as client, pytest.raises(billing_v3.errors.NotFoundError) as caught:
        client.get_customer("cus_9")
    assert caught.value.problem is not None
    assert caught.value.problem.type == "urn:alderway:billing:not-found"
    assert caught.value.data is not None
    assert "Not found: No customer cus_9." in str(caught.value)


def test_a_status_that_nobody_knows_yet_is_kept(server: Recorder, settings: Settings, examples: dict[str, Any]) -> None:
    server.answer = [Reply.json(customer(examples, 1) | {"status": "dormant"})]
    with billing_v3.Client(settings=settings) as client:
        found = client.get_customer("cus_1")
    assert isinstance(found.status, Unknown)
    assert found.status == "dormant"


@pytest.mark.parametrize("name", ["EventSubscriptionCreated", "EventInvoicePaid"])
def test_events_are_typed(examples: dict[str, Any], name: str) -> None:
    value = plain(examples[name])
    event = webhooks.EVENTS[value["type"]].of(Delivery(json.dumps(value).encode()))
    assert event.id == value["id"]
    assert event.occurred_at.astimezone(UTC).isoformat().startswith(value["occurred_at"][:16])


def test_deliveries_are_verified_as_each_platform_signs(examples: dict[str, Any]) -> None:
    assert isinstance(webhooks.verifier("whsec_c2VjcmV0c2VjcmV0"), StandardWebhooks)
    verifier = erp_webhooks.verifier("a-secret-of-a-test")
    assert isinstance(verifier, SeparateHmac)
    clock = int(datetime.now(UTC).timestamp())
    with pytest.raises(SignatureMismatch):
        verifier.verify(b"{}", {"X-Erp-Signature": f"key1={'0' * 64}", "X-Erp-Timestamp": str(clock)})


def test_lists_of_the_erp_are_counted_in_pages(server: Recorder, settings: Settings) -> None:
    def answer(arrived: Arrived) -> Reply:
        number = 2 if "page=2" in arrived.query else 1
        return Reply.json({"items": [], "page": number, "pageSize": 50, "totalCount": 0})

    server.answer = answer
    with erp_v2.Client(settings=settings) as client:
        assert list(client.list_customers_all(page_size=50)) == []
    assert server.last.query == "pageSize=50"


@pytest.mark.requirement("K3")
def test_committed_clients_are_formatted_for_whoever_reads_them(repository: Path) -> None:
    assert complaints_of_ruff(repository / "clients") == ""
