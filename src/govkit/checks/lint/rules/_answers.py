"""Which failures an operation declares."""

from __future__ import annotations

from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.spec.openapi.problems import code


def declared(site: OperationSite, *statuses: str) -> bool:
    """Whether one of some statuses is declared, by itself, by its hundred or by `default`."""
    answers = site.operation.responses
    hundreds = {f"{status[0]}XX" for status in statuses}
    return bool({*statuses, *hundreds, "default"} & answers.keys())


def expected(site: OperationSite, because: str, *statuses: str) -> Hit | Fine:
    """FINE where one of some statuses is declared, else a hit that says why the first of them is expected."""
    if declared(site, *statuses):
        return FINE
    return Hit(f"{code(site.name, 100)} {because}, and does not declare the answer {statuses[0]}", ("responses",))
