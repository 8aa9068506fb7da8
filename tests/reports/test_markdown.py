"""The comment for a pull request."""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from govkit.gate.outcome import Outcome
from govkit.reports import RenderOptions, render
from tests.reports import samples
from tests.reports.snapshot import assert_snapshot

_OURS = {"<details>", "<summary>", "</summary>", "</details>", "<code>", "</code>", "<br>"}


def _text(outcome: Outcome, options: RenderOptions | None = None) -> str:
    rendered = render(outcome, "markdown", options or RenderOptions())
    assert isinstance(rendered, str)
    return rendered


def _tokens(text: str) -> list[Token]:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [part for token in tokens for part in [token, *(token.children or [])]]


def test_the_whole_comment() -> None:
    assert_snapshot("full.md", _text(samples.FULL))


def test_a_clean_comment_is_a_line() -> None:
    assert _text(samples.CLEAN).startswith("✅ **govkit check**: no findings — profile wire")
    assert len(_text(samples.CLEAN).splitlines()) == 1


def test_the_decision_is_that_of_the_threshold() -> None:
    assert "refuses this change" in _text(samples.FULL)
    assert "refuses this change" not in _text(samples.FULL, RenderOptions(fail_on=None))


def test_text_of_a_document_never_becomes_markup() -> None:
    text = _text(samples.HOSTILE)
    tokens = _tokens(text)
    html = [token.content for token in tokens if token.type.startswith("html")]
    tags = [tag for content in html for tag in re.findall(r"<[^>]*>", content)]
    assert set(tags) <= _OURS
    assert tags.count("<details>") == tags.count("</details>") == 2
    assert not [token for token in tokens if token.type in {"link_open", "image", "code_inline", "em_open", "s_open"}]
    assert not re.search(r"@\w|#\d", re.sub(r"&#\d+;|(?s:```.*?```)", ".", text)), "no person and no issue is mentioned"


def test_a_name_in_backticks_is_shown_as_code() -> None:
    finding = replace(samples.NARROWED, message="`me|mo` is shorter, `x")
    assert "| <code>me&#124;mo</code> is shorter, &#96;x<br>" in _text(replace(samples.FULL, findings=(finding,)))


def test_a_table_row_has_the_cells_of_its_table() -> None:
    rows = [token for token in _tokens(_text(samples.HOSTILE)) if token.type == "td_open"]
    assert len(rows) == 4


def test_a_fence_is_longer_than_any_in_the_witness() -> None:
    witness = samples.NARROWED.witness
    assert witness is not None
    finding = replace(samples.NARROWED, witness=replace(witness, value={"memo": "````\n```json"}))
    fences = [token for token in _tokens(_text(replace(samples.FULL, findings=(finding,)))) if token.type == "fence"]
    assert [token.content for token in fences] == ['{\n  "memo": "````\\n```json"\n}\n']


def test_a_comment_fits_what_github_takes() -> None:
    text = _text(samples.many(5_000))
    assert 40_000 < len(text) <= 60_000
    assert re.search(r"… [\d,]+ more findings", text)
    assert text.count("</details>") == text.count("<details>")


def test_one_enormous_finding_still_fits() -> None:
    witness = samples.NARROWED.witness
    assert witness is not None
    huge = replace(witness, value={f"m{number}": "x" * 100 for number in range(10_000)}, because="y " * 100_000)
    finding = replace(samples.NARROWED, message="z " * 50_000, witness=huge)
    assert len(_text(replace(samples.FULL, findings=(finding,) * 30))) <= 60_000
