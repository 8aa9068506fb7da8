"""What tells a record of a system from every other, and each state of it from all its other states."""

from __future__ import annotations

import hashlib
import re

from govkit.sync.store.texts import as_text
from govkit.sync.values import Json


def plain(name: str) -> str:
    """The name of a member without case and separators: `updated_at` and `updatedAt` are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def record_id(item: Json) -> str:
    """What a record calls itself, for people; empty where it does not."""
    if not isinstance(item, dict):
        return ""
    named = [name for name in item if plain(name) == "id"]
    named += [name for name in item if plain(name).endswith(("id", "number", "code", "key"))]
    return next((str(item[name]) for name in named if isinstance(item[name], str | int)), "")


def digest(item: Json) -> str:
    """What tells the state of a record from each other state, whatever the order of its members."""
    return hashlib.sha256(as_text(_ordered(item)).encode("utf-8", "surrogatepass")).hexdigest()


def _ordered(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    return [_ordered(one) for one in value] if isinstance(value, list) else value
