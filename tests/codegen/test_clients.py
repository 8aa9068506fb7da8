"""Generated clients against a real server that keeps what arrives."""

from __future__ import annotations

import asyncio
import inspect
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from govkit.client import ApiError, Conflict, Delivery, NotFound, Settings, Upload, World
from tests.client.recorder import Arrived, Recorder, Reply, TurnedClock
from tests.codegen.packages import (
    complaints_of_mypy,
    complaints_of_ruff,
    contract_at,
    contract_of_text,
    files_of,
    imported,
    integration,
    written,
)

ORDER = {"id": "o1", "status": "open", "total": 1}
ID = UUID("12345678-1234-5678-1234-567812345678")


def test_the_package_is_formatted_and_checks_strictly(sample_folder: Path) -> None:
    assert complaints_of_ruff(sample_folder) == ""
    assert complaints_of_mypy(sample_folder, "sample_v1") == ""


def test_the_package_says_where_it_comes_from(sample: ModuleType) -> None:
    assert (sample.API, sample.VERSION, sample.CONTRACT) == ("sample", "1.0.0", "sha256:0")
    assert sample.Client.server == "https://eu.example.com/v1"


def test_both_clients_have_the_same_methods(sample: ModuleType) -> None:
    def methods(client: Any) -> dict[str, str]:
        return {
            name: str(inspect.signature(one)).partition(" ->")[0]
            for name, one in vars(client).items()
            if inspect.isfunction(one)
        }

    assert methods(sample.Client) == methods(sample.AsyncClient)
    assert {"list_orders", "list_orders_all", "create_order", "get_order", "class_", "get_file_stream"} <= set(
        methods(sample.Client)
    )


def test_parameters_arrive_in_their_places(sample: ModuleType, server: Recorder) -> None:
    server.answer = [Reply.json({"data": []})]
    created = sample.models.ListOrdersCreated(gte=date(2026, 3, 1))
    with sample.Client(server.url) as client:
        client.list_orders(limit=5, status=["open", "closed"], created=created, sid="s", x_tenant="t")
    arrived = server.last
    assert arrived.target == "/orders?limit=5&status=open,closed&created[gte]=2026-03-01"
    assert (arrived.header("x-tenant"), arrived.header("cookie")) == ("t", "sid=s")
    assert arrived.header("user-agent") == "sample_v1/1.0.0"


def test_a_body_a_key_and_an_answer(sample: ModuleType, server: Recorder) -> None:
    server.answer = [Reply(503), Reply.json(ORDER, 201)]
    order = sample.models.OrderInput(status="open", total=Decimal("1.10"), placed_at=datetime(2026, 3, 1, tzinfo=UTC))
    with sample.Client(settings=Settings(server.url, world=World(clock=TurnedClock()))) as client:
        made = client.create_order(body=order)
        assert isinstance(made, sample.models.Order)
        keys = {arrived.header("idempotency-key") for arrived in server.arrived}
        assert len(keys) == 1
        assert server.last.body == b'{"status":"open","total":1.10,"placedAt":"2026-03-01T00:00:00Z"}'
        client.create_order(body=order, idempotency_key="mine")
    assert server.last.header("idempotency-key") == "mine"


def test_documented_errors_have_their_classes(sample: ModuleType, server: Recorder) -> None:
    server.answer = [
        Reply.json({"title": "There"}, 409, "application/problem+json"),
        Reply.json({"fields": ["total"]}, 422),
        Reply(404),
        Reply.json({"title": "Not you"}, 403, "application/problem+json"),
    ]
    body = sample.models.OrderInput(status="open", total=Decimal(1))
    with sample.Client(server.url) as client:
        with pytest.raises(sample.errors.ConflictError) as conflict:
            client.create_order(body=body)
        assert isinstance(conflict.value, Conflict)
        assert conflict.value.data == sample.models.Problem(title="There")
        with pytest.raises(sample.errors.UnprocessableEntityError) as refused:
            client.create_order(body=body)
        assert refused.value.data.fields == ["total"]
        with pytest.raises(sample.errors.NotFoundError) as missing:
            client.get_order(ID)
        assert isinstance(missing.value, NotFound)
        with pytest.raises(sample.errors.OtherError) as other:
            client.list_orders()
    assert other.value.data.title == "Not you"
    assert type(other.value).__mro__[2].__name__ == "Forbidden"


