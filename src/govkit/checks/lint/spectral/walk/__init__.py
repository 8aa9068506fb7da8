"""The fused walk: all expressions of a ruleset go over a document at once."""

from govkit.checks.lint.spectral.walk.linted import Dangling, LintedDocument
from govkit.checks.lint.spectral.walk.visiting import visit, walk_of
from govkit.checks.lint.spectral.walk.walking import Walk

__all__ = ["Dangling", "LintedDocument", "Walk", "visit", "walk_of"]
