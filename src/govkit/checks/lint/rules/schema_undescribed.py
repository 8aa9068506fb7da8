"""Finds components of which nothing says what they are."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, Site
from govkit.checks.lint.surface.surface import types_of
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | Fine | None:
    """An object of the components without description and title."""
    plain = site.surface.plainness.of(site.document, site.raw)
    if "object" not in types_of(plain):
        return None
    if any(isinstance(plain.get(word), str) and plain[word].strip() for word in ("description", "title")):
        return FINE
    return Hit(f"nothing says what {code(site.name)} is")


RULE = Rule(
    id="schema-undescribed",
    severity=Severity.INFO,
    summary="Checks that the objects of the components are described.",
    rationale=(
        "They are the nouns of the API. Whether an `Account` is a login, a customer or a ledger is known to those who made "
        "it, and decides whether another team maps the right one."
    ),
    fix="Say in a sentence what the object is, and what makes two of them different.",
    on=Look("component", habit="{few} of the {count} objects of the components are described"),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  properties:
                    memo: {type: string, description: Words on the paper.}
            """),
            finds=("/components/schemas/Invoice",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  title: What a customer owes
                  properties:
                    memo: {type: string, description: Words on the paper.}
                Memo: {type: string}
            """),
            because="A title says it, and a text is no noun.",
        ),
    ),
)
