"""The schema of documents of workflows, as editors have it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
import yaml

from govkit.catalog.workflows.rules._document import SAMPLE
from govkit.catalog.workflows.schema import document_schema

SCHEMA = document_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    VALIDATOR.check_schema(SCHEMA)


def test_a_document_that_is_right_is_right_by_the_schema() -> None:
    assert not list(VALIDATOR.iter_errors(yaml.safe_load(SAMPLE)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("retryLimit: 6", "retryLimits: 6"),
        ("retryLimit: 6", "retryLimit: many"),
        ("description: Notes of customers are read first.", "x-govkit-priority: high"),
        ("arazzo: 1.1.0", "arazzo: 1.0.1"),
        ("stepId: known\n        description", "stepId: 'not a name'\n        description"),
        ("type: goto", "type: jump"),
        ("key: /sku", "key: sku"),
        ("expectWithin: PT1H", "expectWithin: soon"),
        ("expectWithin: PT1H", "supersededBy: later-events"),
    ],
)
def test_what_the_forms_refuse_the_schema_refuses(old: str, new: str) -> None:
    assert old in SAMPLE
    assert list(VALIDATOR.iter_errors(yaml.safe_load(SAMPLE.replace(old, new, 1))))


def test_every_key_has_words_for_whoever_completes_it() -> None:
    silent = [
        f"{name}.{key}"
        for name, form in SCHEMA["$defs"].items()
        for key, said in form.get("properties", {}).items()
        if "description" not in said
    ]
    assert not silent


def test_the_schema_stands_alone() -> None:
    """Nothing is fetched to read it."""

    def refers(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [one for inner in value.values() for one in refers(inner)]
        return [one for inner in value for one in refers(inner)] if isinstance(value, list) else []

    assert {one.partition("/")[0] for one in refers(SCHEMA)} == {"#"}
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
