"""What a rule is: data with a check, its reasons, and the examples that are its tests and its documentation."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from govkit.findings.finding import Severity


@dataclass(frozen=True, slots=True)
class Example:
    """Two documents (or one, in `after`) and what the rule finds in them.

    `finds` names the data path of each finding of this rule, in order; an example that stays silent says why in
    `because`. `before` and `after` are YAML texts of whole documents, or None where there is no such side.
    """

    before: str | None
    after: str
    finds: tuple[str, ...] = ()
    because: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A kind of finding.

    `on` says what the rule looks at (each package that finds things defines its own triggers), `when` judges it.
    `id` is public API: `direction-element-change` or `element-property`, and the name of the module it lives in.
    """

    id: str
    severity: Severity
    summary: str
    rationale: str
    fix: str
    on: Any  # a trigger of the package that owns the rule
    when: Callable[..., Any]  # from what `on` selects to what the package's checker takes
    examples: tuple[Example, ...]
    mend: Callable[..., Any] | None = None
    """From where a finding is to edits of the text, if there are some that are certain to change nothing else."""
    unpaired: str = ""
    """Why a rule of one direction has no twin in the other, where it has none."""
    stricter: bool = False
    """Whether it asks for more than comparators of pacts with OpenAPI do, whose profile leaves it out."""


@cache
def discover(package: str) -> dict[str, Rule]:
    """Every `RULE` of the modules of `package`, by id, sorted.

    Raises:
        RuntimeError: a module without a RULE, or one whose name is not its rule's id. Both are mistakes of ours.
    """
    module = importlib.import_module(package)
    rules: dict[str, Rule] = {}
    for info in pkgutil.iter_modules(module.__path__):
        if info.name.startswith("_"):
            continue
        rule = getattr(importlib.import_module(f"{package}.{info.name}"), "RULE", None)
        if not isinstance(rule, Rule):
            raise RuntimeError(f"{package}.{info.name} defines no RULE")
        if rule.id != info.name.replace("_", "-"):
            raise RuntimeError(f"{package}.{info.name} holds the rule {rule.id}: the file must bear the rule's name")
        rules[rule.id] = rule
    return dict(sorted(rules.items()))
