"""What tests of consumers rely on is what their entries say that they use: operations and fields, no more, no less."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from govkit.catalog.entries import Estate
from govkit.catalog.entries.kinds.consumer import Use
from govkit.checks.pacts import VerifiedInteraction
from govkit.gate import Options, open_estate
from govkit.gate.pacts.checking import Checking
from govkit.gate.pacts.recorded import pacts_of

REPOSITORY = Path(__file__).parents[2]


@cache
def estate() -> Estate:
    return open_estate(cwd=REPOSITORY)


@cache
def relied() -> dict[tuple[str, str], list[VerifiedInteraction]]:
    """The interactions of each consumer with each version of an API."""
    found: dict[tuple[str, str], list[VerifiedInteraction]] = {}
    for one in Checking(Options(), REPOSITORY).verdicts(pacts_of(estate())):
        assert one.against.version is not None
        found.setdefault((one.recorded.pact.consumer, one.against.version.name), []).extend(one.found.interactions)
    return found


USES = [
    (consumer.name, use)
    for consumer in open_estate(cwd=REPOSITORY).consumers.values()
    if Path(__file__).with_name(consumer.name.replace("-", "_")).is_dir()
    for use in consumer.spec.uses
    if use.api.name != "functions"  # they run in the process of the consumer: there is no provider to have a pact with
]


PAGES = {"CustomerList", "SalesOrderList", "InvoiceList", "PaymentList", "InvoiceLineList", "EntitlementList"}
"""What only holds the list that is asked for: its items are fields of their own."""


def covers(field: str, read: str) -> bool:
    return read == field or read.startswith(f"{field}/") or field.startswith(f"{read}/")


@pytest.mark.requirement("T1")
@pytest.mark.parametrize(("consumer", "use"), USES, ids=lambda one: one.api if isinstance(one, Use) else one)
def test_tests_and_entries_say_the_same(consumer: str, use: Use) -> None:
    version = estate().meant(use.api)[-1].name
    interactions = relied()[consumer, version]
    assert {one.operation for one in interactions} == set(use.operations)
    known = {name for one in interactions for name in (*one.reads, *one.sends)}
    assert [field for field in use.fields if not any(covers(field, name) for name in known)] == []
    owners = {field.partition("/")[0] for field in use.fields} - PAGES
    answers = [one for one in interactions if one.operation is not None and "webhook:" not in one.operation]
    read = {name for one in answers for name in one.reads if name.partition("/")[0] in owners and "/" in name}
    assert [name for name in sorted(read) if not any(covers(field, name) for field in use.fields)] == []
