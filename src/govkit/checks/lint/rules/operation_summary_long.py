"""Finds summaries that are descriptions."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_LONGEST = 120


def check(site: OperationSite) -> Hit | None:
    """A summary that fits into no list."""
    said = site.raw.get("summary")
    if isinstance(said, str) and (len(said) > _LONGEST or "\n" in said.strip()):
        return Hit(f"the summary of {code(site.name, 100)} has {len(said)} characters", ("summary",))
    return None


RULE = Rule(
    id="operation-summary-long",
    severity=Severity.INFO,
    summary="Checks that summaries of operations are short.",
    rationale="Summaries stand in lists and menus, where what is longer than a line is cut off or breaks the page.",
    fix="Say it in a few words, and move the rest into `description`.",
    on=Look("operation"),
    when=check,
    examples=(
        Example(
            None,
            paths(f"""
                /invoices/open:
                  get: {{operationId: getOpen, tags: [Invoices], summary: {"Words and words " * 9},
                    responses: {{"200": {{description: Done, BILL}}, FAILURES}}}}
            """),
            finds=("/paths/~1invoices~1open/get/summary",),
        ),
        Example(
            None,
            paths(f"""
                /invoices/open:
                  get: {{operationId: getOpen, tags: [Invoices], summary: Open invoices,
                    description: {"Words and words " * 9}, responses: {{"200": {{description: Done, BILL}}, FAILURES}}}}
            """),
            because="A description may be as long as it has to be.",
        ),
    ),
)