def test_a_path_an_optional_body_and_answers_without_one(sample: ModuleType, server: Recorder) -> None:
    server.answer = [Reply.json(ORDER), Reply(204), Reply(202), Reply.json(ORDER)]
    with sample.Client(server.url) as client:
        assert client.get_order(ID).id == "o1"
        assert server.last.path == f"/orders/{ID}"
        assert client.delete_order(order_id=ID) is None
        assert client.class_(ID) is None
        assert (server.last.method, server.last.body) == ("PATCH", b"")
        client.class_(ID, body=sample.models.OrderChange(note=None))
    assert server.last.header("content-type") == "application/merge-patch+json"


def test_files_forms_text_and_streams(sample: ModuleType, server: Recorder) -> None:
    server.answer = [
        Reply(200, b"%PDF", {"Content-Type": "application/pdf"}),
        Reply(204),
        Reply(204),
        Reply(204),
        Reply(200, b"token", {"Content-Type": "text/plain"}),
        Reply(200, b"data: 1\n\ndata: 2\n\n", {"Content-Type": "text/event-stream"}),
        Reply(200, b"%PDF", {"Content-Type": "application/pdf"}),
    ]
    with sample.Client(server.url) as client:
        assert client.get_file("o1") == b"%PDF"
        client.put_file("o1", body=iter([b"a", b"b"]))
        assert server.last.body == b"ab"
        client.attach("o1", body={"note": "n", "scan": b"y"})
        assert b"\r\ny\r\n" in server.last.body
        client.attach("o1", body=sample.models.AttachRequest(note="n", scan=Upload(b"x", "s.png")))
        assert b'name="scan"; filename="s.png"\r\nContent-Type: image/png\r\n\r\nx' in server.last.body
        form = sample.models.GetTokenRequest(grant="a b", meta=sample.models.GetTokenRequestMeta(a="1"))
        assert client.get_token(body=form) == "token"
        assert server.last.body == b"grant=a+b&meta[a]=1"
        with client.watch_changes_stream() as stream:
            assert [event.data for event in stream.events()] == ["1", "2"]
        with client.get_file_stream("o1") as stream:
            assert b"".join(stream.chunks()) == b"%PDF"


def test_operations_can_be_called_by_the_names_of_the_contract(sample: ModuleType, server: Recorder) -> None:
    server.answer = [Reply.json({"data": []})]
    operation = sample.operations.OPERATIONS["listOrders"]
    with sample.Client(server.url) as client:
        client.call(operation, operation.arguments({"limit": 5, "header X-Tenant": "t"}))
    assert (server.last.query, server.last.header("x-tenant")) == ("limit=5", "t")
    with pytest.raises(ValueError, match="listOrders has no parameter size"):
        operation.arguments({"size": 1})


def paged(arrived: Arrived) -> Reply:
    if arrived.path == "/pages":
        number = int(arrived.query.partition("=")[2] or 1)
        return Reply.json({"results": [f"p{number}"], "totalCount": 2})
    following = None if "cursor=" in arrived.query else "c1"
    return Reply.json({"data": [ORDER | {"id": arrived.query}], "next_cursor": following})


def test_lists_are_walked_over_their_pages(sample: ModuleType, server: Recorder) -> None:
    server.answer = paged
    with sample.Client(server.url) as client:
        assert [order.id for order in client.list_orders_all(limit=1)] == ["limit=1", "cursor=c1&limit=1"]
        assert len(list(client.list_orders_all().pages())) == 2
        assert list(client.list_pages_all()) == ["p1", "p2"]
        assert not hasattr(client, "get_order_all")


def test_a_search_is_walked_by_the_cursor_in_its_body(sample: ModuleType, server: Recorder) -> None:
    server.answer = lambda arrived: Reply.json(
        {"data": [ORDER], "next_cursor": None if b"starting_after" in arrived.body else "c1"}
    )
    with sample.Client(server.url) as client:
        assert len(list(client.search_orders_all(body=sample.models.SearchOrdersRequest(text="a")))) == 2
    assert server.last.body == b'{"text":"a","pagination":{"starting_after":"c1"}}'


def test_the_asynchronous_client(sample: ModuleType, server: Recorder) -> None:
    server.answer = paged

    async def run() -> None:
        async with sample.AsyncClient(server.url) as client:
            assert [order.id async for order in client.list_orders_all()] == ["", "cursor=c1"]
            assert (await client.list_orders(limit=2)).data[0].id == "limit=2"
            server.answer = [Reply(200, b"data: 1\n\n", {"Content-Type": "text/event-stream"})]
            async with client.watch_changes_stream() as stream:
                assert [event.data async for event in stream.events()] == ["1"]

    asyncio.run(run())


