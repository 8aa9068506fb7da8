"""The platforms of the estate as its mocks play them: calls work with nothing set up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from govkit.gate.mock_server import Mock, mock
from govkit.sync.calls import Addresses, Platforms
from govkit.sync.values import MISSING
from tests.sync.calls.conftest import TOP, asked


@pytest.fixture(scope="module")
def served() -> Iterator[Mock]:
    with mock("erp", "billing", cwd=TOP) as found:
        yield found


@pytest.fixture
def mocks(served: Mock) -> Mock:
    served.reset()
    return served


@pytest.fixture
def platforms(opened: Callable[..., Platforms], mocks: Mock) -> Platforms:
    return opened(addresses=Addresses(mocks=mocks.address))


def test_mocks_answer_with_nothing_set_up(platforms: Platforms) -> None:
    found = platforms.call(asked(parameters=(("pageSize", "query", 3),)))
    assert found.status == 200
    assert len(found.body["items"]) == 3
    missing = platforms.call(
        asked("getSubscription", api="billing@3.0.0", parameters=(("subscription_id", "path", "sub_none"),))
    )
    assert missing.status == 404
    assert missing.body["status"] == 404


def test_mocks_at_addresses_of_their_own_need_no_secrets(opened: Callable[..., Platforms], mocks: Mock) -> None:
    assert opened(addresses=Addresses({"erp": mocks.addresses["erp"]})).call(asked()).status == 200


@pytest.mark.parametrize(("at", "is_made"), [("before", False), ("after-commit", True), ("in-answer", True)])
def test_a_write_without_an_answer_may_have_been_made_or_not(
    platforms: Platforms, mocks: Mock, at: str, is_made: bool
) -> None:
    mocks.faults.add("drop", system="billing", operation="updateCustomer", at=at)
    customer = mocks.records("/customers", system="billing")[0]
    found = platforms.call(
        asked(
            "updateCustomer",
            api="billing@3.0.0",
            parameters=(("customer_id", "path", customer["id"]),),
            body={"name": f"{customer['name']} II"},
            key="event-1/customer",
        )
    )
    assert (found.status, found.sent, found.body) == (None, True, MISSING)
    kept = mocks.records("/customers", system="billing", key=customer["id"])[0]
    assert (kept["name"] != customer["name"]) is is_made


def test_a_mock_that_is_asked_too_often_is_left_alone_for_as_long_as_it_says(platforms: Platforms, mocks: Mock) -> None:
    mocks.faults.add("rate-limit", system="erp", times=1, retryAfter=60)
    before = time.time()
    refused = platforms.call(asked())
    assert (refused.status, refused.retry_after) == (429, 60)
    assert refused.body["status"] == 429
    assert before + 60 <= platforms.ready_at("erp") <= time.time() + 60
    assert platforms.call(asked()).sent is False
    assert len(mocks.journal(operation="listCustomers")) == 1
    assert platforms.ready_at("billing") <= time.time()
