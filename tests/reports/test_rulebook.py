"""Rules shown to people and scripts."""

from __future__ import annotations

import json
from dataclasses import replace

from govkit.findings import Example
from govkit.reports import plain
from govkit.reports.rulebook import RULE_LIST_FORMATS, example_diff, rule_list, rule_page
from tests.reports import samples
from tests.reports.snapshot import assert_snapshot

_BEFORE = "openapi: 3.1.0\ncomponents:\n  schemas:\n    Line:\n      maxLength: 500\n"
_RULE = replace(
    samples.RULE,
    examples=(
        Example(before=_BEFORE, after=_BEFORE.replace("500", "80"), finds=("/memo", ""), title="a shorter limit"),
        Example(before=_BEFORE, after=_BEFORE.replace("500", "900"), because="A longer limit refuses nobody."),
        Example(before=None, after=_BEFORE, because="There is nothing to compare with."),
    ),
    unpaired="A response has no such thing.",
)


def test_a_page_has_summary_reason_examples_and_remedy() -> None:
    assert_snapshot("rule.txt", "".join(f"{plain(row)}\n" for row in rule_page(_RULE, 80)))


def test_the_sides_of_an_example_have_their_colours() -> None:
    styles = {span.style for row in rule_page(_RULE, 80) for span in row}
    assert {"old", "new", "error", "strong"} <= styles


def test_an_example_of_one_side_is_shown_as_it_is() -> None:
    assert example_diff(_RULE.examples[2])[0] == "openapi: 3.1.0"
    assert example_diff(_RULE.examples[0])[0] == " openapi: 3.1.0"


def test_the_list_has_every_rule_in_every_format() -> None:
    rules = {_RULE.id: _RULE, "a-b-c": replace(_RULE, id="a-b-c", summary="Checks a|b.")}
    for name in RULE_LIST_FORMATS:
        rendered = rule_list(rules, name, 80)
        text = rendered if isinstance(rendered, str) else "\n".join(map(plain, rendered))
        assert text.index("a-b-c") < text.index(_RULE.id)
    assert [rule["id"] for rule in json.loads(str(rule_list(rules, "json", 80)))["rules"]] == ["a-b-c", _RULE.id]
    assert "a\\|b" in str(rule_list(rules, "markdown", 80))
