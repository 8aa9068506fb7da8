"""The formats as a whole: how they are found, and what holds for each."""

from __future__ import annotations

import pytest

from govkit.errors import UsageError
from govkit.gate.outcome import Outcome
from govkit.reports import RenderOptions, format_named, format_names, plain, render
from tests.reports import samples


def test_the_formats_are_the_modules_of_the_folder() -> None:
    assert {"text", "json", "markdown", "sarif", "github"} <= set(format_names())


@pytest.mark.parametrize("name", format_names())
def test_every_format_says_what_it_is_for(name: str) -> None:
    assert format_named(name).name == name
    assert format_named(name).description


@pytest.mark.parametrize("name", format_names())
@pytest.mark.parametrize("outcome", [samples.FULL, samples.CLEAN, samples.HOSTILE, samples.many(30)])
def test_the_same_outcome_gives_the_same_text_in_utf_8(name: str, outcome: Outcome) -> None:
    first, second = (render(outcome, name, RenderOptions(line_of=samples.line_of)) for _ in range(2))
    assert first == second
    text = first if isinstance(first, str) else "\n".join(map(plain, first))
    text.encode("utf-8")
    assert not any(ord(character) < 32 and character != "\n" for character in text)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as refused:
        format_named("toml")
    assert "sarif" in str(refused.value)
