"""Counts the steps of workflows whose values go through code that nobody can see into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from govkit.catalog.entries import Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.called import called
from govkit.gate.lint.rules._samples import apis, workflow
from govkit.gate.lint.view import View


def check(view: View) -> Iterator[Problem]:
    """Workflows with steps that call Python functions of the estate, each with how many of them."""
    for source in called(view.estate):
        facts = view.read(source.version) if view.may_be_functions(source.version) else None
        if facts is None or not facts.functions:
            continue
        steps: dict[int, list[str]] = defaultdict(list)
        for index, name in source.steps():
            steps[index].append(name)
        for index, names in steps.items():
            workflow_ = next((one for one in source.document.workflows if one.pointer == ("workflows", index)), None)
            if workflow_ is not None:
                many = f"{len(names)} steps" if len(names) > 1 else "a step"
                message = f"the workflow `{workflow_.id}` passes values through Python in {many}: {', '.join(names)}"
                yield Problem(workflow_.source, workflow_.pointer, message, workflow_.about)


_STEPS = "- {stepId: sort, operationId: $sourceDescriptions.source.sorted}\n"
_FUNCTIONS = (
    "x-govkit-functions: true\n"
    "paths: {/sorted: {post: {operationId: sorted, summary: Sort them by name, responses: {}}}}\n"
)

RULE = Rule(
    id="transformation-opaque",
    severity=Severity.INFO,
    summary="Checks that no value of a workflow goes through Python, and counts the steps where one does.",
    rationale=(
        "Lineage follows mappings field by field, and ends at a function: which of what it reads is in which of what "
        "it answers, only its code says. Each is a place that the analysis of impact takes as a whole."
    ),
    fix="Say it in a mapping where its language suffices; else leave it, and keep the function small.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            apis(functions=_FUNCTIONS) + workflow("../../specs/functions.yaml", _STEPS),
            finds=("catalog/workflows/renewal.arazzo.yaml#/workflows/0",),
        ),
        Example(
            None,
            apis(billing=_FUNCTIONS.partition("\n")[2]) + workflow("../../specs/billing.yaml", _STEPS),
            because="What is called is an API.",
        ),
    ),
)
