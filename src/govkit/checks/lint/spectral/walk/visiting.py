"""Rules held against a document: each node that a rule's `given` selects is visited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from govkit.checks.lint.spectral.model import Linted, Site, SpectralRule
from govkit.checks.lint.spectral.paths import parse
from govkit.checks.lint.spectral.walk.linted import LintedDocument
from govkit.checks.lint.spectral.walk.walking import Walk


@lru_cache(maxsize=8)
def walk_of(expressions: tuple[str, ...]) -> Walk:
    """A walk of many expressions, ready for any number of documents. Raises PathError."""
    return Walk([parse(expression) for expression in expressions])


def visit(rules: Sequence[SpectralRule], linted: Linted) -> Iterator[tuple[SpectralRule, Site]]:
    """The nodes that rules select, those of the resolved tree first. Raises PathError."""
    for wants_resolved in (True, False):
        chosen = [(rule, given) for rule in rules if rule.resolved is wants_resolved for given in rule.given]
        if not chosen:
            continue
        if wants_resolved:
            root = linted.resolved
        else:
            root = linted.written if isinstance(linted, LintedDocument) else linted.document.tree
        for indexes, site in walk_of(tuple(given for _, given in chosen)).sites(root):
            for index in indexes:
                yield chosen[index][0], site
