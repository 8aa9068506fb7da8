"""Whatever a description can say is judged when it changes, or has a reason why not."""

from __future__ import annotations

import importlib.resources
import json
from typing import Any

import pytest
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

from tools.completeness import CHANGES, Cell, cells, table

_TITLES = {"server-variable": "Server Variable Object", "oauth-flows": "OAuth Flows Object"}
_ANY_STYLE = {"style", "explode", "allowReserved", "allowEmptyValue", "example", "examples"}
_VOCABULARIES = ("core", "applicator", "unevaluated", "validation", "format-annotation", "content", "meta-data")
_HISTORIC = {"definitions", "dependencies", "$recursiveAnchor", "$recursiveRef"}


def fields_of(name: str) -> set[str]:
    """The fields that the table has for an object."""
    return {str(entry.get("title", field)) for field, entry in table()[name]["fields"].items()}


def model(version: str = "v3.2") -> dict[str, Any]:
    """The objects of a version with their fields, from the schema that the OpenAPI Initiative publishes."""
    files = importlib.resources.files("openapi_spec_validator") / "resources" / "schemas" / version / "schema.json"
    found: dict[str, Any] = json.loads(files.read_text(encoding="utf-8"))
    return found


def objects() -> list[tuple[str, set[str]]]:
    """Each object by its title, with its fields."""
    whole = model()
    named = {name: set(said["properties"]) for name, said in whole["$defs"].items() if "properties" in said}
    del named["examples"]  # a part of others
    titles = {name: _TITLES.get(name, f"{name.replace('-', ' ').title()} Object") for name in named}
    return [("OpenAPI Object", set(whole["properties"])), *((titles[name], fields) for name, fields in named.items())]


@pytest.mark.parametrize(("name", "fields"), objects(), ids=[name for name, _ in objects()])
def test_every_field_of_the_object_model_has_its_row(name: str, fields: set[str]) -> None:
    assert fields <= fields_of(name)


SWAGGER = [
    ("Swagger Object", ""),
    ("Operation Object", "operation"),
    ("Response Object", "response"),
    ("Parameter Object", "queryParameterSubSchema"),
    ("Parameter Object", "bodyParameter"),
    ("Security Scheme Object", "oauth2AccessCodeSecurity"),
    ("Security Scheme Object", "apiKeySecurity"),
]


@pytest.mark.parametrize(("name", "definition"), SWAGGER)
def test_what_swagger_says_in_another_way_has_its_rows(name: str, definition: str) -> None:
    whole = model("v2.0")
    said = whole["definitions"][definition] if definition else whole
    assert set(said["properties"]) <= fields_of(f"Swagger 2.0: {name}")


@pytest.mark.parametrize("vocabulary", _VOCABULARIES)
def test_every_keyword_of_the_vocabularies_has_its_row(vocabulary: str) -> None:
    schema = REGISTRY.contents(f"https://json-schema.org/draft/2020-12/meta/{vocabulary}")
    assert set(schema["properties"]) - _HISTORIC <= fields_of("Schema Object")


def test_the_keywords_that_openapi_adds_have_their_rows() -> None:
    assert {"discriminator", "xml", "externalDocs", "example"} <= fields_of("Schema Object")
    assert fields_of("Parameter Object") >= _ANY_STYLE


def test_every_cell_is_judged_or_waived() -> None:
    silent = [cell for cell in cells() if not cell.rules and not cell.waived]
    assert not silent, "write a rule, or a reason into tools/completeness/table.yaml"


def test_no_waiver_is_stale() -> None:
    stale = [cell for cell in cells() if cell.rules and cell.waived]
    assert not stale, "a rule judges it: remove the reason from tools/completeness/table.yaml"


def test_a_keyword_is_tried_in_both_directions() -> None:
    ways: dict[str, set[str]] = {}
    for cell in cells():
        if cell.object.endswith("Schema Object"):
            ways.setdefault(cell.field, set()).add(cell.way)
    assert {field for field, seen in ways.items() if len(seen) < 2} == {"readOnly", "writeOnly"}


def test_what_comes_can_go() -> None:
    """A field that can be added can be removed; one that is required can only change."""
    changes: dict[tuple[str, str, str], set[str]] = {}
    for cell in cells():
        changes.setdefault((cell.object, cell.field, cell.way), set()).add(cell.change)
    assert all(("add" in seen) == ("remove" in seen) for seen in changes.values())
    assert all(seen <= set(CHANGES) for seen in changes.values())


def test_a_cell_without_rule_or_reason_would_be_seen() -> None:
    """The table tries what it says: an edit that says nothing fires nothing."""
    words = Cell("Operation Object", "summary", "change", "", (), "words for readers")
    assert words in cells()
