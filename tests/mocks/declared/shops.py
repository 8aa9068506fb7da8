"""A small shop, whose behaviour is declared beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.mocks.serving import Served, serving

HERE = Path(__file__).parent
SPEC, MOCK = HERE / "shop.yaml", HERE / "mock.yaml"
LINE = {"description": "x", "quantity": 3, "unitPrice": "10.50"}
PATCH = {"Content-Type": "application/merge-patch+json"}


@dataclass
class Shop:
    """The shop as it is served, and the events that it sent."""

    served: Served
    sent: list[tuple[str, Any, str | None]] = field(default_factory=list)

    @property
    def client(self) -> httpx.Client:
        return self.served.client

    def invoice(self, **members: Any) -> dict[str, Any]:
        """A new invoice."""
        answer = self.client.post("/invoices", json={"customerId": "c_1", "lines": [LINE], **members})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def read(self, place: str) -> Any:
        """What stands at a place."""
        answer = self.client.get(place)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def advance(self, duration: str) -> None:
        """Moves time on."""
        assert self.client.post("/__govkit__/clock", json={"advance": duration}).status_code == 200


@contextmanager
def shop(text: str | None = None, folder: Path | None = None) -> Iterator[Shop]:
    """The shop with its own behaviour, or with another."""
    file = MOCK
    if text is not None:
        assert folder is not None
        file = folder / "mock.yaml"
        file.write_text(text, "utf-8")
    with serving(str(SPEC), behaviour=[str(file)]) as served:
        found = Shop(served)
        assert served.mocks.staging is not None
        served.mocks.staging.stage.emit = lambda _, name, body, key: found.sent.append((name, body, key))
        yield found
