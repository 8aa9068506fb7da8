"""Mocks that deviate, asked at random."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govkit.checks.pacts.fuzz import bundled, findings_of
from govkit.checks.pacts.fuzz.course import Wish, fuzzed
from govkit.findings import Finding
from govkit.gate.mocking import contracts_of
from govkit.gate.pacts.live.credentials import MOCK_TOKEN, scopes_of
from tests.checks.pacts.deviating import Deviation, deviating


def asked(target: str, deviations: Sequence[Deviation], cwd: Path, **options: Any) -> list[Finding]:
    """What is found in a mock that deviates; `options` are those of a wish."""
    ((_, contract),) = contracts_of([target], [], cwd).items()
    tokens = {MOCK_TOKEN: scopes_of(contract)}
    with deviating(target, deviations, cwd, tokens=tokens) as url:
        headers = {"Authorization": f"Bearer {MOCK_TOKEN}"}
        done = fuzzed(bundled(contract), Wish(address=url, headers=headers, **options))
    return findings_of(contract, done.telling)
