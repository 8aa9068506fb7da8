"""How operations behave: what tells a repeated call, what may be sent twice, how long a write may be on its way."""

from __future__ import annotations

import pytest

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.workflows.contracts import Contracts
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract
from govkit.sync.calls import CallRefused
from govkit.sync.calls.traits import Behaviour
from govkit.sync.values import Traits

DAY = 86_400.0


@pytest.mark.parametrize(
    ("api", "operation", "traits"),
    [
        ("billing@3.0.0", "createSubscription", Traits("billing", True, True, DAY, False, None)),
        ("billing@3.0.0", "updateCustomer", Traits("billing", True, False, None, False, 30.0)),
        ("billing@3.0.0", "listCustomers", Traits("billing", False, False, None, True, None)),
        ("erp@2.2.0", "putContractObligations", Traits("erp", True, False, None, True, 90.0)),
        ("erp@2.2.0", "reverseJournalDocument", Traits("erp", True, False, None, False, 90.0)),
        ("erp@2.0.0", "createInvoice", Traits("erp", True, False, None, False, 90.0)),
        ("customer-success@2.0.0", "upsertAccount", Traits("customer-success", True, False, None, True, 30.0)),
    ],
)
def test_an_operation_behaves_as_its_contract_and_its_system_say(
    contracts: Contracts, api: str, operation: str, traits: Traits
) -> None:
    assert Behaviour(contracts).of(api, operation) == traits


@pytest.mark.parametrize(
    ("api", "operation"), [("erp@2.2.0", "putObligation"), ("erp@3.0.0", "x"), ("none@1.0.0", "x")]
)
def test_what_there_is_not_has_no_traits(contracts: Contracts, api: str, operation: str) -> None:
    with pytest.raises(CallRefused, match=r"there is no|has no operation"):
        Behaviour(contracts).of(api, operation)


def test_contracts_are_read_when_somebody_asks(estate: Estate) -> None:
    read: list[str] = []

    def reading(version: VersionOf) -> Contract:
        read.append(version.name)
        library = Library(estate.files)
        return Contract(library, library.open(version.version.definition), version.api.name)

    behaviour = Behaviour(Contracts(estate, reading))
    assert not read
    behaviour.of("support@1.3.0", "listTickets")
    behaviour.of("support@1.3.0", "getTicket")
    assert read == ["support@1.3.0"]
