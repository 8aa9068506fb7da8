"""Version numbers, and whether a step between two of them is wide enough."""

from __future__ import annotations

import pytest

from govkit.gate.comparisons.versions import Level, judged


@pytest.mark.parametrize(
    ("old", "new", "needed", "sufficient", "following"),
    [
        ("2.1.0", "2.1.1", Level.MAJOR, False, "3.0.0"),
        ("2.1.0", "2.2.0", Level.MAJOR, False, "3.0.0"),
        ("2.1.0", "3.0.0", Level.MAJOR, True, "3.0.0"),
        ("2.1.0", "4.2.7", Level.MAJOR, True, "3.0.0"),
        ("2.1.0", "2.1.1", Level.MINOR, False, "2.2.0"),
        ("2.1.0", "2.2.0", Level.MINOR, True, "2.2.0"),
        ("2.1.0", "2.1.1", Level.PATCH, True, "2.1.1"),
        ("2.1.0", "2.1.0", Level.PATCH, False, "2.1.1"),
        ("2.1.0", "2.1.0", Level.NONE, True, None),
        ("2.1.9", "2.1.10", Level.PATCH, True, "2.1.10"),
        ("2.1.0", "2.0.9", Level.PATCH, False, "2.1.1"),
        ("2.1.0", "2.0.9", Level.NONE, False, None),
        ("1.0.0+build.1", "1.0.0+build.2", Level.PATCH, False, "1.0.1"),
    ],
)
def test_a_step_suffices_from_the_level_that_the_change_needs(
    old: str, new: str, needed: Level, sufficient: bool, following: str | None
) -> None:
    found = judged(old, new, needed)
    assert (found.sufficient, found.next) == (sufficient, following), found.remark


@pytest.mark.parametrize(
    ("old", "new", "needed", "sufficient", "following"),
    [
        ("0.3.1", "0.3.2", Level.MAJOR, False, "0.4.0"),
        ("0.3.1", "0.4.0", Level.MAJOR, True, "0.4.0"),
        ("0.3.1", "1.0.0", Level.MAJOR, True, "0.4.0"),
        ("0.3.1", "0.3.2", Level.MINOR, True, "0.3.2"),
        ("0.3.1", "0.3.1", Level.MINOR, False, "0.3.2"),
    ],
)
def test_below_one_a_break_needs_a_minor_step(
    old: str, new: str, needed: Level, sufficient: bool, following: str
) -> None:
    found = judged(old, new, needed)
    assert (found.sufficient, found.next) == (sufficient, following), found.remark


@pytest.mark.parametrize(
    ("old", "new", "sufficient"),
    [
        ("2.1.0", "3.0.0-rc.1", True),
        ("2.1.0", "2.2.0-rc.1", False),
        ("3.0.0-rc.1", "3.0.0-rc.2", True),
        ("3.0.0-rc.1", "3.0.0", True),
        ("3.0.0-rc.2", "3.0.0-rc.1", False),
        ("3.0.0-rc.1", "3.0.0-rc.1", False),
        ("3.0.0-rc.9", "3.0.0-rc.10", True),
        ("3.0.0", "3.0.0-rc.1", False),
    ],
)
def test_a_pre_release_promises_nothing_and_stands_for_its_release(old: str, new: str, sufficient: bool) -> None:
    assert judged(old, new, Level.MAJOR).sufficient is sufficient


@pytest.mark.parametrize(
    "version", ["2024-01-01", "v2024-01-01", "2024.1.0", "2024.01", "20240101", "2024-10-28.acacia"]
)
def test_a_date_is_not_semver(version: str) -> None:
    found = judged(version, "3.0.0", Level.MAJOR)
    assert found.sufficient is None
    assert found.remark == f"the version `{version}` is a date, not SemVer: whether the step suffices is not judged"


@pytest.mark.parametrize("version", ["Unstable", "1.2.3.4", "01.2.3", "1.x", "latest", "1" * 5_000, "1.0.0-", "١.٠.٠"])
def test_what_is_no_version_is_said_and_not_judged(version: str) -> None:
    found = judged("1.0.0", version, Level.MAJOR)
    assert found.sufficient is None
    assert "is not SemVer" in found.remark
    assert len(found.remark) < 250


@pytest.mark.parametrize(("old", "new"), [("v1.2.3", "v2.0.0"), ("1.2", "2.0"), ("1", "2"), (" 1.2.3 ", "2.0.0")])
def test_a_leading_v_and_missing_zeros_are_let_through(old: str, new: str) -> None:
    assert judged(old, new, Level.MAJOR).sufficient is True


def test_a_version_that_is_missing_is_not_judged() -> None:
    assert judged(None, "1.0.0", Level.MAJOR).sufficient is None
    assert judged("1.0.0", None, Level.MAJOR).remark == ""


def test_the_author_s_step_is_told_in_a_sentence() -> None:
    assert judged("2.1.0", "2.1.1", Level.MAJOR).remark == "2.1.0 → 2.1.1 is a patch step: too small, next is 3.0.0"
    assert judged("2.1.0", "2.1.0", Level.MINOR).remark == "2.1.0 stays: too small, next is 2.2.0"
    assert judged("2.1.0", "2.0.0", Level.MINOR).remark == "2.1.0 → 2.0.0 goes back, next is 2.2.0"
    assert judged("2.1.0", "3.0.0-rc.1", Level.MAJOR).remark.endswith("(a pre-release of 3.0.0): enough")
    assert judged("0.1.0", "0.1.1", Level.MAJOR).remark.endswith("(below 1.0.0 a break needs a minor step)")
