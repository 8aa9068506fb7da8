"""What a system tells others: a webhook of its contract, or a callback, with what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a system. `name` is that of a webhook of its contract, or of a callback.

    Without a `body` the example of the webhook is told. `key` names the business object that it is about; events of one
    key meet the same fate in each run with the same seed, whatever else happens between them.
    """

    system: str
    name: str
    body: Any = None
    key: str | None = None


class NoSuchEvent(LookupError):
    """No webhook of the contract has that name; says which there are."""
