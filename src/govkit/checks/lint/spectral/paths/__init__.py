"""JSONPath as Spectral's rulesets write it: the dialects of nimma and JSONPath-Plus, without running any code."""

from govkit.checks.lint.spectral.paths.errors import PathError
from govkit.checks.lint.spectral.paths.fields import Field, field, targets
from govkit.checks.lint.spectral.paths.reading import parse
from govkit.checks.lint.spectral.paths.regexes import regex
from govkit.checks.lint.spectral.paths.selecting import select, selected
from govkit.checks.lint.spectral.paths.tree import Path, Reach

__all__ = [
    "Field",
    "Path",
    "PathError",
    "Reach",
    "field",
    "parse",
    "regex",
    "select",
    "selected",
    "targets",
]
