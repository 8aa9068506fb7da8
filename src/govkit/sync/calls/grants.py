"""What a consumer is granted, held against a call that is about to be made."""

from __future__ import annotations

from govkit.catalog.entries import Estate
from govkit.catalog.entries.access import granted_operations
from govkit.catalog.entries.kinds.consumer import Grant
from govkit.sync.calls.refusals import NotGranted


def grants_of(estate: Estate, consumer: str, version: str) -> list[Grant]:
    """What a consumer is granted of a version (`erp@2.2.0`)."""
    api, _, number = version.partition("@")
    entry = estate.consumers.get(consumer)
    grants = entry.spec.grants if entry is not None else ()
    return [one for one in grants if one.api.name == api and one.api.speaks_of(number)]


def require_grant(estate: Estate, consumer: str, version: str, operation: str) -> None:
    """Raises NotGranted unless a consumer may call an operation (`GET /invoices/{id}`) of a version."""
    if consumer not in estate.consumers:
        raise NotGranted(
            f"there is no consumer `{consumer}` in the catalog, so that nothing is granted to it",
            hint=f"add {estate.folder}/consumers/{consumer}.yaml with the grants that it needs",
        )
    if not granted_operations(operation, grants_of(estate, consumer, version)):
        raise NotGranted(
            f"{consumer} is not granted {operation} of {version}",
            place=estate.consumers[consumer].place(("spec", "grants")),
            hint="whoever owns the API adds it to `spec.grants`",
        )


def scopes_of(estate: Estate, consumer: str, version: str) -> tuple[str, ...]:
    """The scopes that the tokens of a consumer may bear, each once."""
    found = (scope for grant in grants_of(estate, consumer, version) for scope in grant.scopes)
    return tuple(dict.fromkeys(map(str, found)))
