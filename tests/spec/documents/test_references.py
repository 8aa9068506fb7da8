"""Which `$ref` is a reference, and which is only part of the data."""

from __future__ import annotations

import time

from govkit.spec.documents import Tree, parse, references


def found(text: str) -> list[str]:
    return [reference for _, reference in references(parse(text.encode(), "api.yaml").tree)]


def test_payloads_and_extensions_hold_no_references() -> None:
    """Wherever they may stand in a description, also directly below `paths`."""
    text = """
openapi: 3.1.0
x-vendor: {$ref: no}
paths:
  x-vendor: {get: {$ref: no}}
  /a:
    get:
      responses:
        default:
          content:
            text/plain:
              example: {$ref: no}
              examples: {one: {value: {$ref: no}}}
components:
  schemas:
    A: {default: {$ref: no}, enum: [{$ref: no}], const: {$ref: no}, examples: [{$ref: no}], example: [{$ref: no}]}
"""
    assert found(text) == []


def test_names_that_look_like_keywords_are_names() -> None:
    """A property called `example`, `default` or `x-id` holds a schema, and a response called `default` a response."""
    text = """
openapi: 3.1.0
paths:
  /a:
    get:
      responses: {default: {$ref: '1'}}
      callbacks: {example: {'{$url}': {$ref: '2'}}}
components:
  examples: {one: {$ref: '3'}}
  responses: {enum: {$ref: '4'}}
  schemas:
    default:
      properties:
        example: {$ref: '5'}
        enum: {items: {$ref: '6'}}
        x-id: {$ref: '7'}
        properties: {properties: {const: {$ref: '8'}}}
      patternProperties: {examples: {$ref: '9'}}
      dependentSchemas: {default: {$ref: '10'}}
      $defs: {value: {$ref: '11'}}
    whole: {properties: {$ref: '12'}}
"""
    assert sorted(found(text), key=int) == [str(number) for number in range(1, 13)]


def test_a_property_called_ref_is_no_reference() -> None:
    """Its value is a schema, not a text."""
    assert found("components: {schemas: {A: {properties: {$ref: {type: string}}}}}") == []


def test_examples_of_version_2_are_payloads() -> None:
    """There they stand by media type, not by name."""
    text = "paths: {/a: {get: {responses: {200: {examples: {application/json: {$ref: x}}}}}}}"
    assert found(f"swagger: '2.0'\n{text}") == []
    assert found(f"openapi: 3.0.3\n{text}") == ["x"]


def test_a_document_that_is_no_object_holds_none() -> None:
    """Prose and lists may be referred to."""
    assert list(references("text")) == []
    assert found("[{$ref: x}, 1]") == ["x"]


def test_deep_and_wide_trees_are_walked_quickly() -> None:
    """Two hundred thousand objects four hundred levels down: a pointer is made only where it is wanted."""
    tree: Tree = {"items": [{"type": "string"} for _ in range(200_000)] + [{"$ref": "x"}]}
    for _ in range(398):
        tree = {"items": tree}
    start = time.process_time()
    assert [(len(pointer), reference) for pointer, reference in references(tree)] == [(400, "x")]
    assert time.process_time() - start < 2
