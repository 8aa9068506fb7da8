"""What a mapping is said to read, line by line."""

from __future__ import annotations

from govkit.catalog.entries import MappingSpec
from govkit.catalog.mapping.lineage import lines_of


def _fields(with_: str, arguments: list[object]) -> set[str]:
    spec = MappingSpec.model_validate(
        {
            "owner": "team:finance",
            "entity": "invoice",
            "api": "erp@1.0.0",
            "schema": "Posting",
            "direction": "out",
            "fields": {"reference": {"with": with_, "from": arguments}},
        }
    )
    return {line.field for line in lines_of(spec)}


def test_of_external_identifiers_the_one_that_is_taken_is_read() -> None:
    """So that whoever sends the number of a contract is not told of changes of another identifier."""
    found = _fields("identifier_in", ["externalIds", {"value": "billing"}, {"value": "invoice"}])
    assert found == {"externalIds/billing:invoice"}


def test_all_of_them_are_read_where_the_system_is_not_known_before() -> None:
    found = _fields("identifier_in", ["externalIds", "source", {"value": "invoice"}])
    assert found == {"externalIds", "source"}


def test_another_function_reads_what_it_is_given() -> None:
    assert _fields("joined", ["name", "number"]) == {"name", "number"}
