"""Which properties hold money, by their names and what stands beside them."""

from __future__ import annotations

from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import PropertySite, Raw
from govkit.spec.documents import Document, Pointer

_PRICES = frozenset({"price", "cost", "fee", "subtotal", "revenue", "salary", "payout"})
_AMOUNTS = frozenset({"amount", "balance", "total", "tax", "discount", "refund", "credit", "debit", "due", "paid"})
_OTHER = frozenset(
    {"count", "percent", "percentage", "rate", "ratio", "id", "ids", "type", "status", "at", "date", "days", "number"}
    | {"quantity", "currency", "factor", "weight", "code", "name", "description", "url", "note", "center", "centre"}
    | {"basis", "model", "method", "mode", "list", "tier", "plan", "reason", "category", "on", "key", "group", "unit"}
    | {"inclusive", "exempt", "exclusive", "class", "items", "pages", "results", "index", "by", "usage", "duration"}
    | {"account", "ref", "no", "cycle", "object", "book", "change", "changes", "calculation", "override", "adjustment"}
)
"""Words that make something else of a word for money: the count of prices, the code of a tax."""

_CURRENCIES = frozenset({"usd", "eur", "gbp", "dollar", "dollars", "euro", "euros", "pounds", "yen"})

_STEPS = 300
"""So many places that refer to a schema are looked at."""


def is_price(name: str) -> bool:
    """Whether a name is that of money wherever it stands: `unit_price`, `shippingCost`."""
    said = frozenset(words(name))
    return bool(said & _PRICES) and not said & _OTHER


def is_money(name: str, owner: Raw) -> bool:
    """Whether a name is that of money in an object: an amount is, where a currency stands beside it."""
    if is_price(name):
        return True
    said = frozenset(words(name))
    return bool(said & _AMOUNTS) and not said & _OTHER and _has_currency(owner)


def says_currency(site: PropertySite) -> bool:
    """Whether a currency stands beside a property, in what its object is a part of, or in words."""
    said = f"{site.plain.get('description', '')} {site.owner.get('description', '')}".lower()
    if "currenc" in said or _has_currency(site.owner) or _CURRENCIES.intersection(words(site.name)):
        return True
    referrers = site.surface.survey.referrers
    seen: set[tuple[int, Pointer]] = set()
    waiting: list[tuple[Document, Pointer]] = [(site.document, site.pointer)]
    while waiting and len(seen) < _STEPS:
        document, pointer = waiting.pop()
        value, above = document.tree, list[Raw]()
        for size, part in enumerate(pointer):
            value = value[part]
            if isinstance(value, dict):
                above.append(value)
            key = (id(document), pointer[: size + 1])
            if key not in seen:
                seen.add(key)
                waiting += referrers.get(key, ())
        if any(map(_has_currency, above)):
            return True
    return False


def _has_currency(owner: Raw) -> bool:
    properties = owner.get("properties")
    return isinstance(properties, dict) and any("currency" in words(name) for name in properties)
