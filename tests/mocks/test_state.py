"""What was written is read: records, versions, pages, repetitions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mocks.serving import Served, serving

PETS = str(Path(__file__).with_name("pets.yaml"))
TOKEN = {"Authorization": "Bearer token"}


@pytest.fixture
def pets() -> Iterator[Served]:
    with serving(PETS) as served:
        yield served


@pytest.fixture(scope="module")
def pets_of_all() -> Iterator[Served]:
    """One server for many examples; each begins with a reset."""
    with serving(PETS) as served:
        yield served


@pytest.fixture(scope="module")
def estate() -> Iterator[Served]:
    with serving("billing@3", "erp@2", "crm@4", "support@1", "customer-success@2") as served:
        yield served


def test_what_was_written_is_read_until_it_is_gone(pets: Served) -> None:
    made = pets.client.post("/pets", json={"name": "Ada", "tag": "owl"})
    assert made.status_code == 201
    place = made.headers["location"]
    assert place == f"http://127.0.0.1:{pets.port}/pets/{made.json()['id']}"
    assert pets.client.get(place).json() == made.json() == {"id": made.json()["id"], "name": "Ada", "tag": "owl"}
    assert made.json() in pets.client.get("/pets").json()
    replaced = pets.client.put(place, json={"name": "Bea"})
    assert replaced.json() == {"id": made.json()["id"], "name": "Bea"}
    patch = {"Content-Type": "application/merge-patch+json"}
    changed = pets.client.patch(place, content=b'{"tag": "cat", "id": 77}', headers=patch)
    assert changed.json() == {"id": made.json()["id"], "name": "Bea", "tag": "cat"}
    assert pets.client.patch(place, content=b'{"tag": null}', headers=patch).json() == replaced.json()
    assert pets.client.delete(place).status_code == 204
    gone = pets.client.get(place)
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, 404)
    assert pets.client.delete(place).status_code == 404
    assert made.json()["id"] not in [pet["id"] for pet in pets.client.get("/pets").json()]


def test_the_examples_are_the_first_records(pets: Served) -> None:
    assert [pet["name"] for pet in pets.client.get("/pets").json()] == ["Rex", "Tom"]
    assert pets.client.get("/pets/2").json() == {"id": 2, "name": "Tom", "tag": "cat"}
    assert pets.client.get("/pets/3").status_code == 404


def test_identifiers_are_not_given_twice(pets: Served) -> None:
    seen = [pets.client.post("/pets", json={"name": "x"}).json()["id"] for _ in range(20)]
    pets.client.delete(f"/pets/{seen[-1]}")
    seen += [pets.client.post("/pets", json={"name": "x"}).json()["id"] for _ in range(3)]
    assert len({1, 2, *seen}) == 25


def test_a_merge_patch_that_breaks_the_record_is_not_kept(pets: Served) -> None:
    headers = {"Content-Type": "application/merge-patch+json"}
    answer = pets.client.patch("/pets/1", content=b'{"name": 5}', headers=headers)
    assert answer.status_code == 200
    assert isinstance(pets.client.get("/pets/1").json()["name"], str)


def test_lists_are_filtered_sorted_and_paged(pets: Served) -> None:
    for name in "cab":
        pets.client.post("/pets", json={"name": name, "tag": "new"})
    named = [pet["name"] for pet in pets.client.get("/pets?tag=new&sort=-name").json()]
    assert named == ["c", "b", "a"]
    first = pets.client.get("/pets?tag=new&limit=2&sort=name")
    assert [pet["name"] for pet in first.json()] == ["a", "b"]
    following = first.links["next"]["url"]
    assert [pet["name"] for pet in pets.client.get(following).json()] == ["c"]
    assert "next" not in pets.client.get(following).links


def test_versions_are_told_and_asked_for(pets: Served) -> None:
    tag = pets.client.get("/pets/1").headers["etag"]
    assert pets.client.get("/pets/1", headers={"If-None-Match": tag}).status_code == 304
    body = {"name": "Rex II"}
    assert pets.client.put("/pets/1", json=body, headers={"If-Match": tag}).status_code == 200
    late = pets.client.put("/pets/1", json={"name": "late"}, headers={"If-Match": tag})
    assert late.status_code == 412
    assert pets.client.get("/pets/1").json()["name"] == "Rex II"
    assert pets.client.put("/pets/1", json=body, headers={"If-Match": "*"}).status_code == 200


def test_a_repetition_gets_the_first_answer_and_writes_nothing(pets: Served) -> None:
    key = {"Idempotency-Key": "once"}
    first = pets.client.post("/pets", json={"name": "a"}, headers=key)
    again = pets.client.post("/pets", json={"name": "a"}, headers=key)
    other = pets.client.post("/pets", json={"name": "b"}, headers=key)
    assert again.content == first.content
    assert other.status_code == 422
    assert len(pets.client.get("/pets").json()) == 3


def test_a_used_key_is_refused_as_the_api_says(estate: Served) -> None:
    known = estate.client.get("/billing/customers/cus_1001", headers=TOKEN).json()
    body = {key: known[key] for key in ("name", "legal_name", "region", "currency", "billing_address")}
    headers = TOKEN | {"Idempotency-Key": "used-twice"}
    assert estate.client.post("/billing/customers", json=body, headers=headers).status_code == 201
    assert estate.client.post("/billing/customers", json=body | {"name": "x"}, headers=headers).status_code == 409


def test_a_chosen_answer_writes_nothing(pets: Served) -> None:
    pets.client.post("/pets", json={"name": "a"}, headers={"Prefer": "code=201"})
    assert len(pets.client.get("/pets").json()) == 2


# ---------------------------------------------------------------------------------------------------------- the estate


def _pages(estate: Served, path: str, following: Any) -> list[Any]:
    found: list[Any] = []
    address: str | None = path
    for _ in range(200):
        assert address is not None
        answer = estate.client.get(address, headers=TOKEN)
        assert answer.status_code == 200, answer.text
        items, address = following(answer)
        found += items
        if address is None:
            return found
    raise AssertionError("the pages never end")


def test_cursors_lead_through_all_records_of_billing(estate: Served) -> None:
    def following(answer: Any) -> tuple[list[Any], str | None]:
        body = answer.json()
        assert body["has_more"] == (body["next_cursor"] is not None)
        more = f"/billing/customers?limit=1&starting_after={body['next_cursor']}" if body["has_more"] else None
        return body["data"], more

    whole = estate.client.get("/billing/customers?limit=100", headers=TOKEN).json()["data"]
    assert len(whole) > 1
    assert _pages(estate, "/billing/customers?limit=1", following) == whole
    wrong = estate.client.get("/billing/customers?starting_after=nobody", headers=TOKEN)
    assert (wrong.status_code, wrong.json()["data"], wrong.json()["has_more"]) == (200, [], False)


def test_how_many_are_asked_for_is_no_filter_although_records_have_a_field_of_that_name(estate: Served) -> None:
    """Entitlements have a limit, and so have lists of them."""
    names = [one["id"] for one in estate.client.get("/billing/customers?limit=100", headers=TOKEN).json()["data"]]
    lists = {name: f"/billing/customers/{name}/entitlements" for name in names}
    wholes = {name: estate.client.get(path, headers=TOKEN).json()["data"] for name, path in lists.items()}
    name, whole = max(wholes.items(), key=lambda one: len(one[1]))
    assert len(whole) > 1
    for size in (1, 100):
        asked = estate.client.get(f"{lists[name]}?limit={size}", headers=TOKEN).json()["data"]
        assert asked == whole[:size]


def test_offsets_lead_through_all_records_of_the_crm(estate: Served) -> None:
    def following(answer: Any) -> tuple[list[Any], str | None]:
        body = answer.json()
        after = body["offset"] + body["limit"]
        assert body["limit"] == 1
        return body["items"], f"/crm/companies?limit=1&offset={after}" if after < body["total"] else None

    whole = estate.client.get("/crm/companies?limit=100", headers=TOKEN).json()
    assert len(whole["items"]) == whole["total"]
    assert _pages(estate, "/crm/companies?limit=1", following) == whole["items"]


def test_page_numbers_lead_through_all_records_of_the_erp(estate: Served) -> None:
    def following(answer: Any) -> tuple[list[Any], str | None]:
        body = answer.json()
        more = body["page"] * body["pageSize"] < body["totalCount"]
        return body["items"], f"/erp/invoices?pageSize=1&page={body['page'] + 1}" if more else None

    whole = estate.client.get("/erp/invoices?pageSize=200", headers=TOKEN).json()["items"]
    assert whole
    assert _pages(estate, "/erp/invoices?pageSize=1", following) == whole


def test_links_lead_through_all_records_of_the_support_desk(estate: Served) -> None:
    def following(answer: Any) -> tuple[list[Any], str | None]:
        return answer.json(), answer.links.get("next", {}).get("url")

    whole = estate.client.get("/support/tickets?perPage=100", headers=TOKEN).json()
    ticket = {key: whole[0][key] for key in ("organizationId", "subject", "description")}
    made = [
        estate.client.post(
            "/support/tickets",
            json=ticket | {"type": "task", "priority": "low", "channel": "api"},
            headers=TOKEN | {"Idempotency-Key": f"key-{number}-of-pages"},
        )
        for number in range(3)
    ]
    assert [one.status_code for one in made] == [201, 201, 201], made[0].text
    assert len(_pages(estate, "/support/tickets?perPage=2", following)) == len(whole) + 3


def test_a_customer_of_billing_lives(estate: Served) -> None:
    known = estate.client.get("/billing/customers/cus_1001", headers=TOKEN).json()
    body = {
        "name": "New", "legal_name": "New GmbH", "region": "eu", "currency": "EUR",
        "billing_address": known["billing_address"],
    }  # fmt: skip
    made = estate.client.post("/billing/customers", json=body, headers=TOKEN | {"Idempotency-Key": "customer-new"})
    assert made.status_code == 201, made.text
    customer = made.json()
    assert customer["id"].startswith("cus_")
    assert customer["created_at"] == customer["updated_at"]
    assert estate.client.get(f"/billing/customers/{customer['id']}", headers=TOKEN).json() == customer
    methods = estate.client.get(f"/billing/customers/{customer['id']}/payment_methods", headers=TOKEN)
    assert (methods.status_code, methods.json()["data"]) == (200, [])
    assert estate.client.get("/billing/customers/cus_nobody/payment_methods", headers=TOKEN).status_code == 404


def test_an_action_changes_the_state_that_its_name_says(estate: Served) -> None:
    listed = estate.client.get("/billing/subscriptions", headers=TOKEN).json()["data"]
    name = listed[0]["id"]
    body = {"at_period_end": False, "reason": "customer_request"}
    answer = estate.client.post(
        f"/billing/subscriptions/{name}/cancel", json=body, headers=TOKEN | {"Idempotency-Key": "cancel-it-now"}
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "canceled"
    assert estate.client.get(f"/billing/subscriptions/{name}", headers=TOKEN).json()["status"] == "canceled"


def test_the_crm_wants_to_know_which_version_is_changed(estate: Served) -> None:
    place = "/crm/companies/co_1001"
    tag = estate.client.get(place, headers=TOKEN).headers["etag"]
    body, kind = b'{"name": "Renamed"}', {"Content-Type": "application/json"}
    blind = estate.client.patch(place, content=body, headers=TOKEN | kind)
    assert blind.status_code in (400, 428), blind.text
    seeing = estate.client.patch(place, content=body, headers=TOKEN | kind | {"If-Match": tag})
    assert seeing.status_code == 200, seeing.text
    assert estate.client.get(place, headers=TOKEN).json()["name"] == "Renamed"
    assert estate.client.patch(place, content=body, headers=TOKEN | kind | {"If-Match": tag}).status_code == 412


def test_what_there_is_one_of_is_as_it_was_written(estate: Served) -> None:
    known = estate.client.get("/support/organizations", headers=TOKEN).json()[0]["id"]
    place = f"/support/organizations/{known}/billing-standing"
    before = estate.client.get(place, headers=TOKEN)
    assert before.status_code == 200, before.text
    after = "good" if before.json()["status"] != "good" else "overdue"
    answer = estate.client.put(place, json={"status": after, "source": "test"}, headers=TOKEN)
    assert answer.status_code == 200, answer.text
    read = estate.client.get(place, headers=TOKEN).json()
    assert (read["status"], read["source"]) == (after, "test")


_STEPS = st.lists(
    st.one_of(
        st.just(("GET", None)),
        st.tuples(
            st.just("PUT"), st.fixed_dictionaries({"name": st.sampled_from("abc")}, optional={"tag": st.just("t")})
        ),
        st.tuples(
            st.just("PATCH"), st.fixed_dictionaries({}, optional={"name": st.sampled_from("de"), "tag": st.none()})
        ),
        st.sampled_from([("keep", None), ("restore", None), ("reset", None)]),
    ),
    max_size=12,
)


@given(_STEPS)
def test_what_is_shown_is_what_was_written_last(
    pets_of_all: Served, steps: list[tuple[str, dict[str, Any] | None]]
) -> None:
    """Reads between writes, and states that are kept and given back, change nothing about that."""
    client = pets_of_all.client
    client.post("/__govkit__/reset")
    expected: dict[str, Any] = {"id": 1, "name": "Rex", "tag": "dog"}
    first, version, kept = expected, 1, None
    for word, body in steps:
        if body is not None:
            kind = {"Content-Type": "application/merge-patch+json" if word == "PATCH" else "application/json"}
            assert client.request(word, "/pets/1", content=json.dumps(body), headers=kind).status_code == 200
            whole = {**(expected if word == "PATCH" else {"id": 1}), **body}
            expected = {name: value for name, value in whole.items() if value is not None}
            version += 1
        elif word == "keep":
            kept = client.post("/__govkit__/snapshot").json()["id"], expected, version
        elif word == "restore" and kept is not None:
            assert client.post("/__govkit__/restore", json={"id": kept[0]}).status_code == 200
            _, expected, version = kept
        elif word == "reset":
            client.post("/__govkit__/reset")
            expected, version, kept = first, 1, None
        shown = client.get("/pets/1")
        assert (shown.json(), shown.headers["etag"]) == (expected, f'"{version}"')


def test_what_is_held_is_counted_by_record(pets: Served) -> None:
    """A record that is gone weighs nothing, one that is changed weighs more, and snapshots weigh what they hold."""
    (behaviour,) = pets.mocks.behaviours.values()
    first, second = (pets.client.post("/pets", json={"name": "Rex", "tag": "t" * 1_000}) for _ in range(2))
    held = behaviour.store.held
    assert held > 2_000
    kept = behaviour.snapshot()
    assert pets.client.delete(first.headers["location"]).is_success
    assert behaviour.store.held == held // 2
    assert pets.client.delete(second.headers["location"]).is_success
    assert behaviour.store.held == 0
    behaviour.restore(kept)
    assert behaviour.store.held == held
    assert pets.client.delete(first.headers["location"]).is_success
    assert behaviour.store.held == held // 2


def test_a_post_that_may_answer_200_too_makes_a_record_with_201(estate: Served) -> None:
    """200 is for what is there already. A list finds it by a field of the account that it is of."""
    call = {
        "reason": "paymentFailed",
        "title": "Payment pay_6199 failed",
        "priority": "high",
        "dueDate": "2026-11-06",
        "assignee": None,
        "source": {"system": "billing", "objectId": "pay_6199"},
    }
    client, headers = estate.client, {**TOKEN, "Idempotency-Key": "a-call-of-account-1101"}
    place = "/customer-success/accounts/co_1101/calls-to-action"
    made = client.post(place, json=call, headers=headers)
    assert (made.status_code, made.json()["account"]["externalId"]) == (201, "co_1101")
    assert client.get(made.headers["location"], headers=TOKEN).json() == made.json()
    again = call | {"source": {"system": "billing", "objectId": "pay_6199", "eventId": "evt_9"}}
    found = client.post(place, json=again, headers=headers | {"Idempotency-Key": "again-of-account-1101"})
    assert (found.status_code, found.json()) == (200, made.json())
    for account, count in (("co_1101", 1), ("co_1002", 0)):
        asked = {"accountExternalId": account, "pageSize": "200"}
        listed = client.get("/customer-success/calls-to-action", params=asked, headers=TOKEN).json()["items"]
        assert listed.count(made.json()) == count
        assert {one["account"]["externalId"] for one in listed} <= {account}
