"""What was read is served while it is fresh, once for all who ask, and no longer than an event lets it be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from govkit.gate.mock_server import Mock
from govkit.sync.enterprise.service import Enterprise
from govkit.sync.store.database import Database
from govkit.sync.values import Answered, Asked
from tests.sync.enterprise.asking import BOTH, Asking, with_members
from tests.sync.identity.trial import Clock
from tests.sync.stage import Stage

BRIGHTWATER = "/customers/crm:company:co_1002"
READS = ["crm@4.2.0 getCompany", "customer-success@2.0.0 getAccount", "erp@2.2.0 getCustomer"]


@BOTH
def test_what_is_fresh_is_not_read_again_by_whatever_name(asking: Asking, clock: Clock) -> None:
    calls = asking.counting()
    first = asking.get(BRIGHTWATER)
    clock.at += 20
    second = asking.get("/customers/erp:customer-number:C-10002")
    assert sorted(calls) == READS
    assert (first.headers["age"], second.headers["age"]) == ("0", "20")
    assert second.headers["cache-control"] == "private, max-age=60, stale-if-error=3600"
    assert second.headers["content-location"] == "/v1/customers/crm:company:co_1002"
    assert first.body == second.body


def test_what_is_too_old_is_read_again(asking: Asking, clock: Clock) -> None:
    asking.get(BRIGHTWATER)
    calls = asking.counting()
    clock.at += 61
    assert asking.get(BRIGHTWATER).headers["age"] == "0"
    assert sorted(calls) == READS


@BOTH
def test_many_who_ask_at_once_let_it_be_read_once(asking: Asking) -> None:
    calls = asking.counting()
    got = asking.together(*[BRIGHTWATER] * 20, *["/customers/crm:company:co_1002"] * 20)
    assert {one.status for one in got} == {200}
    assert sorted(calls) == READS


def test_what_did_not_change_is_not_sent_again(asking: Asking, clock: Clock) -> None:
    etag = asking.get(BRIGHTWATER).headers["etag"]
    clock.at += 61
    same = asking.get(BRIGHTWATER, headers={"if-none-match": f'"other", {etag}'})
    assert (same.status, same.body, same.headers["etag"]) == (304, b"", etag)
    asking.answering(with_members("getCustomer", paymentTermsDays=14))
    clock.at += 61
    other = asking.get(BRIGHTWATER, headers={"if-none-match": etag})
    assert (other.status, other.data["paymentTermsDays"]) == (200, 14)
    assert other.headers["etag"] != etag


@BOTH
@pytest.mark.parametrize(
    ("system", "body", "again"),
    [
        ("crm", '{"data":{"company_id":"co_1002"}}', True),
        ("erp", '{"customers":[{"number":"C-10002"}]}', True),
        ("billing", '{"customer_id":"cus_1002"}', True),
        ("crm", '{"data":{"company_id":"co_1003"}}', False),
        ("erp", '{"data":{"company_id":"co_1002"}}', False),  # which is nobody of the ERP
    ],
)
def test_an_event_that_speaks_of_an_object_ends_its_freshness(
    asking: Asking, database: Database, clock: Clock, system: str, body: str, again: bool
) -> None:
    look = _look(asking.enterprise)
    look()
    asking.get(BRIGHTWATER)
    calls = asking.counting()
    clock.at += 1
    Stage(database, now=clock.at).event(source=system, body=body)
    look()
    clock.at += 1
    asking.get(BRIGHTWATER)
    assert sorted(calls) == (READS if again else [])


@BOTH
def test_what_was_read_before_an_event_and_comes_after_it_is_not_fresh(
    asking: Asking, database: Database, clock: Clock
) -> None:
    look = _look(asking.enterprise)
    look()

    def meanwhile(asked: Asked, answered: Answered) -> Answered:
        if asked.operation == "getCompany" and len(calls) == 1:
            clock.at += 1
            Stage(database, now=clock.at).event(source="crm", body='{"id":"co_1002"}')
            look()
        return answered

    calls = asking.answering(meanwhile)
    asking.get(BRIGHTWATER)
    clock.at += 3
    asking.get(BRIGHTWATER)
    assert sorted(calls) == sorted([*READS, *READS])


def _look(enterprise: Enterprise) -> Callable[[], object]:
    return next(one.do for one in enterprise.rounds() if one.name == "events")


class TestWhileASystemIsDown:
    """The ERP answers nothing but 503."""

    def test_what_it_said_lately_is_served_and_marked(self, asking: Asking, mocks: Mock, clock: Clock) -> None:
        etag = asking.get(BRIGHTWATER).headers["etag"]
        mocks.faults.add("error", system="erp", status=503)
        clock.at += 120
        got = asking.get(BRIGHTWATER)
        assert (got.status, got.headers["age"], got.headers["etag"]) == (200, "120", etag)
        assert got.headers["cache-control"] == "private, no-cache"
        assert got.json["freshness"]["stale"] is True
        assert got.json["freshness"]["warning"] == "getCustomer of erp@2.2.0 cannot be read: it answered 503"
        calls = asking.counting()
        asking.get(BRIGHTWATER)
        assert calls == []  # it is left alone for a moment
        mocks.faults.clear()
        clock.at += 60
        assert asking.get(BRIGHTWATER).json["freshness"]["stale"] is False

    def test_not_for_longer_than_is_said(self, asking: Asking, mocks: Mock, clock: Clock) -> None:
        asking.get(BRIGHTWATER)
        mocks.faults.add("error", system="erp", status=503, retryAfter=30)
        clock.at += 60 + 3600 + 1
        got = asking.get(BRIGHTWATER)
        assert (got.status, got.problem["system"]) == (503, "erp")
        assert got.headers["retry-after"] == "30"

    def test_nothing_half_is_served(self, asking: Asking, mocks: Mock) -> None:
        mocks.faults.add("error", system="erp", status=500)
        got = asking.get(BRIGHTWATER)
        assert (got.status, got.problem["type"]) == (503, "urn:govkit:enterprise:down")
        assert asking.get("/contracts/crm:contract:ctr_2001").status == 200  # which is the CRM's alone

    def test_it_is_not_asked_again_by_everybody(self, asking: Asking, mocks: Mock, clock: Clock) -> None:
        mocks.faults.add("error", system="erp", status=500)
        asking.get(BRIGHTWATER)
        calls = asking.counting()
        assert asking.get(BRIGHTWATER).status == 503
        assert calls == []
        mocks.faults.clear()
        clock.at += 6
        assert asking.get(BRIGHTWATER).status == 200
