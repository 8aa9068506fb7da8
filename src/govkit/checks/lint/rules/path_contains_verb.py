"""Finds paths that say what the method says already."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_VERBS = frozenset({"get", "create", "update", "delete", "insert", "add", "remove", "fetch", "list", "put", "post"})
_NOUNS = frozenset({"on", "ons", "request", "requests", "ins"})
"""What makes a thing of a verb before it: an add-on, a delete request."""


def check(site: Site) -> Hit | None:
    """A path with a segment that is one of the verbs which methods stand for, or begins with one."""
    for segment in site.name.split("/"):
        said = () if "{" in segment else words(segment)
        if not said or said[0] not in _VERBS or _NOUNS.intersection(said[1:2]):
            continue
        if len(said) > 1 or said[0] not in ("list", "post", "add", "put"):
            return Hit(f"the path {code(site.name, 100)} says {code(said[0])}, which is what a method says")
    return None


RULE = Rule(
    id="path-contains-verb",
    severity=Severity.INFO,
    summary="Checks that paths name things, and leave to the method what is done with them.",
    rationale=(
        "`GET /invoices` and `POST /invoices` are understood by everybody who knows HTTP, by caches, retries and "
        "generators too. `/getInvoices` has to be learned, and tells a proxy nothing about whether it may be repeated."
    ),
    fix="Name the thing in the plural, and use the method; what is no such verb may stay: `POST /invoices/{id}/void`.",
    on=Look("path"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /getInvoice:
                  get: {operationId: getInvoice, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1getInvoice",),
        ),
        Example(
            None,
            paths("""
                /invoices/{id}/void:
                  post: {operationId: voidInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"},
                      {$ref: "#/components/parameters/Key"}], responses: {"204": {description: Done}, FAILURES}}
                /posts:
                  get: {operationId: getPosts, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="An action that no method stands for is a segment of its own, and posts are things.",
        ),
    ),
)
