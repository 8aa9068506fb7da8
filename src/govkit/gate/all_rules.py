"""Every rule there is."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module

from govkit.findings import Rule, discover

PACKAGES = (
    "govkit.checks.compat.rules",
    "govkit.checks.lint.rules",
    "govkit.checks.pacts.fuzz.rules",
    "govkit.checks.pacts.live.rules",
    "govkit.checks.pacts.rules",
    "govkit.spec.openapi.rules",
    "govkit.catalog.entries.rules",
    "govkit.catalog.mapping.rules",
    "govkit.catalog.measures.rules",
    "govkit.catalog.workflows.rules",
    "govkit.gate.lint.rules",
    "govkit.gate.rules",
)


def rulebook() -> dict[str, Rule]:
    """All rules by id, sorted."""
    found: dict[str, Rule] = {}
    for package in PACKAGES:
        found |= discover(package)
    return dict(sorted(found.items()))


def rule_names() -> list[str]:
    """The ids of all rules, sorted: each is the name of its module, so that none has to be loaded."""
    homes = [path for package in PACKAGES for path in import_module(package).__path__]
    names = [one.name for one in pkgutil.iter_modules(homes) if not one.name.startswith("_")]
    return sorted(name.replace("_", "-") for name in names)


class Rulebook(Mapping[str, Rule]):
    """The same, read when somebody looks into it: most reports never do, and there are hundreds of modules."""

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return rulebook()

    def __getitem__(self, name: str) -> Rule:
        return self._rules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)
