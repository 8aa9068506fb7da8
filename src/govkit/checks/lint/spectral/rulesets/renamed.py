"""Rules of `spectral:oas` that were called otherwise in earlier versions of Spectral."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govkit.checks.lint.spectral.model import Level
from govkit.checks.lint.spectral.rulesets.definition import level_of

_TODAY = {
    "operation-2xx-response": "operation-default-response",
    "oas3-unused-components-schema": "oas3-unused-components",
    "oas2-valid-parameter-example": "oas2-valid-schema-example",
    "oas2-valid-response-schema-example": "oas2-valid-schema-example",
    "oas2-valid-definition-example": "oas2-valid-schema-example",
    "oas2-valid-response-example": "oas2-valid-media-example",
    "oas3-valid-oas-parameter-example": "oas3-valid-media-example",
    "oas3-valid-oas-content-example": "oas3-valid-media-example",
    "oas3-valid-oas-header-example": "oas3-valid-media-example",
    "oas3-valid-header-schema-example": "oas3-valid-schema-example",
    "oas3-valid-parameter-schema-example": "oas3-valid-schema-example",
}
_WORST_FIRST = (Level.ERROR, Level.WARN, Level.INFO, Level.HINT, Level.OFF)


def with_names_of_today(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """A ruleset in which rules that are only turned on or off bear their names of today; of two, the worse counts."""
    rules = tree.get("rules", {})
    if not any(name in _TODAY for name in rules):
        return tree
    made: dict[str, Any] = {}
    for name, said in rules.items():
        today = name if isinstance(said, dict) else _TODAY.get(name, name)
        made[today] = _worse(made[today], said) if today in made and today != name else said
    return {**tree, "rules": made}


def _worse(one: Any, other: Any) -> Any:
    if not isinstance(one, str) or not isinstance(other, str):
        return other if isinstance(other, bool) else one
    return min(one, other, key=lambda said: _WORST_FIRST.index(level_of(said)))
