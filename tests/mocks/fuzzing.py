"""An API asked all that its description allows and forbids; what is then found wrong."""

from __future__ import annotations

import time
from pathlib import Path

from govkit.checks.pacts.fuzz import Found, bundled
from govkit.checks.pacts.fuzz.course import Wish, fuzzed
from govkit.checks.pacts.fuzz.found import PHASES
from govkit.gate.mocking import contracts_of
from govkit.gate.pacts.live.credentials import MOCK_TOKEN as TOKEN
from govkit.gate.pacts.live.credentials import scopes_of, shown_to
from govkit.gate.pacts.live.wanted import Where
from govkit.mocks.system import System

__all__ = ["TOKEN", "Found", "credentials", "findings", "tokens"]


def tokens(system: System) -> dict[str, frozenset[str]]:
    """One token that may do all, so that any other is refused."""
    return {TOKEN: scopes_of(system.contract)}


def credentials(system: System) -> dict[str, str]:
    """The headers that show the token."""
    return {name: value for place, name, value in shown_to(Where(), system.contract) if place == "header"}


def findings(
    path: Path, address: str, headers: dict[str, str], *, examples: int | None = None, **phases: bool
) -> set[Found]:
    """What is found wrong, each once for an operation and a status, in all phases but what is off."""
    contract = next(iter(contracts_of([str(path)], []).values()))
    wish = Wish(
        address=address,
        headers=headers,
        examples=examples,
        phases=tuple(name for name in PHASES if phases.get(name, True)),
        timeout=20,
        until=time.monotonic() + 3600,
    )
    return set(fuzzed(bundled(contract), wish).found)
