"""The pages of governance: the calendar of what ends, and whether a version may go somewhere."""

from __future__ import annotations

import pytest

from tests.portal.conftest import Reader


@pytest.mark.requirement("E2")
def test_the_calendar_shows_a_sunset_on_its_day(portal: Reader) -> None:
    answer = portal.get("/calendar", params={"month": "2027-12"})
    day = answer.text.partition('<time datetime="2027-12-31"')[2].partition("</td>")[0]
    assert "erp@1.9.0" in day
    assert "may be gone" in day
    assert "<h1>December 2027</h1>" in answer.text


@pytest.mark.parametrize("month", ["", "2027-13", "0000-01", "9999-99", "x", "2027", "²-1", "-1-1", "99999-1"])
def test_what_is_no_month_is_the_current_one(portal: Reader, month: str) -> None:
    answer = portal.get("/calendar", params={"month": month})
    assert answer.status_code == 200
    assert 'aria-current="date"' in answer.text


def test_other_programs_read_the_calendar(portal: Reader) -> None:
    answer = portal.get("/deprecations.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
    assert "SUMMARY:erp@1.9.0 may be gone" in answer.text


def test_a_version_that_gets_along_may_be_deployed(portal: Reader) -> None:
    answer = portal.get("/can-i-deploy", params={"name": "billing", "version": "3.0.0", "to": "production"})
    assert "billing 3.0.0 may go to production" in answer.text


def test_a_version_that_there_is_not_must_not_be_deployed(portal: Reader) -> None:
    answer = portal.get("/can-i-deploy", params={"name": "billing", "version": "9.9.9", "to": "production"})
    assert "billing 9.9.9 must not go to production" in answer.text


def test_a_name_that_there_is_not_is_told_beside_the_form(portal: Reader) -> None:
    answer = portal.get("/can-i-deploy", params={"name": "biling", "version": "1.0.0", "to": "production"})
    assert answer.status_code == 200
    assert "there is no API or consumer" in answer.text
    assert 'value="biling"' in answer.text
