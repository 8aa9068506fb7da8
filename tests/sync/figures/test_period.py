"""Periods, and the ones before them that they are compared with; all days are those of UTC."""

from __future__ import annotations

import pytest

from govkit.errors import UsageError
from govkit.sync.figures.period import spans
from tests.sync.figures.histories import moment


def said(now: str = "2026-03-11T12:00", since: str = "", until: str = "", period: str | None = None) -> list[str]:
    found = spans(
        moment(now),
        since=moment(since) if since else None,
        until=moment(until) if until else None,
        period=period,
    )
    return [str(one) for one in found]


def test_the_month_so_far_is_compared_with_as_much_of_the_one_before() -> None:
    assert said() == ["2026-03-01 to 2026-03-11T12:00:00Z", "2026-02-01 to 2026-02-11T12:00:00Z"]
    assert said("2026-03-30T12:00")[1] == "2026-02-01 to 2026-03-01"


def test_a_month_that_is_over_is_compared_with_the_whole_one_before() -> None:
    assert said("2026-04-01") == ["2026-03-01 to 2026-04-01", "2026-02-01 to 2026-03-01"]
    assert said("2026-03-01") == ["2026-02-01 to 2026-03-01", "2026-01-01 to 2026-02-01"]
    assert said("2026-01-01") == ["2025-12-01 to 2026-01-01", "2025-11-01 to 2025-12-01"]


def test_a_week_begins_on_monday() -> None:
    assert said(period="week") == ["2026-03-09 to 2026-03-11T12:00:00Z", "2026-03-02 to 2026-03-04T12:00:00Z"]
    assert said(period="day") == ["2026-03-11 to 2026-03-11T12:00:00Z", "2026-03-10 to 2026-03-10T12:00:00Z"]


def test_a_beginning_an_end_or_both_say_the_period() -> None:
    assert said(since="2026-03-10") == [
        "2026-03-10 to 2026-03-11T12:00:00Z", "2026-03-08T12:00:00Z to 2026-03-10",
    ]  # fmt: skip
    assert said(since="2026-01-31", period="month") == ["2026-01-31 to 2026-02-28", "2026-01-03 to 2026-01-31"]
    assert said(until="2026-03-01") == ["2026-02-01 to 2026-03-01", "2026-01-01 to 2026-02-01"]
    assert said(until="2026-03-08", period="week") == ["2026-03-01 to 2026-03-08", "2026-02-22 to 2026-03-01"]
    assert said(since="2026-03-01", until="2026-03-03") == ["2026-03-01 to 2026-03-03", "2026-02-27 to 2026-03-01"]


def test_what_is_no_period_is_refused() -> None:
    with pytest.raises(UsageError, match="before it begins"):
        said(since="2026-03-01", until="2026-03-01")
    with pytest.raises(UsageError, match="before it begins"):
        said(since="2027-03-01")
    for far in ("0001-01-01", "1969-12-31", "9999-12-31"):
        with pytest.raises(UsageError, match="outside of the years"):
            said(since=far, period="month")
        with pytest.raises(UsageError, match="outside of the years"):
            said(until=far)
    assert said(since="1970-01-01", until="9998-12-31")[1] == "1970-01-01 to 1970-01-01"
    with pytest.raises(UsageError, match="twice"):
        said(since="2026-03-01", until="2026-03-02", period="day")


def test_the_last_moment_of_a_period_is_not_in_it() -> None:
    (march, _) = spans(moment("2026-04-01"))
    assert march.since == moment("2026-03-01")
    assert march.until == moment("2026-04-01")
