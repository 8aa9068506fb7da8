"""Aliases: what an expression stands for."""

from __future__ import annotations

import pytest

from govkit.checks.lint.spectral.rulesets.aliases import AliasError, aliases_of, expanded

ALIASES = aliases_of(
    {
        "Path": ["$.paths[*]"],
        "Operation": ["#Path.get", "#Path.post"],
        "Tags": ["#Operation.tags[*]", "$.tags[*]"],
        "Schemas": {
            "targets": [
                {"formats": ["oas2"], "given": ["$.definitions[*]"]},
                {"formats": ["oas3.0", "oas3_1"], "given": ["$.components.schemas[*]", "#Path..schema"]},
                {"formats": ["oas3_1"], "given": ["$.newest"]},
            ]
        },
    }
)


def test_aliases_stand_on_aliases_and_take_what_follows_them() -> None:
    assert expanded(["#Tags.name", "$.x"], ALIASES, None) == (
        "$.paths[*].get.tags[*].name", "$.paths[*].post.tags[*].name", "$.tags[*].name", "$.x",
    )  # fmt: skip
    assert expanded(["#Path[?(@.a)]~"], ALIASES, None) == ("$.paths[*][?(@.a)]~",)


def test_of_several_targets_the_last_counts_whose_format_fits() -> None:
    assert expanded(["#Schemas.x"], ALIASES, frozenset({"oas2"})) == ("$.definitions[*].x",)
    assert expanded(["#Schemas"], ALIASES, frozenset({"oas3_0"})) == ("$.components.schemas[*]", "$.paths[*]..schema")
    assert expanded(["#Schemas"], ALIASES, frozenset({"oas3_1"})) == ("$.newest",)
    assert expanded(["#Schemas"], ALIASES, frozenset({"oas3_2"})) == ()
    assert expanded(["#Schemas"], ALIASES, None) == ()


@pytest.mark.parametrize(
    ("given", "why"),
    [("#Nowhere", "no alias `Nowhere`"), ("#", "letters"), ("#A", "A → B → A"), ("#Own.x", "Own → Own")],
)
def test_an_alias_must_lead_somewhere(given: str, why: str) -> None:
    with pytest.raises(AliasError, match=why):
        expanded([given], aliases_of({"A": ["#B"], "B": ["#A.x"], "Own": ["#Own"]}), None)


def test_aliases_that_multiply_are_refused_before_they_do() -> None:
    many = {"A0": ["$.a"]} | {f"A{n}": [f"#A{n - 1}.x", f"#A{n - 1}.y"] for n in range(1, 40)}
    with pytest.raises(AliasError, match="more than 5,000"):
        expanded(["#A39"], aliases_of(many), None)


def test_a_long_chain_of_aliases_is_followed_once() -> None:
    chain = {"A0": ["$.a"]} | {f"A{n}": [f"#A{n - 1}", f"#A{n - 1}"] for n in range(1, 300)}
    assert expanded(["#A299"], aliases_of(chain), None) == ("$.a",)
