"""Refusals in the API's own errors, where an operation may answer one of several."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mocks.serving import serving

SPEC = Path(__file__).parent / "orders.yaml"
MOCK = """\
apiVersion: govkit/v1
kind: Mock
metadata: {name: orders}
spec:
  operations:
    createOrder:
      refuse:
        - when: $record.amount > 100
          type: urn:limit
          title: Over the limit
          detail: At most 100.
          members: {limit: 100}
        - {when: $record.amount > 50, type: 'urn:stock', title: Out of stock, members: {left: 50}}
        - {when: $record.buyer == 'nobody', title: Nobody, at: /buyer}
"""


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"amount": 101}, {"type": "urn:limit", "title": "Over the limit", "detail": "At most 100.", "limit": 100}),
        ({"amount": 51}, {"type": "urn:stock", "title": "Out of stock", "left": 50}),
        (
            {"amount": 1, "buyer": "nobody"},
            {"type": "urn:fields", "title": "Nobody", "errors": [{"pointer": "/buyer"}]},
        ),
        ({"amount": 0}, {"type": "urn:fields", "errors": [{"pointer": "/amount"}]}),
    ],
)
def test_of_several_errors_the_one_is_answered_that_has_places_for_what_is_said(
    tmp_path: Path, sent: dict[str, Any], told: dict[str, Any]
) -> None:
    (tmp_path / "mock.yaml").write_text(MOCK, "utf-8")
    with serving(str(SPEC), behaviour=[str(tmp_path / "mock.yaml")]) as served:
        answer = served.client.post("/orders", json=sent)
    assert answer.status_code == 422
    assert told.items() <= answer.json().items(), answer.json()
