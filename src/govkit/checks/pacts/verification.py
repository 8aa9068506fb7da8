"""Static verification: the interactions of pacts, each held against a contract, without anything running."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govkit.checks.pacts.calls import Calls
from govkit.checks.pacts.comparing import Comparing, Fields
from govkit.checks.pacts.exchanges import Exchanges
from govkit.checks.pacts.headers import Headers
from govkit.checks.pacts.judge import findings_of
from govkit.checks.pacts.messaging import Messaging
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.reading.pact import Interaction, Kind, Pact
from govkit.checks.pacts.telling import Teller
from govkit.findings import Direction, Finding
from govkit.spec.documents import format_pointer
from govkit.spec.openapi import Contract

_FEW = 60
"""Interactions, for which it does not pay to compile large schemas whole."""
_PATIENCE = 40


@dataclass(frozen=True, slots=True)
class VerifiedInteraction:
    """One interaction: its operation, where there is one, the declared status, and the fields that it sends and reads.

    Fields are named as catalogs name them: `Invoice/lines/*/memo`, and by the way from the message's root.
    """

    name: str
    pointer: str
    operation: str | None
    sends: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """A pact held against a contract."""

    consumer: str
    provider: str
    interactions: tuple[VerifiedInteraction, ...]
    findings: tuple[Finding, ...]


def verify(pact: Pact, contract: Contract) -> Verified:
    """Holds a pact against a contract; who verifies many keeps a `Verifier`."""
    return Verifier(contract).verify_all([pact])[0]


class Verifier:
    """Holds pacts against one contract, of which everything is looked up once."""

    def __init__(self, contract: Contract, asserted: Iterable[str] = ()) -> None:
        """`asserted` are formats that texts must have beyond those that every program takes seriously."""
        self.contract = contract
        self._provider = provider = Provider(contract, asserted)
        self._comparing = Comparing(provider)
        self._calls = Calls(provider)
        self._headers = Headers(provider)

    def verify_all(self, pacts: Sequence[Pact]) -> list[Verified]:
        """Holds several pacts against the contract, whose text is looked at once for the places of all findings."""
        few = sum(len(pact.interactions) for pact in pacts) <= _FEW
        self._provider.patience = _PATIENCE if few else 0
        told = [self._told(pact) for pact in pacts]
        findings = findings_of(
            [(pact, teller.facts) for pact, (_, teller) in zip(pacts, told, strict=True)], self.contract
        )
        return [
            Verified(pact.consumer, pact.provider, interactions, tuple(found))
            for pact, (interactions, _), found in zip(pacts, told, findings, strict=True)
        ]

    def _told(self, pact: Pact) -> tuple[tuple[VerifiedInteraction, ...], Teller]:
        teller = Teller()
        exchanges = Exchanges(self._comparing, self._calls, self._headers, pact, teller)
        messaging = Messaging(self._comparing, pact, teller)
        found = []
        for one in pact.interactions:
            fields = Fields()
            operation = None
            if one.kind is Kind.HTTP:
                operation = exchanges.verify(one, fields)
            elif one.kind is Kind.MESSAGE:
                operation = messaging.event(one, fields)
            elif one.kind is Kind.EXCHANGE:
                operation = messaging.exchange(one, fields)
            else:
                teller.about(one, Direction.REQUEST).say("interaction-type-unknown", at=one.at, type=one.type)
            found.append(_verified(one, operation.name if operation is not None else None, fields))
        return tuple(found), teller


def _verified(one: Interaction, operation: str | None, fields: Fields) -> VerifiedInteraction:
    sends, reads = tuple(sorted(fields.sends)), tuple(sorted(fields.reads))
    return VerifiedInteraction(one.name, format_pointer(one.at), operation, sends, reads, fields.status)
