"""How operations behave towards one who writes, as contracts and the catalog have it; read when somebody asks."""

from __future__ import annotations

import threading

from govkit.catalog.entries import VersionOf
from govkit.catalog.workflows.contracts import Called, Contracts
from govkit.client.retries import IDEMPOTENT
from govkit.spec.expressions import close_to
from govkit.sync.calls.refusals import CallRefused
from govkit.sync.calls.versions import stands_in
from govkit.sync.values import Traits

UNSAID_SETTLE_TIME = 30.0
"""The seconds that are waited for a write without a key where the system does not say: a slow one may land behind a
later one."""


class Behaviour:
    """The traits of the operations of an estate; safe for several threads."""

    def __init__(self, contracts: Contracts) -> None:
        self._contracts = contracts
        self._known: dict[tuple[str, str], Traits] = {}
        self._lock = threading.Lock()

    def of(self, api: str, operation: str) -> Traits:
        """The traits of an operation of a version (`erp@2.2.0`). Raises CallRefused for one that there is not."""
        with self._lock:  # contracts are opened one after the other
            key = (api, operation)
            if key not in self._known:
                self._known[key] = self._found(api, operation)
            return self._known[key]

    def _found(self, api: str, operation: str) -> Traits:
        version = self._version(api)
        operations = self._contracts.operations(version)
        if operation not in operations:
            raise CallRefused(
                f"{version.name} has no operation `{operation}`", hint=close_to(operation, list(operations)) or None
            )
        called = Called(version, operations[operation])
        integration = self._contracts.integration(version)
        keyed = self._contracts.takes_key(called)
        settle = integration.settle_time.total_seconds() if integration and integration.settle_time else None
        if settle is None and called.is_write and not keyed:
            settle = UNSAID_SETTLE_TIME
        retention = integration.idempotency.retention if keyed and integration and integration.idempotency else None
        return Traits(
            system=str(version.api.spec.system),
            writes=called.is_write,
            keyed=keyed,
            retention=retention.total_seconds() if retention is not None else None,
            repeatable=called.operation.method.upper() in IDEMPOTENT,
            settle=settle if called.is_write else None,
        )

    def _version(self, api: str) -> VersionOf:
        """The version of a name; where the catalog has it no more, the next that stands in for it."""
        name, _, number = api.partition("@")
        found = next(
            (one for one in self._contracts.estate.versions(name) if stands_in(one.version.version, number)), None
        )
        if found is None:
            raise CallRefused(f"there is no {api} in the catalog")
        return found
