"""What a consumer is granted, held against what it uses: a grant speaks of a use where their versions meet."""

from __future__ import annotations

from collections.abc import Iterable

from govkit.catalog.entries.estate import Estate
from govkit.catalog.entries.form import ApiRef
from govkit.catalog.entries.kinds.consumer import ConsumerSpec, Grant, Use
from govkit.catalog.entries.uses import ALL, names_operation


def grants_for(use: Use, spec: ConsumerSpec, estate: Estate) -> list[Grant]:
    """The grants that hold for every version that a use may mean."""
    return [grant for grant in spec.grants if _holds(grant.api, use.api, estate)]


def uses_under(grant: Grant, spec: ConsumerSpec, estate: Estate) -> list[Use]:
    """The uses that a grant may be for: they have a version in common."""
    return [use for use in spec.uses if _meet(grant.api, use.api, estate)]


def granted_operations(operation: str, grants: Iterable[Grant]) -> bool:
    """Whether grants allow an operation; `*` needs `*`."""
    return any(names_operation(grant.operations, operation) for grant in grants)


def is_used(operation: str, uses: Iterable[Use]) -> bool:
    """Whether uses need an operation that is granted; any use needs some of `*`."""
    return operation == ALL or any(names_operation(use.operations, operation) for use in uses)


def _holds(granted: ApiRef, used: ApiRef, estate: Estate) -> bool:
    if granted.name != used.name:
        return False
    meant = {one.name for one in estate.meant(used)}
    allowed = {one.name for one in estate.meant(granted)}
    return granted == used or granted.version is None or (bool(meant) and meant <= allowed)


def _meet(granted: ApiRef, used: ApiRef, estate: Estate) -> bool:
    if granted.name != used.name:
        return False
    both = {one.name for one in estate.meant(used)} & {one.name for one in estate.meant(granted)}
    return granted == used or bool(both)
