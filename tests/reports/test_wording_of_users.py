"""How many consumers a finding spares, in words."""

from __future__ import annotations

import pytest

from govkit.findings import Direction, Finding, Severity, Subject, Users, Verdict
from govkit.reports.wording import users_of

REQUEST, RESPONSE = Direction.REQUEST, Direction.RESPONSE


@pytest.mark.parametrize(
    ("numbers", "direction", "operations", "said"),
    [
        ((5, 3, 1, 0), RESPONSE, 1, "3 of 5 consumers use this operation; 1 reads this field"),
        ((5, 3, 2, 0), REQUEST, 1, "3 of 5 consumers use this operation; 2 send this field"),
        ((5, 4, 1, 2), RESPONSE, 2, "4 of 5 consumers use these operations; 1 reads this field, 2 may"),
        ((5, 3, 0, 1), RESPONSE, 1, "3 of 5 consumers use this operation; none reads this field, 1 may"),
        ((1, 1, 0, 0), REQUEST, 1, "1 of 1 consumer uses this operation; none sends this field"),
        ((5, 3, 3, 0), RESPONSE, 1, ""),
        ((5, 0, 0, 0), RESPONSE, 1, ""),
    ],
)
def test_those_are_counted_that_a_change_does_not_hit(
    numbers: tuple[int, int, int, int], direction: Direction, operations: int, said: str
) -> None:
    finding = Finding(
        rule="r",
        severity=Severity.ERROR,
        verdict=Verdict.PROVEN,
        message="it changed",
        subject=Subject("billing", ("GET /a", "GET /b")[:operations]),
        fingerprint="0" * 16,
        direction=direction,
        users=Users(*numbers),
    )
    assert users_of(finding) == said
