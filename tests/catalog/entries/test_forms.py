"""The forms of entries: what their pages and schemas say, and what names, versions and durations may be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from govkit.catalog.entries import Kind, all_kinds
from govkit.catalog.entries.form import Metadata, Path, Version
from govkit.catalog.texts import Duration
from tools import forms

KINDS = pytest.mark.parametrize("kind", all_kinds().values(), ids=all_kinds())


@KINDS
def test_every_key_of_an_entry_says_what_it_is_for(kind: Kind) -> None:
    every: list[type[BaseModel]] = [kind.spec, Metadata, *forms.forms_below(kind.spec)]
    for form in every:
        silent = [name for name, field in form.model_fields.items() if not field.description]
        assert not silent, f"{form.__name__} does not say what {silent} is for"


@KINDS
def test_a_page_names_every_key(kind: Kind) -> None:
    page = forms.kind_pages()[f"{kind.name.lower()}.md"]
    for form in (kind.spec, *forms.forms_below(kind.spec)):
        for name, field in form.model_fields.items():
            assert f"| `{field.alias or name}` |" in page


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("P90D", timedelta(days=90)),
        ("P2W", timedelta(weeks=2)),
        ("PT15M", timedelta(minutes=15)),
        ("P1DT2H3M4S", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        *(
            (text, None)
            for text in ("P", "PT", "P1DT", "90", "P1M", "P1Y", "PT1M2H", "P-1D", "P99999999W", " P1D", "P1D\n")
        ),
        *((value, None) for value in (7, True, ["P1D"])),
    ],
)
def test_durations_are_those_of_iso_8601_without_months(text: Any, wanted: timedelta | None) -> None:
    assert read(Duration, text) == wanted


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *((text, True) for text in ("1.0.0", "0.0.0", "1.0.0-rc.1", "1.0.0-rc-1.x.0a", "1.0.0+5.b", "2024-06-20")),
        *(
            (text, False)
            for text in ("1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0-a..b", "1.0.0\n", "2024", "1.٠.0", "")
        ),
    ],
)
def test_versions_are_semver_or_days(text: str, is_one: bool) -> None:
    assert (read(Version, text) is not None) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *((text, True) for text in ("a.yaml", "a/b.yaml", "a/..b/c", "..a", "ä ö.yaml")),
        *((text, False) for text in ("/a", "../a", "a/../b", "a/..", "..", "a\\b", "a\x00", "a\nb", "")),
    ],
)
def test_paths_stay_inside_the_estate(text: str, is_one: bool) -> None:
    assert (read(Path, text) is not None) is is_one


def read(type_: Any, value: Any) -> Any:
    """What a value is read as; None where it is refused."""
    try:
        return TypeAdapter(type_).validate_python(value)
    except ValidationError:
        return None
