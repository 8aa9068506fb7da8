"""`alphabetical`: the items of a list, or the members of an object, are in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._options import members
from govkit.checks.lint.spectral.functions._values import is_number, shown
from govkit.checks.lint.spectral.model import UNDEFINED, Check, OptionsError, Report, Scene

_ORDER = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789"
"""What comes before letters, as the Unicode Collation Algorithm sorts ASCII (UTS #10, its default table)."""
_RANKS = {character: rank for rank, character in enumerate(_ORDER)}
_LETTERS = 1_000


def _compiled(options: Any) -> Check:
    keyed_by = None
    if options is not None:
        keyed_by = members("alphabetical", options, ("keyedBy",)).get("keyedBy")
        if "keyedBy" in options and not isinstance(keyed_by, str):
            raise OptionsError("`keyedBy` of `alphabetical` must be the name of a member", ("keyedBy",))

    def check(value: Any, scene: Scene) -> Iterable[Report]:
        if not isinstance(value, list | dict) or len(value) < 2:
            return ()
        return _by_member(value, keyed_by) if keyed_by is not None else _by_itself(value, scene)

    return check


def _by_member(value: list[Any] | dict[str, Any], name: str) -> Iterable[Report]:
    if isinstance(value, dict) or not all(isinstance(item, list | dict) for item in value):
        return (Report('#{{print("property")}}has items that are no objects, which cannot be in order by a member'),)
    keys = [item.get(name, UNDEFINED) if isinstance(item, dict) else UNDEFINED for item in value]
    if not _are_comparable(keys):
        return (Report(f'#{{{{print("property")}}}}has items whose `{name}` is neither text nor number'),)
    return () if _unsorted(keys) is None else (Report(f"the items must be in order by `{name}`"),)


def _by_itself(value: list[Any] | dict[str, Any], scene: Scene) -> Iterable[Report]:
    items = list(value)
    if not _are_comparable(items):
        return (Report('#{{print("property")}}has items that are neither texts nor numbers'),)
    index = _unsorted(items)
    if index is None:
        return ()
    at = items[index] if isinstance(value, dict) else index
    message = f"{shown(items[index])} must come after {shown(items[index + 1])}"
    return (Report(message, (*scene.way, at)),)


def _are_comparable(items: Iterable[Any]) -> bool:
    return all(isinstance(item, str) or is_number(item) for item in items)


def _unsorted(items: list[Any]) -> int | None:
    """The index of the first item that must come after the next one."""
    return next((index for index, (one, other) in enumerate(pairwise(items)) if _is_after(one, other)), None)


def _is_after(one: Any, other: Any) -> bool:
    """Whether a value sorts a whole step after another; numbers less than 1 apart are in order, as Spectral has it."""
    if isinstance(one, str) and isinstance(other, str):
        first, second = _number(one), _number(other)
        if first is None and second is not None:
            return False
        return _key(one) > _key(other)
    if is_number(one) and is_number(other):
        return bool(one - other >= 1)
    if is_number(one) and isinstance(other, str):
        number = _number(other)
        return number is not None and one - number >= 1
    return False


@lru_cache(maxsize=4096)
def _number(text: str) -> float | None:
    """The number that JavaScript makes of a text, None where it makes none."""
    text = text.strip()
    if not text:
        return 0.0
    try:
        if text[:2].lower() in ("0x", "0o", "0b"):
            return float(int(text, 0))
        return None if "_" in text or text.lower().lstrip("+-") in ("nan", "inf") else float(text)
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def _key(text: str) -> tuple[list[tuple[int, str]], str, str]:
    """By which texts sort: their characters, then accents, then case, small letters first."""
    plain = unicodedata.normalize("NFD", text)
    accents = "".join(character for character in plain if unicodedata.combining(character))
    bases = [character for character in plain if not unicodedata.combining(character)]
    weights = [(_RANKS.get(character, _LETTERS), character.casefold()) for character in bases]
    return weights, accents, "".join(bases).swapcase()


FUNCTION = Named("alphabetical", _compiled)