def test_ways_to_authenticate(sample: ModuleType, server: Recorder) -> None:
    server.answer = [Reply(200, b"token", {"Content-Type": "text/plain"}), Reply(204)]
    several = [sample.auth.api_key("k"), sample.auth.login("u", "p")]
    assert sample.auth.oauth("id", "secret").token_url == "https://example.com/token"
    with sample.Client(server.url, auth=several) as client:
        client.get_token(body={"grant": "x"})
        assert server.last.header("x-api-key") is None, "the operation asks for none"
        client.delete_order(ID)
    assert server.last.header("x-api-key") == "k"
    assert (server.last.header("authorization") or "").startswith("Basic ")


def test_webhooks_are_typed(sample: ModuleType) -> None:
    import importlib

    webhooks = importlib.import_module("sample_v1.webhooks")
    body = b'{"type":"order.paid","order":{"id":"o1","status":"new","total":1}}'
    event = webhooks.EVENTS["order.paid"].of(Delivery(body))
    assert isinstance(event, sample.models.OrderPaid)
    assert event.order.id == "o1"


SIGNED = """
openapi: 3.1.0
info: {{title: Signed, version: 1.0.0}}
webhooks:
  paid:
    post:
      parameters: [{0}]
      requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}
      responses: {{'204': {{description: ok}}}}
"""
SIGNATURE = "{name: X-Sig, in: header, schema: {type: string, pattern: '^t=[0-9]+,v1='}}"
STAMP = "{name: X-Sig, in: header, schema: {}}, {name: X-Timestamp, in: header, schema: {}}"


@pytest.mark.parametrize(
    ("scheme", "parameters", "verifier"),
    [
        ({"scheme": "standard-webhooks"}, "", "StandardWebhooks(secrets)"),
        ({"scheme": "hmac-sha256", "header": "X-Sig"}, SIGNATURE, 'TimestampedHmac(secrets, header="X-Sig")'),
        ({"scheme": "hmac-sha256", "header": "X-Sig"}, STAMP, 'timestamp_header="X-Timestamp"'),
        ({"scheme": "hmac-sha256", "header": "X-Sig"}, "", 'PlainHmac(secrets, header="X-Sig")'),
    ],
)
def test_deliveries_are_verified_as_the_catalog_says(scheme: dict[str, str], parameters: str, verifier: str) -> None:
    files = files_of(contract_of_text(SIGNED.format(parameters)), integration=integration(webhooks=scheme))
    assert verifier in files["sample_v1/webhooks.py"]
    silent = files_of(contract_of_text(SIGNED.format(parameters)))
    assert "verifier" not in silent["sample_v1/webhooks.py"]


def test_only_what_is_wanted_is_generated() -> None:
    files = files_of(contract_at(Path(__file__).with_name("sample.yaml")), wanted=lambda name: name == "GET /pages")
    assert "def list_pages(" in files["sample_v1/client.py"]
    assert "list_orders" not in files["sample_v1/client.py"]
    assert "class Order" not in files["sample_v1/models.py"]
    assert "sample_v1/webhooks.py" not in files


HINTED = """
openapi: 3.0.3
info: {title: Hinted, version: 1.0.0}
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{name: from, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties: {list: {type: array, items: {type: string}}, other: {type: array, items: {}}}
    post:
      operationId: addThing
      responses: {'204': {description: ok}}
"""


def test_the_catalog_says_how_lists_go_on_and_where_keys_are_read(tmp_path: Path, server: Recorder) -> None:
    plain = files_of(contract_of_text(HINTED))
    assert "Paging" not in plain["sample_v1/client.py"] + plain["sample_v1/operations.py"]
    said = integration(
        pagination={"style": "offset", "parameter": "from", "items": "/list"},
        idempotency={"header": "X-Once", "retention": "P1D"},
    )
    server.answer = lambda arrived: (
        Reply.json({"list": [] if "from=2" in arrived.query else ["a", "b"]}) if arrived.method == "GET" else Reply(204)
    )
    folder = written(files_of(contract_of_text(HINTED), integration=said), tmp_path)
    with imported(folder) as package, package.Client(server.url) as client:
        assert list(client.list_things_all()) == ["a", "b"]
        client.add_thing()
    assert server.last.header("x-once")


def test_a_client_without_an_address_says_so(tmp_path: Path) -> None:
    folder = written(files_of(contract_of_text(HINTED)), tmp_path)
    with imported(folder) as package, package.Client() as client, pytest.raises(ValueError, match="give base_url"):
        client.list_things()


def test_an_error_is_an_api_error_whatever_its_class(sample: ModuleType) -> None:
    assert all(issubclass(one, ApiError) for name, one in vars(sample.errors).items() if name.endswith("Error"))
