"""From the text of an expression to its ways: Spectral has two readers, and so have we."""

from __future__ import annotations

from functools import lru_cache

from govkit.checks.lint.spectral.paths.errors import PathError
from govkit.checks.lint.spectral.paths.fallback import read_fallback
from govkit.checks.lint.spectral.paths.grammar import NotInGrammar, read_grammar
from govkit.checks.lint.spectral.paths.tree import Path

_LONGEST = 20_000


@lru_cache(maxsize=4096)
def parse(expression: str) -> Path:
    """What an expression selects. Raises PathError where it is outside of the dialect.

    As in Spectral, a strict grammar (that of nimma) reads it; what that does not know, or what is deep more than once,
    goes to the looser ways of JSONPath-Plus.
    """
    if len(expression) > _LONGEST:
        raise PathError(f"the expression has more than {_LONGEST:,} characters")
    if not expression.startswith("$"):
        raise PathError("the expression does not start with $", 0, "the root of the document is written $")
    try:
        branches = read_grammar(expression)
    except NotInGrammar:
        branches = read_fallback(expression)
    return Path(expression, branches)
