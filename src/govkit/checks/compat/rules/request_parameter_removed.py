"""Judges a parameter that an operation no longer declares."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operations, parameters
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} is no longer declared"


RULE = Rule(
    id="request-parameter-removed",
    severity=Severity.WARNING,
    summary="A parameter of an operation was removed.",
    rationale=(
        "Clients go on sending it and are not refused: most servers ignore what they do not know. A "
        "filter that is ignored returns everything; a dry run that is ignored is a real one."
    ),
    fix=(
        "Mark the parameter as deprecated and honour it until the next major version. If it must go now, "
        "refuse requests that carry it, rather than answer as if it were not there."
    ),
    on=(
        On("parameter", "property-removed", Direction.REQUEST),
        On("parameter", "required-property-removed", Direction.REQUEST),
    ),
    when=check,
    examples=(
        Example(
            parameters("""\
- {name: limit, in: query, schema: {type: integer}}
- {name: customer, in: query, schema: {type: string}}
"""),
            parameters("- {name: limit, in: query, schema: {type: integer}}"),
            finds=("/customer",),
        ),
        Example(
            operations("""\
/invoices/{id}:
  get:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    responses:
      "204": {description: Done}
"""),
            operations("""\
/invoices/{invoice_id}:
  parameters:
    - {name: invoice_id, in: path, required: true, schema: {type: string}}
  get:
    responses:
      "204": {description: Done}
"""),
            because=(
                "What a path parameter is called is not seen on the wire, and it may be declared beside "
                "all operations of the path."
            ),
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
