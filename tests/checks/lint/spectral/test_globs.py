"""Globs of overrides mean what they mean to Spectral."""

from __future__ import annotations

import pytest

from govkit.checks.lint.spectral.rulesets.globs import GlobError, is_glob_match

MATCHES = [
    ("specs/a.yaml", "*.yaml"),
    ("specs/a.yaml", "**/*.yaml"),
    ("a.yaml", "**/*.yaml"),
    ("specs/v2/a.yaml", "specs/**"),
    ("specs/v2/a.yaml", "specs/**/a.yaml"),
    ("specs/a.yaml", "specs/**/a.yaml"),
    ("specs/a.json", "specs/*.{json,yaml}"),
    ("specs/v3/a.json", "specs/v{1..3}/*"),
    ("specs/a1.json", "a[0-9].json"),
    ("specs/ax.json", "a[!0-9].json"),
    ("a-b.yaml", "a-?.yaml"),
    ("b.yaml", "!a.yaml"),
    ("xb.yaml", "x!(a|c).yaml"),
    ("a.yaml", "!(a|c).yaml"),
    ("aab.yaml", "+(a)b.yaml"),
    ("b.yaml", "?(a)b.yaml"),
    ("../other/a.yaml", "../other/*.yaml"),
    (".hidden.yaml", ".*.yaml"),
    ("a{b}.yaml", "a{b}.yaml"),
    ("specs/a.yaml", "specs//a.yaml"),
    ("a+b.yaml", "a+b.yaml"),
    ("specs/a.yaml", "**"),
    ("xb.yaml", "x!(a|c).y?(a)ml"),
    ("(a.yaml", "*(a.yaml"),
    ("ab.yaml", "@(a|!(x))b.yaml"),
]
DOES_NOT = [
    ("specs/a.yaml", "specs/*.json"),
    ("specs/v2/a.yaml", "specs/*.yaml"),
    ("specs", "specs/**"),
    (".hidden.yaml", "*.yaml"),
    (".git/a.yaml", "**/a.yaml"),
    ("../other/a.yaml", "**/a.yaml"),
    ("a.yaml", "!a.yaml"),
    ("xa.yaml", "x!(a|c).yaml"),
    ("specs/a.yaml", "./specs/a.yaml"),
    ("a.yaml", "#a.yaml"),
    ("ab.yaml", "a?b.yaml"),
    ("A.yaml", "a.yaml"),
    ("specs/a.yaml", "s/a.yaml"),
]


@pytest.mark.parametrize(("path", "pattern"), MATCHES)
def test_a_path_is_meant(path: str, pattern: str) -> None:
    assert is_glob_match(path, pattern)


@pytest.mark.parametrize(("path", "pattern"), DOES_NOT)
def test_a_path_is_not_meant(path: str, pattern: str) -> None:
    assert not is_glob_match(path, pattern)


@pytest.mark.parametrize("pattern", ["{a,b}" * 20, "{1..9999}", "a" * 3000, "[z-a]", "!(" * 20 + "a" + ")" * 20])
def test_a_glob_that_would_be_too_costly_or_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(GlobError):
        is_glob_match("a", pattern)


@pytest.mark.parametrize("pattern", ["**/" * 500 + "x", "*a" * 300, "+(a|aa)" * 30 + "b"])
def test_a_hostile_glob_takes_no_time(pattern: str) -> None:
    assert not is_glob_match("/".join(["a" * 50] * 60), pattern)
