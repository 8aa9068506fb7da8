"""Rulesets as Spectral reads them: files, what they extend, aliases, overrides, formats."""

from govkit.checks.lint.spectral.rulesets.file import DEFAULT_NAMES, RulesetFile, default_ruleset, read_ruleset

__all__ = ["DEFAULT_NAMES", "RulesetFile", "default_ruleset", "read_ruleset"]
