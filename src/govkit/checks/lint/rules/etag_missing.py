"""Finds records that are updated on a condition which nobody can know."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import members_of, successes
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code

_VERSIONS = frozenset({"version", "etag", "revision", "lock version"})


def check(surface: Surface) -> Iterator[Problem]:
    """Every GET of a path whose update takes `If-Match`, without an `ETag` in its answer."""
    reads = {site.path: site for site in surface.operations if site.method == "GET"}
    conditional = {
        site.path: site
        for site in surface.operations
        if site.method in ("PUT", "PATCH", "DELETE") and "header if-match" in site.operation.parameters
    }
    for path, site in conditional.items():
        read = reads.get(path)
        answers = successes(read) if read is not None else []
        if read is None or not answers or any("etag" in one.headers for one in answers):
            continue
        members = {name for one in answers for name in members_of(surface, one.content.values())}
        if not any(" ".join(words(name)) in _VERSIONS for name in members):
            text = f"{code(site.name, 100)} asks for `If-Match`, and {code(read.name, 100)} answers no `ETag`"
            yield Problem(read.document, (*read.pointer, "responses"), text)


RULE = Rule(
    id="etag-missing",
    severity=Severity.WARNING,
    summary="Checks that what is updated by `If-Match` is read with an `ETag`.",
    rationale="A caller sends as the condition what it was told when it read the record. If it was told nothing, it cannot.",
    fix="Declare the header `ETag` at the answer of the GET, and send it.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/{id}:
                  parameters: [{$ref: "#/components/parameters/Id"}]
                  get: {operationId: getInvoice, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
                  patch: {operationId: updateInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Match"}],
                    requestBody: {required: true, BILL}, responses: {"204": {description: Done}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1{id}/get/responses",),
        ),
        Example(
            None,
            paths("""
                /invoices/{id}:
                  parameters: [{$ref: "#/components/parameters/Id"}]
                  get: {operationId: getInvoice, ABOUT, responses: {"200": {description: Done, BILL, headers:
                    {ETag: {description: Its version., schema: {type: string, maxLength: 64}}}}, FAILURES}}
                  patch: {operationId: updateInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Match"}],
                    requestBody: {required: true, BILL}, responses: {"204": {description: Done}, FAILURES}}
            """),
            because="The tag is there.",
        ),
    ),
)
