"""Records made: identifiers, timestamps, what the schema requires and nobody sent."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from govkit.mocks.drawing import Drawing, Undrawable, seed_of
from govkit.mocks.messages import JsonObject
from govkit.mocks.schemas import Checked
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.store import Clock, Table
from govkit.mocks.state.words import plain, singular

NUMBERED = re.compile(r"[0-9]+(?=[^0-9]*\Z)")
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_REPAIRS = 6
_NAMED = re.compile(r'"(.{1,200})" is a required property\Z', re.DOTALL)
_TRIES = 50


def new_key(resource: Resource, table: Table, drawing: Drawing) -> Any:
    """An identifier that no record has: of the form that its schema and its examples show."""
    checked = resource.item.member(resource.id_field) if resource.id_field else None
    for number in range(table.made + 1, table.made + _TRIES):
        for candidate in _candidates(resource, checked, drawing, number, table):
            fits = (checked is None or checked.accepts(candidate)) and _is_named(resource.parameter, candidate)
            if fits and not table.has(str(candidate)):
                return candidate
    return str(table.made + 1)


def _is_named(parameter: Checked | None, candidate: Any) -> bool:
    """Whether a path can name an item so."""
    if parameter is None or parameter.accepts(candidate):
        return True
    text = str(candidate)
    return parameter.accepts(text) or (text.isdigit() and parameter.accepts(int(text)))


def _candidates(resource: Resource, checked: Checked | None, drawing: Drawing, number: int, table: Table) -> list[Any]:
    found: list[Any] = []
    if checked is not None:
        if "string" not in checked.shape.types:
            return [number, number + 1000, number * 100]
        if "uuid" in checked.shape.sets.get("format", ()):
            return [str(uuid.UUID(int=seed_of(resource.name, number) << 64 | number, version=4))]
        asked = [resource.parameter] if resource.parameter is not None else []
        if any("uuid" in one.shape.sets.get("format", ()) for one in asked):
            return [str(uuid.UUID(int=seed_of(resource.name, number) << 64 | number, version=4))]
        if any("string" not in one.shape.types for one in asked):
            return [str(number), str(number + 1000)]
        shown = [one for each in [checked, *asked] for one in drawing.examples(each.spot) if isinstance(one, str)]
        known = table.some_key()
        samples = [*([] if known is None else [known]), *shown]
        samples = samples or [text for each in [checked, *asked] for text in _drawn(each, drawing)]
        found += [spelled for sample in samples[:4] for spelled in counted(sample, number)]
    word = singular(resource.name.rpartition("/")[2]) or "record"
    return [*found, f"{word}_{number}", f"{number:08d}", f"{word}{number}"]


def _drawn(checked: Checked, drawing: Drawing) -> list[str]:
    try:
        drawn = drawing.of(checked.spot)
    except Undrawable:
        return []
    return [drawn] if isinstance(drawn, str) and len(drawn) > 2 else []


def counted(sample: str, number: int) -> list[str]:
    """A sample with a number of its own: at its last digits, as wide as they were, else wider or at its end."""
    digits = NUMBERED.search(sample)
    if digits is None:
        stem = sample[: max(map(sample.rfind, "-_./")) + 1]
        return [
            f"{stem}{number}",
            f"{sample}{number}",
            f"{sample[: -len(str(number))]}{number}",
            f"{sample}{_letters(number)}",
        ]
    width, total = len(digits[0]), int(digits[0][:15]) + number
    before, after = sample[: digits.start()], sample[digits.end() :]
    found = [f"{before}{str(total % 10**width).zfill(width)}{after}"]
    if total >= 10**width:  # all numbers of this width may be taken
        found += [f"{before}{total}{after}", f"{sample[: -len(str(number))]}{number}"]
    return found


def sampled(sample: Any, number: int) -> list[Any]:
    """Identifiers in the form of a sample: a number, a UUID, or a text with a number of its own."""
    if not isinstance(sample, str):
        return [number]
    if UUID.match(sample):
        return [str(uuid.UUID(int=seed_of("sampled", number) << 64 | number, version=4))]
    return counted(sample, number)


def _letters(number: int) -> str:
    """A number in letters, for identifiers that take no digits."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def begin(resource: Resource, value: JsonObject) -> None:
    """Lets a record begin in the first of its states, and active, where nobody says another."""
    for name, first in resource.mould.first.items():
        value.setdefault(name, first)


