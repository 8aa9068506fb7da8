"""Failures that are known: what a run may find, each with its reason; one that nothing hits any more is told.

    negative_data_rejection:            # the check
      - operation: POST /tax-rates      # a pattern of names, * stands for any text
        status: 422                     # of the answer; any, where it is left out
        says: already                   # a regular expression found in the message; any, where it is left out
        reason: Why that stays.

A file for several APIs has the names of these around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from govkit.checks.pacts.fuzz.found import Found
from govkit.errors import InputError, Place
from govkit.spec.documents import Document, Pointer, parse

_MEMBERS = frozenset({"operation", "status", "says", "reason"})
_LONGEST = 1_000


@dataclass(frozen=True)
class Known:
    """One failure that is known."""

    check: str
    operation: str
    reason: str
    status: int | None = None
    says: str = ""
    place: Place | None = field(default=None, compare=False)

    def is_of(self, found: Found) -> bool:
        """Whether it speaks of what was found."""
        if self.check != found.check or not fnmatchcase(found.operation, self.operation):
            return False
        return self.status in (None, found.status) and re.search(self.says, found.message) is not None


def read_known(data: bytes, label: str, api: str) -> list[Known]:
    """The failures of an API that a file lists. Raises InputError."""
    document = parse(data, label)
    tree: Any = document.tree
    if tree is None:
        return []
    if not isinstance(tree, dict):
        raise InputError("it lists no failures", place=document.place(()), hint="it is an object of checks")
    at: Pointer = ()
    if not any(isinstance(value, list) for value in tree.values()):
        tree, at = tree.get(api) or {}, (api,)
        if not isinstance(tree, dict):
            raise _error(document, at, "is no object of checks")
    return list(_listed(document, tree, at))


def _listed(document: Document, tree: dict[str, Any], at: Pointer) -> Iterator[Known]:
    for check, entries in tree.items():
        if not isinstance(entries, list):
            raise _error(document, (*at, check), "is no list of failures")
        for index, entry in enumerate(entries):
            yield _entry(document, check, entry, (*at, check, index))


def _entry(document: Document, check: str, entry: Any, at: Pointer) -> Known:
    if not isinstance(entry, dict):
        raise _error(document, at, "is no object")
    for name in ("operation", "reason"):
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise _error(document, at, f"does not say its `{name}`")
    strange = next((name for name in entry if name not in _MEMBERS), None)
    if strange is not None:
        raise _error(document, (*at, strange), f"is none of {', '.join(sorted(_MEMBERS))}")
    status, says = entry.get("status"), entry.get("says", "")
    if status is not None and (isinstance(status, bool) or not isinstance(status, int)):
        raise _error(document, (*at, "status"), "is no number")
    try:
        re.compile(says if isinstance(says, str) and len(says) <= _LONGEST else "(")
    except re.error:
        raise _error(document, (*at, "says"), "is no regular expression") from None
    return Known(check, entry["operation"], entry["reason"], status, says, document.place(at))


def _error(document: Document, at: Pointer, what: str) -> InputError:
    name = f"`{at[-1]}` " if at else "it "
    return InputError(f"{name}{what}", place=document.place(at), hint="see `govkit pact fuzz --help`")
