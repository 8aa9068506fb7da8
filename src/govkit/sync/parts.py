"""What of the runtime follows from the estate: made anew, as a whole, when the estate changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.loading import read_document
from govkit.catalog.workflows.model import Document
from govkit.functions.calling import Dispatch
from govkit.functions.loading import FOLDER, load_functions
from govkit.spec.openapi import Contract
from govkit.sync.calls.addresses import Addresses
from govkit.sync.calls.doors import Doors
from govkit.sync.calls.platforms import Platforms
from govkit.sync.inbox.polls import Poll, polls_of
from govkit.sync.inbox.schedules import crons_of
from govkit.sync.inbox.senders import Sender, senders_of
from govkit.sync.running.subscriptions import EstateSubscriptions


@dataclass(frozen=True)
class Source:
    """An estate at a folder, and what opens the contracts of its versions."""

    estate: Estate
    folder: Path
    read: Callable[[VersionOf], Contract]
    clients: str = "clients"
    functions: str = FOLDER


@dataclass(frozen=True)
class Outside:
    """What the estate does not say: where platforms listen, how they are spared, the secrets, the time."""

    addresses: Addresses
    doors: Doors
    environment: Mapping[str, str] | None
    now: Callable[[], float]


@dataclass(frozen=True, eq=False)
class Parts:
    """What workflows, platforms, senders and polls an estate has."""

    source: Source
    contracts: Contracts
    subscriptions: EstateSubscriptions
    platforms: Platforms
    functions: Dispatch | None
    senders: Mapping[str, Sender]
    polls: tuple[Poll, ...]
    crons: tuple[str, ...]

    @property
    def systems(self) -> list[str]:
        """The systems that can be called."""
        versions = (one for one in self.contracts.estate.versions() if not self.contracts.is_function(one))
        return sorted({str(one.api.spec.system) for one in versions})


def parts_of(source: Source, outside: Outside) -> Parts:
    """The parts of an estate; its functions are loaded, which runs its code.

    Raises InputError where the workflows, or the functions, are not in order.
    """
    contracts = Contracts(source.estate, source.read)
    subscriptions = EstateSubscriptions(source.estate, contracts.is_function)
    documents = [one for one in map(read_document, source.estate.workflow_documents) if isinstance(one, Document)]
    environment = os.environ if outside.environment is None else outside.environment
    senders = senders_of(contracts, documents, environment, outside.now)
    return Parts(
        source,
        contracts,
        subscriptions,
        Platforms(
            contracts,
            source.folder / source.clients,
            addresses=outside.addresses,
            environment=environment,
            doors=outside.doors,
            now=outside.now,
        ),
        _functions(source, contracts),
        senders,
        tuple(polls_of(contracts, documents, senders)),
        tuple(crons_of(documents)),
    )


def _functions(source: Source, contracts: Contracts) -> Dispatch | None:
    described = [one for one in source.estate.versions() if contracts.is_function(one)]
    if not described:
        return None
    contract = contracts.contract(described[-1])
    assert contract is not None, "it was asked whether it describes functions"
    return Dispatch(contract, load_functions(source.folder / source.functions))
