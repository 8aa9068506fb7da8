"""What a run was begun with stays what it runs, whatever becomes of the estate."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.catalog.entries import Estate, load
from govkit.catalog.mapping.identifiers import kind_of
from govkit.spec.documents import FolderFiles, MemoryFiles
from govkit.sync.running.pins import Pin, Pins
from govkit.sync.running.subscriptions import EstateSubscriptions
from govkit.sync.store.database import Database

ESTATE = Path(__file__).parents[3]
WORKFLOW = "subscription-amendment"


def files() -> dict[str, bytes]:
    """The reference estate's catalog."""
    found = FolderFiles(ESTATE)
    return {path: found.read(path) for path in found.list("catalog")}


def pin_of(contents: dict[str, bytes]) -> Pin:
    estate = load(MemoryFiles(contents))
    found = EstateSubscriptions(estate, lambda version: version.api.name == "functions").of(WORKFLOW)
    assert found is not None
    return found.made


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return files()


def test_a_pin_holds_all_that_its_run_draws_in(contents: dict[str, bytes]) -> None:
    pin = Pin.parse(pin_of(contents).text)
    assert isinstance(pin.estate, Estate)
    assert set(pin.document.workflows) >= {WORKFLOW, "serve-customers", "serve-customer"}
    assert pin.sources["erp"] == "erp@2.2.0"
    assert pin.functions == ("functions",)
    assert {"erp-2-contract", "crm-4-contract", "customer-success-2-customer"} <= set(pin.estate.mappings)
    kind = kind_of(pin.estate, "product", "crm")
    assert kind == "product-code", "a mapping refers to objects of other entities"


def test_only_what_it_draws_in_makes_another_pin(contents: dict[str, bytes]) -> None:
    first = pin_of(contents)
    assert pin_of(contents).digest == first.digest
    team = {**contents, "catalog/teams/one-more.yaml": contents["catalog/teams/data-platform.yaml"]}
    assert pin_of(team).digest == first.digest
    path = "catalog/mappings/erp-2-contract.yaml"
    other = {**contents, path: contents[path].replace(b"currency: currency", b"currency: startDate")}
    assert other[path] != contents[path]
    assert pin_of(other).digest != first.digest


def test_what_is_kept_is_what_was_pinned(contents: dict[str, bytes], database: Database) -> None:
    pin = pin_of(contents)
    with database.begin() as connection:
        assert Pins().keep(connection, pin, 1.0) == Pins().keep(connection, pin, 2.0) == pin.digest
        assert Pins().get(connection, pin.digest).text == pin.text
