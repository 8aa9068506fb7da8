"""Who asks is a consumer, and is shown what it is granted and cleared for, and nothing else."""

from __future__ import annotations

import secrets

import pytest
import sqlalchemy as sa

from govkit.errors import ConfigurationError
from govkit.sync.enterprise.callers import Callers, digest
from govkit.sync.store.database import Database
from govkit.sync.store.tables import ACCESSES
from tests.sync.enterprise.asking import BOTH, NOT_CLEARED, SOME, Asking

BRIGHTWATER = "/customers/crm:company:co_1002"
REQUIRED = {"id", "externalIds", "name", "region", "status"}


@pytest.mark.requirement("G6")
def test_fields_outside_a_grant_are_not_served(asking: Asking) -> None:
    data = asking.get(BRIGHTWATER, SOME).data
    assert set(data) == REQUIRED | {"legalName", "health"}
    assert data["health"] == {"score": 82}


def test_no_lineage_is_told_of_fields_outside_a_grant(asking: Asking) -> None:
    fields = asking.get(f"{BRIGHTWATER}/lineage", SOME).json["fields"]
    assert {one["field"] for one in fields} == {
        "name", "region", "status", "legalName", "health/score"
    }  # fmt: skip


def test_lists_are_cut_down_alike(asking: Asking) -> None:
    (item,) = asking.get("/customers", SOME, query="crm.company=co_1002").json["items"]
    assert set(item["data"]) == REQUIRED | {"legalName", "health"}


@pytest.mark.requirement("G7")
def test_classes_that_a_consumer_is_not_cleared_for_are_not_served(asking: Asking) -> None:
    data = asking.get(BRIGHTWATER, NOT_CLEARED).data  # cleared for what is financial, and not for what is personal
    assert {"email", "phone", "ownerRef"} & set(data) == set()
    assert "industry" in data  # of no class


def test_classified_data_of_regions_that_a_consumer_does_not_keep_is_not_served(asking: Asking) -> None:
    data = asking.get(BRIGHTWATER, NOT_CLEARED).data  # kept in the EU, and the ERP in three regions
    assert "paymentTermsDays" not in data
    assert "paymentTermsDays" in asking.get(BRIGHTWATER).data


def test_what_cannot_be_left_out_is_refused_as_a_whole(asking: Asking) -> None:
    got = asking.get("/invoices/erp:invoice-number:INV-2026-000123", NOT_CLEARED)
    assert (got.status, got.problem["type"]) == (403, "urn:govkit:enterprise:not-cleared")
    assert "financial data of the region" in got.problem["detail"]


def test_an_operation_outside_a_grant_is_refused_before_anything_is_read(asking: Asking) -> None:
    calls = asking.counting()
    got = asking.get("/contracts/crm:contract:ctr_2001", SOME)
    assert (got.status, got.problem["type"]) == (403, "urn:govkit:enterprise:not-granted")
    assert calls == []


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer nobody"}, {"authorization": "Basic YTpi"}, {"authorization": "Bearer "}]
)
def test_who_shows_no_token_that_is_known_is_told_nothing(asking: Asking, headers: dict[str, str]) -> None:
    got = asking.get(BRIGHTWATER, None, headers=headers)
    assert (got.status, got.problem["type"]) == (401, "urn:govkit:enterprise:token")
    assert got.headers["www-authenticate"].startswith("Bearer")


@BOTH
@pytest.mark.requirement("G6")
def test_accesses_are_counted_by_day_consumer_and_operation(asking: Asking, database: Database) -> None:
    for _ in range(3):
        asking.get(BRIGHTWATER, SOME)
    asking.enterprise.accesses.flush()
    asking.get(BRIGHTWATER, SOME)
    asking.get("/contracts/crm:contract:ctr_2001", SOME)
    asking.get(BRIGHTWATER, None)
    asking.enterprise.accesses.flush()
    columns = (ACCESSES.c.day, ACCESSES.c.consumer, ACCESSES.c.operation, ACCESSES.c.status, ACCESSES.c.count)
    with database.reading() as connection:
        found = [tuple(row) for row in connection.execute(sa.select(*columns).order_by(*columns))]
    day = "2027-01-15"
    assert found == [
        (day, "", "GET /customers/{id}", 401, 1),
        (day, SOME, "GET /contracts/{id}", 403, 1),
        (day, SOME, "GET /customers/{id}", 200, 4),
    ]
    assert f'govkit_sync_enterprise_requests_total{{consumer="{SOME}"' in asking.enterprise.metrics.text()


class TestTokens:
    """The tokens that an environment has."""

    def test_two_are_good_while_one_is_changed_and_one_may_be_its_digest(self) -> None:
        old, new = secrets.token_hex(16), secrets.token_hex(16)
        callers = Callers("enterprise", ["desk", "other"], {"ENTERPRISE_TOKEN_DESK": f"{old} {digest(new)}"})
        assert [callers.of(one) for one in (old, new, digest(new), "other")] == ["desk", "desk", None, None]
        assert callers.names == ["desk"]

    def test_none_is_short(self) -> None:
        with pytest.raises(ConfigurationError, match="ENTERPRISE_TOKEN_DESK has a token of less than 16 characters"):
            Callers("enterprise", ["desk"], {"ENTERPRISE_TOKEN_DESK": "short"})

    def test_none_is_that_of_two_consumers(self) -> None:
        token = secrets.token_hex(16)
        said = {"ENTERPRISE_TOKEN_A": token, "ENTERPRISE_TOKEN_B": digest(token)}
        with pytest.raises(ConfigurationError, match="ENTERPRISE_TOKEN_B has a token that a has as well"):
            Callers("enterprise", ["a", "b"], said)
