"""Words that several rules share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from govkit.checks.pacts.facts import Fact

_LONGEST = 60


def shown(value: Any) -> str:
    """A JSON value in a sentence."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def listed(names: Sequence[Any], most: int = 6) -> str:
    """Names in a sentence, the first few of many."""
    told = ", ".join(f"`{name}`" for name in names[:most])
    return f"{told} and {len(names) - most} more" if len(names) > most else told


def asked(fact: Fact) -> str:
    """What the description says of a value."""
    said = fact.said
    if said.get("enum"):
        return f"it is one of {', '.join(map(shown, said['enum'][:6]))}{', …' if len(said['enum']) > 6 else ''}"
    parts = [" or ".join(said.get("types") or ()) or "nothing"]
    parts += [f"of the format {one}" for one in said.get("formats") or ()]
    parts += [f"matching {one}" for one in said.get("patterns") or ()]
    parts += [f"with {key} {value}" for key, value in (said.get("limits") or {}).items()]
    return f"it is {' '.join(parts)}"


def example(fact: Fact) -> Any:
    """The value that the pact has at the place of a fact."""
    value: Any = fact.said.get("example")
    return value
