"""Finds reconciliations of objects of which some have another system of record than the others."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reconciling import words_of
from govkit.catalog.entries.rules._samples import COMPARED, reconciliation
from govkit.catalog.entries.scene import Scene
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Pointer


def check(scene: Scene) -> Iterator[Problem]:
    """The whole, or the first field, of which two systems are the record, each of its share of the objects."""
    for one in scene.estate.reconciliations.values():
        entity_ = scene.estate.entities.get(one.spec.entity.name)
        if entity_ is not None and entity_.spec.shares:
            yield from _mixed(one, entity_)


def _mixed(one: Entry[ReconciliationSpec], entity_: Entry[EntitySpec]) -> Iterator[Problem]:
    named: list[tuple[str, Pointer]] = [("", ("spec", "entity"))]
    named += [(field, ("spec", "fields", at)) for at, field in enumerate(one.spec.fields)]
    for field, pointer in named:
        words = words_of(entity_.spec, one.spec, field)
        if len(words) > 1:
            share = next(share for share in entity_.spec.shares if str(share.record) in words)
            systems = " or ".join(f"`{system}`" for system in words)
            what = shown(field) if field else f"`{entity_.name}`"
            message = f"the record of {what} is {systems}, as its `{share.by}` says"
            hint = f"compare each share by itself: `where: {{{share.by}: [{', '.join(share.of)}]}}`, and the others"
            yield Problem(one.source, pointer, message, one.about, hint)
            return


_DIVIDED = COMPARED.replace("{terms: {record: erp}}", "{terms: {record: billing}, region: {record: hr}}").replace(
    "record: crm\n", "record: crm\n  shares: [{by: region, of: [apac], record: erp, insteadOf: crm}]\n"
)

RULE = Rule(
    id="reconciliation-shares-mixed",
    severity=Severity.ERROR,
    summary="Checks that a reconciliation compares objects of one system of record.",
    rationale=(
        "Where the record of some objects is another system, what the first says of them is a copy, and would be held "
        "for the truth."
    ),
    fix="Compare each share by itself: name under `where` to which one the objects belong.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            _DIVIDED + reconciliation("fields: [name]"),
            finds=("catalog/reconciliations/customers.yaml#/spec/entity",),
        ),
        Example(
            None,
            _DIVIDED + reconciliation("fields: [name]\nwhere: {region: [us, apac]}"),
            finds=("catalog/reconciliations/customers.yaml#/spec/entity",),
        ),
        Example(
            None,
            _DIVIDED + reconciliation("fields: [name]\nwhere: {region: [eu, us]}"),
            because="The CRM is the record of all others.",
        ),
    ),
)
