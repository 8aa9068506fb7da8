"""Published APIs that nobody here wrote: how many of their collections keep what is written to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.gate.mocking import contracts_of
from govkit.mocks.system import System
from tests.mocks.lives import Witness
from tests.mocks.serving import serving

FLOORS = {
    "apideck-accounting": (22, 22),
    "apideck-crm": (9, 9),
    "intercom": (15, 16),
    "openmeter": (12, 14),
    "recurly": (7, 12),
    "workos": (13, 13),
    "xero-accounting": (18, 21),
}
"""Collections in which a life goes well, of those that can be written and read. What is missing contradicts itself:
patterns that nothing fits (Recurly), examples of other types than their schemas (Xero), a misspelt name (Intercom).
"""


@pytest.mark.parametrize(
    "api", [one if one == "apideck-crm" else pytest.param(one, marks=pytest.mark.long) for one in FLOORS]
)
def test_what_is_written_is_read(shared_specs: Path, api: str) -> None:
    path = sorted((shared_specs / api).iterdir())[-1]
    system = System(api, next(iter(contracts_of([str(path)], []).values())))
    with serving(str(path)) as served:
        lives = list(Witness(system, served.client).lives())
    good = [life for life in lives if not life.fault]
    floor, seen = FLOORS[api]
    assert len(lives) == seen
    assert len(good) >= floor, [f"{life.collection}: {life.fault}" for life in lives if life.fault]
