"""What comparators of pacts with OpenAPI documents say: the same findings, as far as examples alone show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from govkit.checks.pacts.judge import RULES
from govkit.findings import Finding, Severity, discover

PROFILE = "comparator"

_SEVERITIES = {
    "request-credentials-missing": Severity.ERROR,  # it asks for them in the example
    "response-example-impossible": Severity.ERROR,  # an example is all that it looks at
}


def as_comparators(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings without those of stricter rules, which ask what else may come or be sent."""
    rules = discover(RULES)
    for one in findings:
        rule = rules.get(one.rule)
        if rule is None or not rule.stricter:
            yield replace(one, severity=_SEVERITIES.get(one.rule, one.severity))
