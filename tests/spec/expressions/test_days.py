"""Days in the forms of other systems, read and written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.spec.expressions import pattern_of, read_day, written_day

FORMS = ("YYYYMMDD", "DD.MM.YYYY", "MM/DD/YYYY", "YYYY-MM-DD", "DD MM YYYY")


@given(st.dates(), st.sampled_from(FORMS))
def test_a_day_goes_there_and_back_in_every_form(day: date, form: str) -> None:
    assert read_day(written_day(day, form), form) == day


@pytest.mark.parametrize("form", ["", "YYYY", "YYYYMM", "YYYYMMDDDD", "DD.MM.YY", "D.M.YYYY", "YYYY'T'MMDD", "-" * 20])
def test_what_does_not_say_all_of_a_day_once_is_no_form(form: str) -> None:
    assert pattern_of(form) is None


@pytest.mark.parametrize(
    "text", ["20260231", "2026111", "2026-11-03", "٢٠٢٦١١٠٣", " 20261103", "20261103\n", None, 20261103]
)
def test_what_is_no_day_in_a_form_is_not_read(text: object) -> None:
    assert read_day(text, "YYYYMMDD") is None
