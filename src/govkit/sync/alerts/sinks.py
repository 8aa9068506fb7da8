"""Who hears alerts: a webhook or a file, and what each of them wants to hear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from govkit.sync.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """One who hears alerts: by `url`, signed with the secret that `secret_env` names, or in a `file` of JSON lines.

    Empty `kinds`, `owners` and `workflows` mean all. `least` is the amount by currency below which it hears nothing;
    what is about no amount, or about one in another currency, it hears. What is alike within `together` seconds is one
    message.
    """

    name: str
    url: str | None = None
    secret_env: str | None = None
    file: Path | None = None
    kinds: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    workflows: frozenset[str] = frozenset()
    least: Mapping[str, Decimal] = field(default_factory=dict)
    together: float = 600.0

    def wants(self, kind: str, data: Mapping[str, Json]) -> bool:
        """Whether it wants to hear an alert."""
        if self.kinds and kind not in self.kinds:
            return False
        if self.owners and data.get("owner") not in self.owners:
            return False
        if self.workflows and data.get("workflow") not in self.workflows:
            return False
        amount, currency = money_of(data)
        least = self.least.get(currency)
        return amount is None or least is None or abs(amount) >= least


def money_of(data: Mapping[str, Json]) -> tuple[Decimal | None, str]:
    """The amount and the currency that an alert is about; None where it is about none."""
    context = data.get("context", {})
    amount, currency = context.get("amount"), context.get("currency")
    if amount is None or isinstance(amount, bool):
        return None, ""
    try:
        exact = Decimal(str(amount))
    except InvalidOperation:
        return None, ""
    return (exact, currency if isinstance(currency, str) else "") if exact.is_finite() else (None, "")
