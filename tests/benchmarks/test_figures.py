"""What pages tell of benchmarks is what the results have: figures follow them, aims are judged by them."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.aims import AIMS, GROUPS, HELD, Aim, Bound, Judged, Why, judged
from benchmarks.gathering import Gathered, Outcome, gather, left_behind, newest, write
from benchmarks.values import Value, said
from govkit.errors import InputError
from tools import docs
from tools.charts import page
from tools.charts.charts import charts
from tools.charts.drawing import Bar, Group, Line, growth, ratios
from tools.charts.figures import FIGURES, filled, quoted, quoting

Change = Callable[..., None]


@pytest.fixture(scope="module")
def gathered(repository: Path) -> Gathered:
    """What is committed."""
    found = newest(repository / "benchmarks" / "results")
    assert found is not None
    return found


@pytest.fixture
def checkout(repository: Path, tmp_path: Path) -> Path:
    """A checkout with results, a README and a guide that quote them."""
    shutil.copytree(repository / "benchmarks" / "results", tmp_path / "benchmarks" / "results")
    (tmp_path / "docs").mkdir()
    text = "Some <!-- benchmarks:mapping-rate -->?<!-- end --> a second.\n\n<!-- benchmarks:lint --><!-- end -->\n"
    (tmp_path / "README.md").write_text(text)
    (tmp_path / "docs" / "guide.md").write_text("It takes <!-- benchmarks:mapping-times -->1×<!-- end --> the time.\n")
    (tmp_path / "docs" / "other.md").write_text("Nothing of it.\n")
    return tmp_path


def test_a_figure_follows_its_result(checkout: Path) -> None:
    """The result changes, is gathered, and the README, the page and the chart tell the new one."""
    results = checkout / "benchmarks" / "results"
    before = page.pages(checkout)
    found = json.loads((results / "mapping.json").read_text())
    found["records_per_second"]["govkit"] = 91_234
    (results / "mapping.json").write_text(json.dumps(found))
    assert left_behind(results) == ["mapping"]
    write(gather({}, results), results)
    assert left_behind(results) == []
    after = page.pages(checkout)
    assert "Some <!-- benchmarks:mapping-rate -->91,000<!-- end --> a second." in after[Path("README.md")]
    assert "91,234 a second" in after[page.PAGE]
    assert "91,234 a second" not in before[page.PAGE]
    assert after[page.FOLDER / "time.svg"] != before[page.FOLDER / "time.svg"]
    assert Path("docs/other.md") not in after


def test_a_table_is_written_between_its_comments_and_again_the_same(checkout: Path, gathered: Gathered) -> None:
    once = page.pages(checkout)[Path("README.md")]
    assert "<!-- benchmarks:lint -->\n\n| tool | wall |" in once
    assert once.endswith("|\n\n<!-- end -->\n")
    assert filled(once, gathered, "README.md") == once


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ("x\n a <!-- benchmarks:maping-rate -->1<!-- end -->", "README.md:2:4: there is no figure", "'mapping-rate'?"),
        ("<!-- benchmarks:lint -->", "README.md:1:1: the figure 'lint' has no end", "write <!-- end -->"),
        ("<!-- benchmarks:lint --> <!-- benchmarks:diff --><!-- end -->", "the figure 'lint' has no end", "<!-- end"),
    ],
)
def test_a_quotation_that_is_wrong_is_told_with_its_place(gathered: Gathered, text: str, says: str, hint: str) -> None:
    with pytest.raises(InputError) as raised:
        filled(text, gathered, "README.md")
    assert says in str(raised.value)
    assert hint in str(raised.value.hint)


def test_without_results_it_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="python -m benchmarks --gather"):
        page.pages(tmp_path)


def test_wrong_results_end_the_writing_of_pages_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "benchmarks" / "results").mkdir(parents=True)
    (tmp_path / "benchmarks" / "results" / "2026-01-01.json").write_text("{")
    monkeypatch.setattr(docs, "pages", lambda: page.pages(tmp_path))
    assert docs.main(["--check"]) == 2
    assert "2026-01-01.json:1:2: the result is no JSON" in capsys.readouterr().err


def test_each_figure_is_quoted_and_there_is_no_other(repository: Path) -> None:
    pages = quoting(repository)
    assert set().union(*(quoted((repository / one).read_text(encoding="utf-8")) for one in pages)) == set(FIGURES)


def test_no_figure_breaks_where_nothing_was_measured() -> None:
    nothing = Gathered("2026-01-01", {"cores": 2, "processor": "x", "system": "y", "python": "3"}, {})
    for name, figure in FIGURES.items():
        assert figure(nothing), name
    assert "0 of" in page.page(nothing, list(charts(nothing)))


# ---------------------------------------------------------------------------------------------------------------- aims


def test_each_aim_has_its_figure_where_its_part_ran(gathered: Gathered) -> None:
    """A query that leads nowhere would look like something that nobody measured."""
    absent = [one.aim for one in judged(gathered) if one.found is None and gathered.results(one.aim.value.part)]
    assert [one.text for one in absent if one.value.path != "$.unchanged.github"] == []


def test_each_aim_that_is_missed_says_why(gathered: Gathered) -> None:
    """Of this very figure: after another measurement another reason has to be written, in benchmarks/aims.py."""
    assert [one.aim.text for one in judged(gathered) if one.met is False and not one.why] == []


def test_the_parts_and_the_tests_of_aims_are_there(gathered: Gathered, repository: Path) -> None:
    assert {one.value.part for one in AIMS} <= set(gathered.parts)
    assert {one.about for one in AIMS} == set(GROUPS) >= {one.about for one in HELD}
    assert [test for one in HELD for test in one.tests if not (repository / test).is_file()] == []


def test_nothing_is_lost_or_doubled_is_an_aim_of_every_trial() -> None:
    trials = {part for one in AIMS if (part := one.value.part).startswith("chaos")}
    wanted = {(part, f"$.{what}") for part in trials for what in ("lost", "doubled", "recovery_p95_s")}
    assert len(trials) == 6
    assert wanted <= {(one.value.part, one.value.path) for one in AIMS}


def _aim(bound: Bound, limit: float, unit: str = "s", *whys: Why) -> Aim:
    return Aim("Lint", "a thing", Value("a", "$.x"), bound, limit, unit, whys)


@pytest.mark.parametrize(
    ("aim", "found", "met", "by"),
    [
        (_aim(Bound.AT_MOST, 2.0), 2.0, True, ""),
        (_aim(Bound.AT_MOST, 2.0), 3.0, False, "by 1 s, 50 %"),
        (_aim(Bound.AT_LEAST, 4.0, "×"), 3.8, False, "by 0.2×, 5.0 %"),
        (_aim(Bound.BELOW, 1.0, "×"), 1.0, False, "by 0×, 0.1 %"),
        (_aim(Bound.AT_MOST, 0.0, ""), 2.0, False, "by 2"),
        (_aim(Bound.AT_MOST, 2.0), None, None, ""),
    ],
)
def test_an_aim_is_met_or_missed_by_so_much(aim: Aim, found: float | None, met: bool | None, by: str) -> None:
    one = Judged(aim, found)
    assert (one.met, one.by) == (met, by)


def test_a_reason_is_about_one_figure_and_no_later_one() -> None:
    aim = _aim(Bound.AT_MOST, 2.0, "s", Why(3.0, "the disk was full"))
    assert Judged(aim, 3.1).why == "the disk was full"
    assert Judged(aim, 4.0).why == ""
    assert Judged(aim, 1.0).why == ""


def test_values_are_found_alone_and_beside_others() -> None:
    results = {"a": [{"n": 1, "x": 6}, {"n": 2, "x": 3.0}], "zero": 0, "word": "x", "none": None}
    known = Gathered("2026-01-01", {}, {"p": Outcome("p", results=results)})
    assert Value("p", "$.a[?@.n==1].x").of(known) == 6
    assert Value("p", "$.a[*].x", least=True).of(known) == 3
    assert Value("p", "$.a[0].x", per="$.a[1].x").of(known) == 2
    assert Value("p", "$.a[0].x", less="$.a[1].x").of(known) == 3
    for path in ("$.a[0].x", "$.word", "$.none", "$.gone"):
        assert Value("p", path, per="$.zero").of(known) is None
    assert Value("other", "$.a[0].x").of(known) is None


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.4375, "s", "0.44 s"), (0.3, "s", "0.3 s"), (10.04, "s", "10.0 s"), (599.4, "ms", "599 ms"),
        (18459, "", "18,459"), (8.2, "×", "8.2×"), (0.972, "%", "97.2 %"), (0.9, "%", "90 %"), (1, "%", "100 %"),
        (0.9996, "%", "99.96 %"), (0, "", "0"),
    ],
)  # fmt: skip
def test_numbers_are_written_for_people(value: float, unit: str, text: str) -> None:
    assert said(value, unit) == text


# -------------------------------------------------------------------------------------------------------------- charts

_SVG = "{http://www.w3.org/2000/svg}"


def test_a_bar_is_as_long_as_its_ratio_says() -> None:
    """On either side of 1, by the logarithm."""
    bars = (Bar("ten", 10, "10×"), Bar("hundred", 100, "100×"), Bar("a tenth", 0.1, "0.1×"))
    tree = ET.fromstring(ratios("T", "W", [Group("g", "", bars)]))
    widths = [(float(one.get("x", "0")), float(one.get("width", "0"))) for one in tree.iter(f"{_SVG}rect")][1:]
    (one, ten), (same, hundred), (left, tenth) = widths
    assert one == same
    assert hundred == pytest.approx(2 * ten, abs=0.3)
    assert left + tenth == pytest.approx(one, abs=0.3)
    assert tenth == pytest.approx(ten, abs=0.3)


def test_a_line_goes_through_its_points() -> None:
    """A course that grows as the size does is straight."""
    tree = ET.fromstring(growth("T", "W", "size", "s", [Line("all", ((10, 1), (100, 10), (1000, 100)))]))
    places = [(float(one.get("cx", "0")), float(one.get("cy", "0"))) for one in tree.iter(f"{_SVG}circle")]
    (x0, y0), (x1, y1), (x2, y2) = places
    assert (x1 - x0, y1 - y0) == pytest.approx((x2 - x1, y2 - y1), abs=0.3)
    assert x1 > x0
    assert y1 < y0


def test_what_a_chart_says_is_text_in_it_and_nothing_else() -> None:
    hostile = '<script>alert("1")</script> & ]]>'
    text = ratios(hostile, hostile, [Group(hostile, hostile, (Bar(hostile, 2, hostile),))])
    tree = ET.fromstring(text)
    assert tree.get("role") == "img"
    assert {one.tag.removeprefix(_SVG) for one in tree.iter()} == {
        "svg", "title", "desc", "style", "rect", "text", "line",
    }  # fmt: skip
    assert [one.text for one in tree.iter(f"{_SVG}desc")] == [hostile]
    assert "http" not in text.replace("http://www.w3.org/2000/svg", ""), "it asks no other host"


@pytest.mark.parametrize("number", [0, -1])
def test_what_has_no_logarithm_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="numbers above 0"):
        ratios("T", "W", [Group("g", "", (Bar("b", number, ""),))])
    with pytest.raises(ValueError, match="numbers above 0"):
        growth("T", "W", "x", "y", [Line("l", ((1, number),))])


def test_each_chart_tells_its_figures_in_words_and_fits(gathered: Gathered) -> None:
    """Every figure of the table is in the description, and nothing is drawn outside."""
    for chart in charts(gathered):
        tree = ET.fromstring(chart.svg)
        width, height = map(float, tree.get("viewBox", "").split()[2:])
        for one in tree.iter():
            x, y = float(one.get("x", "0")), float(one.get("y", "0"))
            assert 0 <= x <= width, (chart.name, one.attrib)
            assert 0 <= y <= height, (chart.name, one.attrib)
        for row in chart.rows:
            assert row[-1] in chart.words or row[-1] == "–", (chart.name, row)


def test_a_peer_that_failed_is_not_drawn(gathered: Gathered) -> None:
    """What it took until it failed would look like speed."""
    results = json.loads(json.dumps(gathered.results("clients")))
    known = replace(gathered, parts={"clients": Outcome("clients", results=results)})
    (chart, *_) = charts(known)
    assert "openapi-python-client: GitHub" in chart.words
    results["made"]["github"]["openapi-python-client"]["failed"] = "no"
    (chart, *_) = charts(known)
    assert "openapi-python-client: GitHub" not in chart.words
