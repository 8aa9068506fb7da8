"""The text report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govkit.errors import Place
from govkit.findings import Severity, Verdict, Witness
from govkit.gate.outcome import Outcome
from govkit.reports import Line, RenderOptions, plain, render
from govkit.reports.spans import cells
from govkit.reports.wording import by_cause
from tests.reports import samples
from tests.reports.snapshot import assert_snapshot


def _lines(outcome: Outcome, *, width: int = 80, show_all: bool = False) -> list[Line]:
    rendered = render(outcome, "text", RenderOptions(width=width, show_all=show_all, line_of=samples.line_of))
    assert isinstance(rendered, list)
    return rendered


def _text(outcome: Outcome, *, width: int = 80, show_all: bool = False) -> str:
    return "".join(f"{plain(row)}\n" for row in _lines(outcome, width=width, show_all=show_all))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_whole_report_at_several_widths(width: int) -> None:
    assert_snapshot(f"full-{width}.txt", _text(samples.FULL, width=width))


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_nothing_is_wider_than_the_terminal_but_what_cannot_be_broken(width: int) -> None:
    for row in _lines(samples.FULL, width=width):
        assert cells(plain(row)) <= width, plain(row)


def test_no_finding_is_one_line() -> None:
    assert _text(samples.CLEAN, width=400).startswith("no findings — profile wire, 4 documents compared, old ")


def test_the_worst_comes_first_and_the_waived_last() -> None:
    text = _text(samples.FULL)
    order = ["error  ", "warning  ", "info     ", "waived   ", "2 errors, 2 warnings"]
    places = [text.index(f"\n{word}" if word != "error  " else word) for word in order]
    assert places == sorted(places)


def test_two_directions_of_one_cause_are_shown_together() -> None:
    groups = by_cause(samples.FULL.ordered)
    assert [samples.WIDENED, samples.WIDENED_IN_REQUEST] in groups
    text = _text(samples.FULL)
    assert text.count("specs/billing/2.0.0/openapi.yaml:340:11") == 1, "their places are one"


def test_findings_without_a_cause_are_not_one_cause() -> None:
    assert len(by_cause(samples.many(5).findings)) == 5


def test_after_twenty_causes_the_rest_is_counted() -> None:
    text = _text(samples.many(57))
    assert "\n… and 37 more: 9 warnings, 28 info; --all shows them\n" in text
    assert "\n        9  warning  response-property-removed\n       28  info     response-property-removed\n" in text
    assert text.endswith(
        "15 errors, 14 warnings, 28 info — profile wire, old the merge base of\n"
        "origin/main and HEAD (3f1c2ab), new the working tree, with uncommitted changes\n"
    )
    assert "field_56" in _text(samples.many(57), show_all=True)
    assert "more:" not in _text(samples.many(57), show_all=True)


def test_all_operations_are_listed_on_demand() -> None:
    assert "+ 2 more" in _text(samples.FULL)
    assert "PUT /subscriptions/{subscription_id}/upcoming-invoice" in _text(samples.FULL, show_all=True)


def test_a_long_value_is_shortened_with_its_length() -> None:
    assert '…" (81 characters)' in _text(samples.FULL)


def test_the_spot_of_the_witness_that_matters_is_marked() -> None:
    marked = [span.text for row in _lines(samples.FULL) for span in row if span.style == "mark"]
    assert marked == [f'"{"a" * 32}…" (81 characters)', '"uncollectible"']


def test_who_accepts_and_who_refuses_is_said_with_the_reason() -> None:
    text = _text(samples.FULL, width=120)
    assert "old accepts it\n" in text
    assert "old refuses it: 'customer_name' is a required property\n" in text


def test_a_finding_that_breaks_nothing_takes_a_line_where_it_fits() -> None:
    outcome = replace(samples.FULL, findings=(samples.ADDED,), notes=())
    first = _text(outcome, width=140).splitlines()[0]
    assert first.startswith(
        "info     the response property 'customer_email' is new (response-property-added, refuted, "
    )


def test_an_undecided_finding_says_why() -> None:
    assert "unproven  the automaton of" in _text(samples.FULL)


def test_the_name_of_a_commit_is_abbreviated_as_git_does() -> None:
    finding = replace(samples.NARROWED, old=Place(f"{'0123456789' * 4}:api.yaml", 3, 7))
    assert "  old       012345678:api.yaml:3:7\n" in _text(replace(samples.FULL, findings=(finding,)))


def test_a_witness_needs_no_other_reason() -> None:
    proven = replace(samples.NARROWED, reason="a message separates the two")
    assert "separates" not in _text(replace(samples.FULL, findings=(proven,)))


def test_a_minified_document_is_shown_around_the_column() -> None:
    source = "{" + '"x":1,' * 5_000 + '"maxLength":80}'
    place = Place("api.json", 1, source.index('"maxLength"') + 1)
    outcome = replace(samples.FULL, findings=(replace(samples.NARROWED, old=None, new=place),))
    rendered = render(outcome, "text", RenderOptions(width=80, line_of=lambda _: source))
    assert isinstance(rendered, list)
    assert any('"maxLength":80}' in plain(row) and cells(plain(row)) <= 80 for row in rendered)


def test_text_of_a_document_cannot_reach_the_terminal() -> None:
    text = _text(samples.HOSTILE)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\u001b[31m\\u202e" in text


def test_a_place_without_a_line_has_no_source_row() -> None:
    outcome = replace(samples.FULL, findings=(replace(samples.NARROWED, new=Place("api.yaml")),))
    text = _text(outcome)
    assert "  new       api.yaml\n            │ - maxLength: 500\n  witness" in text
    text = _text(replace(outcome, findings=(replace(samples.NARROWED, old=None, new=Place("api.yaml")),)))
    assert "  new       api.yaml\n  witness" in text


def test_a_warning_that_is_refuted_is_brief() -> None:
    finding = replace(samples.NARROWED, severity=Severity.WARNING, verdict=Verdict.REFUTED)
    assert _text(replace(samples.FULL, findings=(finding,))).startswith("warning  the property 'memo'")


def test_overlong_names_are_shortened() -> None:
    subject = replace(samples.NARROWED.subject, operations=("GET /" + "a" * 5_000,), schema="S" * 5_000)
    finding = replace(samples.NARROWED, subject=subject, old=Place("d/" * 5_000 + "api.yaml", 1, 1))
    text = _text(replace(samples.FULL, findings=(finding,)))
    assert max(map(len, text.splitlines())) < 500


def test_both_directions_of_a_cause_have_one_remedy() -> None:
    harmless = replace(samples.WIDENED_IN_REQUEST, fix="Nothing.")
    text = _text(replace(samples.FULL, findings=(samples.WIDENED, harmless)))
    assert text.count("  fix  ") == 1


@pytest.mark.parametrize("width", [60, 100])
def test_the_spot_that_is_refused_is_pointed_at_without_colour(width: int) -> None:
    witness = Witness("POST /a", "request body", {"a": [{"b": 7}]}, "accepts", "refuses", "/a/0/b: 7 is too much")
    finding = replace(samples.NARROWED, witness=witness)
    rows = _text(replace(samples.FULL, findings=(finding,)), width=width).splitlines()
    at = next(number for number, row in enumerate(rows) if row.endswith('│ {"a": [{"b": 7}]}'))
    assert rows[at + 1].index("^") == rows[at].index("7")
    assert rows[at + 1].endswith("^ new refuses this")
