"""Formats: how they are called, and what they are told by."""

from __future__ import annotations

from typing import Any

import pytest

from govkit.checks.lint.spectral.rulesets.formats import format_named, formats_of


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("oas3.1", "oas3_1"),
        ("oas3_1", "oas3_1"),
        ("oas2", "oas2"),
        ("json-schema", "jsonSchema"),
        ("json-schema-loose", "jsonSchemaLoose"),
        ("json-schema-draft7", "jsonSchemaDraft7"),
        ("json-schema-draft-2019-09", "jsonSchemaDraft2019_09"),
        ("json-schema-2020-12", "jsonSchemaDraft2020_12"),
        ("asyncapi2", "aas2"),
        ("arazzo1.0", "arazzo1_0"),
        ("openapi", None),
        ("oas4", None),
    ],
)
def test_formats_have_several_names(said: str, name: str | None) -> None:
    assert format_named(said) == name


@pytest.mark.parametrize(
    ("tree", "formats"),
    [
        ({"openapi": "3.0.3"}, {"oas3", "oas3_0"}),
        ({"openapi": "3.1"}, {"oas3", "oas3_1"}),
        ({"openapi": 3.1}, {"oas3", "oas3_1"}),
        ({"openapi": "3.0.0-rc1"}, {"oas3"}),
        ({"openapi": "3.9.1"}, {"oas3"}),
        ({"openapi": "30"}, set()),
        ({"openapi": "4.0.0"}, set()),
        ({"swagger": "2.0"}, {"oas2"}),
        ({"swagger": 2.0}, {"oas2"}),
        ({"asyncapi": "2.6.0"}, {"aas2", "aas2_6"}),
        ({"arazzo": "1.0.1"}, {"arazzo1_0"}),
        ({"type": "object"}, {"jsonSchemaLoose"}),
        ({"allOf": []}, {"jsonSchemaLoose"}),
        ({"type": "thing"}, set()),
        (
            {"$schema": "http://json-schema.org/draft-07/schema#"},
            {"jsonSchema", "jsonSchemaLoose", "jsonSchemaDraft7"},
        ),
        ([], set()),
        ("openapi", set()),
    ],
)
def test_a_document_is_told_by_its_root(tree: Any, formats: set[str]) -> None:
    assert formats_of(tree) == formats
