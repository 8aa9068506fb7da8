"""Judges a status that is named beside its range, or is not any more."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    wide = change.after[0] if change.kind == "folded" else change.before[0]
    severity = Severity.WARNING if change.name[:1] in ("2", "3") and wide == "default" else None
    if change.kind == "folded":
        names = says(change, "no longer names", "no longer name")
        return Proposal(f"{names} {code(change.name)}; {code(wide)} speaks for it", severity)
    names = says(change, "names", "name")
    return Proposal(f"{names} {code(change.name)} now; before, {code(wide)} spoke for it", severity)


RULE = Rule(
    id="response-status-regrouped",
    severity=Severity.INFO,
    summary="A status is named on its own beside the range that speaks for it, or no longer is.",
    rationale=(
        "It may come as before: the range, or `default`, covers it. What its body looks like is compared with what the range says, and found on its own where it differs. A success that `default` speaks for is a warning: most documents mean failures by `default`, and clients compare with 200."
    ),
    fix=("Nothing, as long as the range means it."),
    on=(On("status", "folded", Direction.RESPONSE), On("status", "split", Direction.RESPONSE)),
    when=check,
    examples=(
        Example(
            operation('responses: {"200": {description: Done}, "2XX": {description: Done}}'),
            operation('responses: {"2XX": {description: Done}}'),
            finds=("/200",),
        ),
        Example(
            operation('responses: {"200": {description: Done}, "default": {description: Done}}'),
            operation(
                'responses: {"200": {description: Done}, "404": {description: Done}, "default": {description: Done}}'
            ),
            finds=("/404",),
        ),
        Example(
            operation('responses: {"200": {description: Done}}'),
            operation('responses: {"200": {description: Done}, "404": {description: Done}}'),
            because="Nothing spoke for 404 before: `response-status-added` tells it.",
        ),
    ),
)
