"""Finds answers that something will be done, and do not say how to learn what became of it."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, ResponseSite
from govkit.findings import Example, Rule, Severity

_WHERE = frozenset({"location", "operation-location", "content-location", "link", "azure-asyncoperation"})


def check(site: ResponseSite) -> Hit | Fine | None:
    """An answer 202 without content, link and header that leads on."""
    if site.status != "202":
        return None
    if site.response.content or site.raw.get("links") or _WHERE & site.response.headers.keys():
        return FINE
    if "callbacks" in site.operation.raw:
        return FINE
    return Hit("the answer 202 leaves open how to learn what became of the request")


RULE = Rule(
    id="accepted-without-status",
    severity=Severity.INFO,
    summary="Checks that the answer 202 says where to learn what became of the request.",
    rationale=(
        "It promises nothing but that the request was taken (RFC 9110, section 15.3.3). Whether it succeeded is learnt "
        "from a status to ask for, or from an event; where there is neither, a failure is never noticed."
    ),
    fix="Answer with a representation of the task, or with a `Location` where it can be asked for.",
    on=Look("response"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /exports:
                  post: {operationId: createExport, ABOUT, parameters: [{$ref: "#/components/parameters/Key"}],
                    responses: {"202": {description: Taken}, FAILURES}}
            """),
            finds=("/paths/~1exports/post/responses/202",),
        ),
        Example(
            None,
            paths("""
                /exports:
                  post: {operationId: createExport, ABOUT, parameters: [{$ref: "#/components/parameters/Key"}],
                    responses: {"202": {description: Taken, BILL}, FAILURES}}
            """),
            because="The content tells of the task.",
        ),
    ),
)
