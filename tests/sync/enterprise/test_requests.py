"""Whatever is asked, the answer is one that the description has."""

from __future__ import annotations

import pytest

from tests.sync.enterprise.asking import BOTH, Asking

BRIGHTWATER = "/customers/crm:company:co_1002"


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("", "", 404),
        ("/", "", 404),
        ("/nothing", "", 404),
        ("/entitlements", "", 404),  # which are not listed
        ("/customers/a/b", "", 404),
        ("/customers/a/lineage/b", "", 404),
        ("/customers/", "", 400),
        (f"/customers/{'x' * 301}", "", 400),
        ("/customers/%00", "", 404),
        ("/customers/crm:company:%00", "", 404),
        ("/customers/%0A", "", 404),
        ("/customers/%ff", "", 400),
        ("/customers/..%2F..%2Fetc", "", 404),
        ("/customers/crm:company:co%2F1", "", 404),
        ("/customers/erp:customer-number:%F0%9F%92%A9", "", 404),
        ("/customers", "limit=0", 400),
        ("/customers", "limit=101", 400),
        ("/customers", "limit=1e1", 400),
        ("/customers", "limit=%D9%A1", 400),
        ("/customers", "limit=1&limit=2", 400),
        ("/customers", "name=x", 400),
        ("/customers", "erp.customer-number=", 400),
        ("/customers", f"erp.customer-number={'x' * 201}", 400),
        ("/customers", "x=%ff", 400),
        ("/customers", f"{'x' * 9000}=1", 400),
        (BRIGHTWATER, "fields=name", 400),
    ],
)
def test_what_cannot_be_answered_is_a_problem_and_reaches_no_platform_badly(
    asking: Asking, path: str, query: str, status: int
) -> None:
    got = asking.get(path, query=query)
    assert (got.status, got.problem["status"]) == (status, status)
    assert len(got.body) < 3_000


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"])
def test_nothing_is_written(asking: Asking, method: str) -> None:
    got = asking.get(BRIGHTWATER, method=method)
    assert (got.status, got.headers["allow"]) == (405, "GET")


def test_headers_are_bounded(asking: Asking) -> None:
    assert asking.get(BRIGHTWATER, headers={"x-many": "x" * 20_000}).status == 431
    assert asking.get(BRIGHTWATER, headers={"if-none-match": "x" * 2_000}).status == 400
    assert asking.get(BRIGHTWATER, headers={"if-none-match": ""}).status == 400
    assert asking.get(BRIGHTWATER, headers={"authorization": f"Bearer {'x' * 10_000}"}).status == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:4030", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("", 421),
        ("[::1]", 421),
    ],
)
def test_a_name_that_is_not_its_own_is_refused(asking: Asking, host: str, status: int) -> None:
    assert asking.get(BRIGHTWATER, host=host).status == status


@BOTH
def test_the_loss_of_the_database_is_told_and_what_is_fresh_is_served_on(asking: Asking) -> None:
    asking.get(BRIGHTWATER)
    asking.enterprise.application.reader.register.links.database.engine.dispose()
    asking.enterprise.application.reader.register.links.forget()
    assert asking.get(BRIGHTWATER).status == 200
