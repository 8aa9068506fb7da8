"""Platforms that disagree on purpose: the same records for the same seed, and the truth of each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govkit.errors import InputError
from govkit.gate.mocking import Mocks
from govkit.mocks.drift.form import DriftOrder
from govkit.mocks.messages import Refused
from tests.mocks.serving import ESTATE, Served, serving

WHERE = {"system": "billing", "collection": "/customers"}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving("billing@3", "erp@2") as found:
        yield found


@pytest.fixture
def platforms(served: Served) -> Served:
    _control(served, "POST", "reset")
    return served


def _control(served: Served, method: str, name: str, body: Any = None, status: int = 200) -> Any:
    answer = served.client.request(method, f"/__govkit__/{name}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def _records(served: Served, system: str = "billing", collection: str = "/customers") -> dict[str, Any]:
    params = {"system": system, "collection": collection}
    listed = served.client.get("/__govkit__/records", params=params).json()
    field = "id" if system == "billing" else "invoiceNumber"
    return {one[field]: one for one in listed}


def test_what_is_told_is_the_whole_difference(platforms: Served) -> None:
    before = _records(platforms)
    told = _control(platforms, "POST", "drift", WHERE | {"differ": 5, "missing": 2, "extra": 2, "seed": 9})
    after = _records(platforms)
    assert [one["kind"] for one in told] == ["differs"] * 5 + ["missing"] * 2 + ["extra"] * 2
    kinds: dict[str, set[str]] = {}
    for one in told:
        kinds.setdefault(one["kind"], set()).add(one["key"])
        if one["kind"] == "differs":
            name = one["field"].removeprefix("/")
            assert (before[one["key"]][name], after[one["key"]][name]) == (one["was"], one["is"])
            assert before[one["key"]] == after[one["key"]] | {name: one["was"]}
    assert before.keys() - after.keys() == kinds["missing"]
    assert after.keys() - before.keys() == kinds["extra"]
    assert {key for key in before.keys() & after.keys() if before[key] != after[key]} == kinds["differs"]
    assert _control(platforms, "GET", "drift") == told
    assert _control(platforms, "GET", "deliveries") == _control(platforms, "GET", "ledger") == []
    resource = platforms.mocks.behaviours["billing"].resources.by_path["/customers"]
    assert all(resource.item.refusals(one) == [] for one in after.values())


def test_the_same_seed_lets_the_same_records_drift(platforms: Served) -> None:
    order = {"system": "erp", "collection": "/invoices", "differ": 6, "missing": 1}
    told = []
    for seed in (4, 4, 5):
        _control(platforms, "POST", "reset")
        told.append(_control(platforms, "POST", "drift", order | {"seed": seed}))
    assert told[0] == told[1]
    assert {one["key"] for one in told[0]} != {one["key"] for one in told[2]}


def test_no_record_drifts_twice_and_all_of_it_is_taken_back(platforms: Served) -> None:
    before = _records(platforms)
    for _ in range(3):
        _control(platforms, "POST", "drift", WHERE | {"differ": 4, "missing": 2, "extra": 1})
    told = _control(platforms, "GET", "drift")
    assert len({one["key"] for one in told}) == len(told) == 21
    assert _control(platforms, "DELETE", "drift") == {"records": 21}
    assert _records(platforms) == before
    assert list(_records(platforms)) == list(before)
    assert _control(platforms, "GET", "drift") == []


def test_a_snapshot_holds_what_had_drifted(platforms: Served) -> None:
    before = _records(platforms)
    _control(platforms, "POST", "drift", WHERE | {"differ": 2})
    _control(platforms, "POST", "snapshot", {"id": "drifted"})
    told, held = _control(platforms, "GET", "drift"), _records(platforms)
    _control(platforms, "POST", "drift", WHERE | {"missing": 3})
    _control(platforms, "POST", "restore", {"id": "drifted"})
    assert (_control(platforms, "GET", "drift"), _records(platforms)) == (told, held)
    _control(platforms, "DELETE", "drift")
    assert _records(platforms) == before


def test_only_the_fields_that_are_named_differ(platforms: Served) -> None:
    fields = ["email", "billing_address/city"]
    told = _control(platforms, "POST", "drift", WHERE | {"differ": 12, "fields": fields})
    assert {one["field"] for one in told} == {"/email", "/billing_address/city"}


@pytest.mark.parametrize(
    ("order", "status", "why"),
    [
        ({"differ": 1, "fields": ["emial"]}, 422, "has no field `emial`; did you mean `email`?"),
        ({"missing": 100_000}, 422, "has fewer records than are to drift"),
        ({}, 400, "says how many records `differ`"),
        ({"differ": -1}, 400, "/differ"),
        ({"differ": 1, "system": "crm"}, 404, "`system` is one of billing, erp"),
        ({"differ": 1, "collection": "/customer"}, 404, "`collection` is one of"),
        ({"differ": 1, "more": 2}, 400, "more"),
    ],
)
def test_an_order_that_cannot_be_carried_out_changes_nothing(
    platforms: Served, order: dict[str, Any], status: int, why: str
) -> None:
    before = _records(platforms)
    assert why in _control(platforms, "POST", "drift", WHERE | order, status)["detail"]
    assert (_records(platforms), _control(platforms, "GET", "drift")) == (before, [])


def _estate(folder: Path, drift: str) -> Path:
    for name in ("catalog", "specs", "mocks", "govkit.yaml"):
        source = ESTATE / name
        shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder / name)
    file = folder / "mocks/scenario.yaml"
    file.write_text(file.read_text("utf-8").replace("  facts:\n", f"  drift: {drift}\n  facts:\n", 1), "utf-8")
    return folder


def test_a_scenario_may_say_what_drifts_from_the_start(tmp_path: Path) -> None:
    drift = "[{system: billing, collection: /customers, differ: 2}, {system: crm, collection: /companies, extra: 1}]"
    with serving("billing@3", cwd=_estate(tmp_path, drift), seed=3) as found:
        told = _control(found, "GET", "drift")
        assert [(one["system"], one["kind"]) for one in told] == [("billing", "differs")] * 2
        _control(found, "DELETE", "drift")
        _control(found, "POST", "reset")
        assert _control(found, "GET", "drift") == told
        _control(found, "POST", "reset", {"system": "billing"})
        assert _control(found, "GET", "drift") == told


@pytest.mark.parametrize(
    ("drift", "why"),
    [
        ("[{system: biling, collection: /customers, differ: 2}]", "there is no system biling"),
        ("[{system: billing, collection: /customer, differ: 2}]", "`collection` is one of"),
        ("[{system: billing, collection: /customers}]", "says how many records `differ`"),
    ],
)
def test_a_scenario_that_is_wrong_about_drift_is_refused_at_its_place(tmp_path: Path, drift: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as refused:
        Mocks(("billing@3",), cwd=_estate(tmp_path, drift))
    assert refused.value.place is not None
    assert refused.value.place.file.endswith("mocks/scenario.yaml")


def test_many_records_are_chosen_among_without_being_made() -> None:
    mocks = Mocks(("billing@3",), cwd=ESTATE, records=4_000)
    mocks.serving.close()
    told = mocks.control.drifts.order(DriftOrder(collection="/customers", differ=3, missing=2, extra=1))
    assert len(told) == 6
    table = mocks.behaviours["billing"].table(mocks.behaviours["billing"].resources.by_path["/customers"])
    assert len(table.kept()) < 100
    with pytest.raises(Refused):
        mocks.control.drifts.order(DriftOrder(collection="/customers", missing=90_000))
    assert len(mocks.control.drifts.told()) == 6
