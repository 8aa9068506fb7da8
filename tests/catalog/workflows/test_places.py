"""Places in descriptions, of many findings at once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from govkit.catalog.entries.estate import load_text
from govkit.catalog.workflows.judge import all_judged
from govkit.catalog.workflows.rules._samples import INVOICE, flow
from govkit.spec.documents import Document
from tests.catalog.workflows.helpers import checking_of

WRONG = ("#/memos", "#/lines/0/notes", "#/id/0", "#/status/0")
"""Fields that there are not, each below another place of the description."""


def wrong() -> str:
    """A workflow of several steps, each of which reads a field that there is not."""
    steps = (
        INVOICE.replace("#/memo", field).replace("stepId: invoice", f"stepId: i{n}") for n, field in enumerate(WRONG)
    )
    return flow("".join(steps))


def test_a_description_is_looked_through_once_for_all_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: Counter[str] = Counter()
    places = Document._locate

    def locate(self: Document, ways: Any) -> None:
        looks[self.path] += bool(ways)
        places(self, ways)

    estate = load_text(wrong())
    estate.refuse_problems()
    monkeypatch.setattr(Document, "_locate", locate)
    found = all_judged(checking_of(estate))
    assert len({one.old for one in found}) >= 3, "they stand in different places"
    assert all(one.old is not None and one.old.file == "specs/billing.yaml" and one.old.line for one in found)
    assert looks["specs/billing.yaml"] == 1
