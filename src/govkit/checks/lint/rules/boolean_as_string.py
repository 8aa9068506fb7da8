"""Finds texts that can be nothing but yes or no."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_PAIRS = (frozenset({"true", "false"}), frozenset({"yes", "no"}), frozenset({"y", "n"}))


def check(site: Site) -> Hit | None:
    """An enumeration of two texts that are yes and no."""
    listed = site.raw.get("enum")
    if not isinstance(listed, list) or len(listed) != 2 or not all(isinstance(one, str) for one in listed):
        return None
    if frozenset(one.lower() for one in listed) not in _PAIRS:
        return None
    return Hit(f"{where(site)} is {code(listed[0])} or {code(listed[1])}, as text")


RULE = Rule(
    id="boolean-as-string",
    severity=Severity.INFO,
    summary="Checks that yes and no are booleans.",
    rationale='In most languages the text `"false"` counts as true, so that a flag that was switched off is on.',
    fix="Use `type: boolean` in the next major version.",
    on=Look("schema", keys=("enum",), gather=Gather.OWNER),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    paid: {type: string, enum: ["true", "false"], description: Whether it is paid.}
            """),
            finds=("/components/schemas/Invoice/properties/paid",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    paid: {type: string, enum: ["yes", "no", partly], description: Whether it is paid.}
            """),
            because="There is a third answer.",
        ),
    ),
)