def stamp(resource: Resource, value: JsonObject, clock: Clock, *, created: bool, said: Collection[str] = ()) -> None:
    """Sets the fields that tell when a record was made and changed, but for those that were `said`."""
    stamps = resource.mould.stamps
    if not stamps:
        return
    now = clock.now()
    for name, checked, is_text, once in stamps:
        if name in said or (once and not created):
            continue
        for spelled in _TEXTS if is_text else _NUMBERS:
            candidate = spelled(now)
            if checked.accepts(candidate):
                value[name] = candidate
                break


_TEXTS: tuple[Callable[[datetime], Any], ...] = (
    lambda now: f"{now:%Y-%m-%dT%H:%M:%SZ}",
    lambda now: f"{now:%Y-%m-%d}",
)
_NUMBERS: tuple[Callable[[datetime], Any], ...] = (
    lambda now: int(now.timestamp()),
    lambda now: int(now.timestamp() * 1000),
)


def fitted(value: JsonObject, checked: Checked, base: JsonObject) -> JsonObject | None:
    """A record as a schema takes it: what is missing comes from `base`, what may not be there goes. None: it cannot.

    Where the schema is a choice, it is the branch that most of the record can stay in.
    """
    fit = _mended(value, checked, base)
    if fit is not None and _lost(value, fit) == 0:
        return fit
    found = [fit] if fit is not None else []
    for branch in checked.branches():
        try:
            drawn = branch.drawn()
        except Undrawable:
            continue
        other = _mended(value, branch, drawn) if isinstance(drawn, dict) else None
        if other is not None and checked.accepts(other):
            found.append(other)
    return min(found, key=lambda one: _lost(value, one), default=None)


def _lost(value: JsonObject, fit: JsonObject) -> int:
    """How many members are not as they were."""
    return sum(name not in fit or fit[name] != inner for name, inner in value.items())


def _mended(value: JsonObject, checked: Checked, base: JsonObject) -> JsonObject | None:
    fit = dict(value)
    for _ in range(_REPAIRS):
        refusals = checked.refusals(fit)
        if not refusals:
            return fit
        for one in refusals:
            missing = _NAMED.search(one.message) if one.keyword == "required" and not one.path else None
            if missing is not None and missing[1] in base:
                fit[missing[1]] = base[missing[1]]
            elif one.keyword in ("additionalProperties", "unevaluatedProperties") and not one.path:
                known = set(checked.names())
                fit = {name: inner for name, inner in fit.items() if name in known}
            elif one.path and isinstance(one.path[0], str):
                _mend(fit, one.path[0], base, checked)
        if checked.accepts(fit):
            return fit
    return None


def _mend(fit: JsonObject, name: str, base: JsonObject, checked: Checked) -> None:
    inner = fit.get(name)
    if isinstance(inner, dict) and isinstance(base.get(name), dict):
        below = fitted(inner, checked.member(name), base[name])
        if below is not None and below != inner:
            fit[name] = below
            return
    if name in base:
        fit[name] = base[name]
    else:
        fit.pop(name, None)


def nulls_kept(value: JsonObject, patch: Any, checked: Checked) -> JsonObject:
    """A patched record, where null is the value of a field that may be null, and takes another field away."""
    kept = dict(value)
    for name, inner in patch.items() if isinstance(patch, dict) else ():
        if inner is None and name in checked.shape.properties and checked.member(name).accepts(None):
            kept[name] = None
    return kept


def outcome_of(verb: str, item: Checked, fields: dict[str, str]) -> dict[str, str]:
    """The state that an action leads to, where a status says so in the verb's own word: `cancel` to `canceled`."""
    word = plain(verb)
    stem = word[:-1] if word.endswith("e") else word[:-1] + "i" if word.endswith("y") else word
    for name in ("status", "state"):
        if name in fields:
            states = [one for one in item.member(fields[name]).shape.enum or () if isinstance(one, str)]
            found = next((one for one in states if plain(one).startswith(stem)), None)
            if found is None and word in _BACK:
                found = next((one for one in states if plain(one) in _BACK[word]), None)
            if found is not None:
                return {fields[name]: found}
    return {}


_BACK = {
    "resume": ("active", "open", "running"),
    "activate": ("active",),
    "unblock": ("active",),
    "reopen": ("open", "active"),
    "void": ("void", "voided"),
    "pay": ("paid",),
}
"""Verbs whose participles say something else."""


def plainly(value: Any, name: str) -> str:
    """The value of a field as a path or a query would write it."""
    inner = value.get(name) if isinstance(value, dict) else None
    return "" if inner is None else str(inner).lower() if isinstance(inner, bool) else str(inner)
