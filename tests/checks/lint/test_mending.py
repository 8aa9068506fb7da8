"""What rules find is mended where that is certain: the finding is gone, callers see no difference, the rest stays."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from govkit.checks.compat import compare_texts
from govkit.checks.lint.judge import RULES, linted
from govkit.checks.lint.mending import Mended, mended
from govkit.findings import Example, Rule, Severity, discover
from govkit.spec.documents import Document, Library, MemoryFiles, parse
from govkit.spec.documents.edits import Edit
from govkit.spec.openapi import Contract

MENDING = {name: rule for name, rule in discover(RULES).items() if rule.mend is not None}
FOUND = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in MENDING.values()
    for number, example in enumerate(rule.examples, start=1)
    if example.finds
]


def contract(text: str) -> Contract:
    library = Library(MemoryFiles({}))
    return Contract(library, library.add(parse(text.encode(), "openapi.yaml")))


def text_of(result: Mended) -> str:
    (document,) = result.documents
    return document.data.decode()


def test_eight_rules_mend() -> None:
    assert len(MENDING) == 8


@pytest.mark.parametrize(("rule", "example"), FOUND)
@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_mended_is_found_no_more_and_breaks_nobody(rule: Rule, example: Example, *, as_json: bool) -> None:
    before = json.dumps(parse(example.after.encode(), "a").tree, indent=2) if as_json else example.after
    result = mended(contract(before), only={rule.id})
    after = text_of(result)
    assert [one.rule for one in result.done] == [rule.id] * len(example.finds)
    assert not result.left
    assert not [one for one in linted(contract(after)) if one.rule == rule.id]
    worse = {one.rule for one in linted(contract(after))} - {one.rule for one in linted(contract(before))}
    assert worse <= {"tag-undescribed"}, "what a tag is about is for people to say"
    assert not [one for one in compare_texts(before, after, "wire") if one.severity is not Severity.INFO]


def test_comments_order_and_quotes_stay() -> None:
    text = """\
# ours
openapi: "3.1.0"
info: {title: A, version: 1.0.0}   # a title
paths:
  /invoices/{id}:
    get:
      # which one
      parameters:
        - name: id      # as printed
          in: path
          schema: {type: string}
      responses: {'200': {description: Done}}
"""
    after = text_of(mended(contract(text)))
    assert after.replace("          required: true\n", "") == text


def test_a_tag_that_is_called_like_another_is_left_to_people() -> None:
    rule = MENDING["tag-undeclared"]
    text = rule.examples[0].after
    assert "name: Payments" in text_of(mended(contract(text)))
    assert not mended(contract(text.replace("[Payments]", "[invoices]")), only={"tag-undeclared"}).done


def test_what_must_not_be_changed_is_left_with_the_reason() -> None:
    text = MENDING["path-parameter-optional"].examples[0].after

    def locked(_document: Document, _edits: Sequence[Edit]) -> str:
        return "it is released"

    result = mended(contract(text), allowed=locked)
    assert (result.documents, result.done) == ((), ())
    assert [(one.rule, one.because) for one in result.left] == [("path-parameter-optional", "it is released")]


def test_swagger_is_left_since_its_words_are_others() -> None:
    text = """\
swagger: "2.0"
info: {title: A, version: 1.0.0}
paths:
  /a/{id}:
    get: {parameters: [{name: id, in: path, type: string}], responses: {"200": {description: A}}}
"""
    result = mended(contract(text))
    assert (result.documents, result.done) == ((), ())
    assert [one.rule for one in result.left] == ["path-parameter-optional"]


def test_nothing_to_mend_changes_nothing() -> None:
    result = mended(contract("openapi: 3.1.0\ninfo: {title: A, version: 1.0.0}\npaths: {}\n"))
    assert (result.documents, result.done, result.left) == ((), (), ())


TAGS = """\
openapi: 3.0.3
info: {title: Bills, version: 1.0.0}
tags:
  - name: old
  - {name: old}
  - name: bills
paths:
  /bills: {get: {tags: [bills], responses: {"200": {description: All}}}}
"""


def test_a_tag_that_is_declared_twice_and_never_used_goes_at_once() -> None:
    result = mended(contract(TAGS), only={"tag-unused"})
    assert text_of(result) == TAGS.replace("  - name: old\n  - {name: old}\n", "")


def test_a_list_of_which_every_item_goes_goes_as_a_whole() -> None:
    text = TAGS.replace("tags: [bills], ", "")
    result = mended(contract(text), only={"tag-unused"})
    assert parse(text_of(result).encode(), "after").tree.keys() == {"openapi", "info", "paths"}
    assert len(result.done) == 3
