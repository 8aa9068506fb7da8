"""The lock of released versions: what changes a digest, what does not, and the file that holds it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govkit.catalog.entries.kinds.api import ApiVersion
from govkit.catalog.entries.lock import Lock, digest, parse_lock, write_lock
from govkit.errors import InputError
from govkit.spec.documents import MemoryFiles

pytestmark = pytest.mark.requirement("C2")

VERSION = ApiVersion.model_validate({"version": "1.0.0", "definition": "specs/a/openapi.yaml"})

SPEC = """\
openapi: 3.1.0
info: {title: Billing, version: 1.0.0, description: all of it}
paths:
  /invoices:
    get:
      summary: lists
      responses:
        '200':
          description: fine
          content:
            application/json:
              schema: {$ref: '../common.yaml#/Invoice'}
components:
  schemas:
    Money:
      type: object
      properties:
        description: {type: string, default: {description: none}}
        amount: {type: integer, maximum: 12345678901234567890123}
"""
COMMON = "Invoice: {type: object, properties: {total: {type: number, example: 3}}}\n"


def of(spec: str, common: str = COMMON, **others: str) -> str:
    files = {"specs/a/openapi.yaml": spec, "specs/common.yaml": common, **others}
    return digest(MemoryFiles({path: text.encode() for path, text in files.items()}), VERSION)


def shuffled(value: Any, draw: Any) -> Any:
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw(st.permutations(list(value)))}
    return [shuffled(item, draw) for item in value] if isinstance(value, list) else value


@given(st.data())
def test_the_order_of_keys_and_the_syntax_do_not_count(data: st.DataObject) -> None:
    tree = yaml.load(SPEC, yaml.BaseLoader)
    in_yaml = yaml.safe_dump(shuffled(tree, data.draw), sort_keys=False, default_style='"')
    in_json = json.dumps(shuffled(tree, data.draw))
    assert of(in_yaml) == of(in_json) == of(yaml.safe_dump(tree, default_style='"'))


FREE = [
    ("description: all of it", "description: other words"),
    (", description: all of it", ""),
    ("summary: lists", "summary: lists all\n      description: and more"),
    ("summary: lists", "deprecated: true"),
    ("summary: lists", "summary: lists\n      x-sunset: 2027-01-01"),
    ("summary: lists", "summary: lists\n      x-deprecation-date: 2026-01-01"),
    ("summary: lists", "externalDocs: {url: https://example.com}"),
    ("description: fine", "description: fine\n          headers: {Sunset: {schema: {type: string}}}"),
    ("type: object", "type: object\n      examples: [{amount: 1}]"),
    ("paths:", "# a comment\npaths:"),
    ("$ref: '../common.yaml#/Invoice'", "$ref: '../common.yaml#/Invoice', description: an invoice"),
]


@pytest.mark.parametrize(("old", "new"), FREE)
def test_what_says_nothing_of_messages_may_be_edited(old: str, new: str) -> None:
    assert old in SPEC
    assert of(SPEC.replace(old, new)) == of(SPEC)


COUNTING = [
    ("title: Billing", "title: Billings"),
    ("version: 1.0.0", "version: 1.0.1"),
    ("maximum: 12345678901234567890123", "maximum: 12345678901234567890124"),
    ("        description: {type: string, default: {description: none}}\n", ""),
    ("default: {description: none}", "default: {description: some}"),
    ("default: {description: none}", "default: {}"),
    ("description: fine", "description: fine\n          headers: {X-Rate: {schema: {type: string}}}"),
    ("common.yaml#/Invoice", "common.yaml"),
    ("summary: lists", "x-rate: {description: once}"),
    ("summary: lists", "security: [{description: []}]"),
    ("'200'", "'201'"),
    ("type: object", "type: [object, 'null']"),
]


@pytest.mark.parametrize(("old", "new"), COUNTING)
def test_everything_else_counts(old: str, new: str) -> None:
    assert old in SPEC
    assert of(SPEC.replace(old, new)) != of(SPEC)


def test_a_name_of_an_extension_is_its_own_data() -> None:
    one, other = (SPEC.replace("summary: lists", f"x-rate: {{description: {word}}}") for word in ("once", "twice"))
    assert of(one) != of(other)


def test_a_file_that_is_reached_counts_and_one_that_is_not_does_not() -> None:
    assert of(SPEC, COMMON.replace("number", "integer")) != of(SPEC)
    assert of(SPEC, COMMON.replace("example: 3", "example: 4")) == of(SPEC)
    assert of(SPEC, **{"specs/other.yaml": "a: 1"}) == of(SPEC)


def test_a_file_that_is_reached_through_another_counts() -> None:
    through = "Invoice: {$ref: 'deep/er.yaml#/x'}\n"
    one, other = (of(SPEC, through, **{"specs/deep/er.yaml": f"x: {{type: {kind}}}"}) for kind in ("string", "number"))
    assert one != other


def test_overlays_count_in_every_word_that_is_not_free() -> None:
    version = ApiVersion.model_validate(
        {"version": "1.0.0", "definition": "specs/a/openapi.yaml", "overlays": ["o.yaml"]}
    )

    def with_overlay(text: str) -> str:
        files = {"specs/a/openapi.yaml": SPEC, "specs/common.yaml": COMMON, "o.yaml": text}
        return digest(MemoryFiles({path: content.encode() for path, content in files.items()}), version)

    overlay = "overlay: 1.0.0\ninfo: {title: mend, version: 1.0.0}\nactions: [{target: $.info, update: {x-a: 1}}]\n"
    assert with_overlay(overlay) != of(SPEC)
    assert with_overlay(overlay) != with_overlay(overlay.replace("x-a: 1", "x-a: 2"))
    assert with_overlay(overlay) == with_overlay(overlay.replace("target:", "description: why, target:"))


def test_the_digest_never_changes_with_govkit() -> None:
    """The literal is what the first version wrote: another one here breaks the lock of every estate."""
    assert of(SPEC) == "sha256:v1:888d02ab77d4c5757841bb0d7848c13f3d4cf7645baa997b18503328031e62d1"


# ---------------------------------------------------------------------------------------------------------------- file

ONE, TWO = "sha256:v1:" + "1" * 64, "sha256:v1:" + "2" * 64
VERSIONS = st.from_regex(r"[a-z][a-z0-9]{0,5}@[0-9]\.[0-9]\.[0-9]", fullmatch=True)


@given(st.dictionaries(VERSIONS, st.sampled_from([ONE, TWO])))
def test_what_is_written_is_read_again(digests: dict[str, str]) -> None:
    data = write_lock(Lock(digests))
    assert parse_lock(data, "released.lock").digests == digests
    assert data.decode().splitlines() == sorted(data.decode().splitlines())


def test_a_comment_at_the_head_is_kept() -> None:
    old = f"# who may edit this\nb@1.0.0: {ONE}\n".encode()
    new = write_lock(parse_lock(old, "l").with_version("a@1.0.0", TWO), old)
    assert new.decode() == f"# who may edit this\na@1.0.0: {TWO}\nb@1.0.0: {ONE}\n"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("billing: ", "no line of the lock"),
        (f"billing@1.0.0: {ONE[:-1]}", "no line of the lock"),
        (f"billing@1.0.0: {ONE} x", "no line of the lock"),
        ("<<<<<<< HEAD", "merge conflict"),
        (f"a@1.0.0: {TWO}", "locked twice"),
    ],
)
def test_a_bad_line_is_an_error_with_its_place(line: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as raised:
        parse_lock(f"a@1.0.0: {ONE}\n\n{line}\n".encode(), "catalog/released.lock")
    assert str(raised.value.place) == "catalog/released.lock:3:1"


def test_what_is_no_text_is_an_error_with_its_place() -> None:
    with pytest.raises(InputError, match="UTF-8") as raised:
        parse_lock(b"\n\xff", "lock")
    assert raised.value.place is not None
    assert raised.value.place.line == 2
