"""Whether a consumer handles a message: each value held against the term of its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govkit.checks.pacts.expected.matchers import validator_of
from govkit.checks.pacts.expected.terms import Term
from govkit.spec.documents import Pointer


@dataclass(frozen=True, slots=True)
class Unhandled:
    """Where in a message something is that a consumer does not handle, and why."""

    path: Pointer
    message: str


def unhandled(term: Term, value: Any, path: Pointer = ()) -> Unhandled | None:
    """What of a message is not handled first; None where all is. What nobody reads does not matter."""
    if isinstance(term.value, dict):
        return _in_object(term, value, path)
    if isinstance(term.value, list):
        return _in_list(term, value, path)
    validator = validator_of(term.schema)
    if validator.accepts(value):
        return None
    return Unhandled(path, validator.refusals(value, 1)[0].message)


def _in_object(term: Term, value: Any, path: Pointer) -> Unhandled | None:
    if not isinstance(value, dict):
        return Unhandled(path, f"{_named(value)} is no object")
    if term.loose:
        return _any_of(list(term.members.values()), value.items(), path)
    for name, inner in term.members.items():
        if name not in value:
            return Unhandled(path, f'"{name}" is a required property')
        found = unhandled(inner, value[name], (*path, name))
        if found is not None:
            return found
    return None


def _in_list(term: Term, value: Any, path: Pointer) -> Unhandled | None:
    if not isinstance(value, list):
        return Unhandled(path, f"{_named(value)} is no list")
    if term.contains:
        lacking = (item for item in term.items if all(unhandled(item, one) is not None for one in value))
        missing = next(lacking, None)
        return None if missing is None else Unhandled(path, "an item that must be among the others is not")
    if term.many:
        if len(value) < (term.least or 0) or (term.most is not None and len(value) > term.most):
            return Unhandled(path, f"the list holds {len(value)} items")
        return _any_of(term.items, enumerate(value), path) if term.items else None
    if len(value) != len(term.items):
        return Unhandled(path, f"the list holds {len(value)} items, not {len(term.items)}")
    found = (
        unhandled(item, one, (*path, index)) for index, (item, one) in enumerate(zip(term.items, value, strict=True))
    )
    return next((one for one in found if one is not None), None)


def _any_of(terms: list[Term], members: Any, path: Pointer) -> Unhandled | None:
    """What is like none of several terms."""
    for key, value in members:
        reasons = [unhandled(term, value, (*path, key)) for term in terms]
        if reasons and all(reason is not None for reason in reasons):
            return reasons[0]
    return None


def _named(value: Any) -> str:
    return "null" if value is None else f"a {type(value).__name__}"
