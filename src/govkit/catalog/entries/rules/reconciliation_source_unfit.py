"""Finds sources of records that a reconciliation cannot read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec, SourceForm
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import close_to
from govkit.catalog.entries.rules._samples import COMPARED, reconciliation
from govkit.catalog.entries.scene import Scene
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity

FORMS = (".csv", ".jsonl", ".ndjson", ".parquet")


def check(scene: Scene) -> Iterator[Problem]:
    """Sources of systems that are not compared, files of other forms, mappings of something else, open parameters."""
    for one in scene.estate.reconciliations.values():
        systems = [str(system) for system in one.spec.systems]
        for name, source in one.spec.sources.items():
            if str(name) not in systems:
                message = f"`{name}` is not among the systems that are compared"
                yield Problem(
                    one.source, ("spec", "sources", str(name)), message, one.about, close_to(str(name), systems)
                )
                continue
            for member, message in _wrong(scene, one, str(name), source):
                yield Problem(one.source, ("spec", "sources", str(name), member), message, one.about)


def _wrong(scene: Scene, one: Entry[ReconciliationSpec], system: str, source: SourceForm) -> Iterator[tuple[str, str]]:
    if source.file is not None and not source.file.lower().endswith(FORMS):
        yield "file", f"{shown(source.file)} is none of {', '.join(FORMS)}"
    if source.file is not None and source.mapping is not None and source.file.lower().endswith(".parquet"):
        yield "mapping", "a mapping reads records of CSV and JSON lines; columns of Parquet are fields of the entity"
    mapping = scene.estate.mappings.get(source.mapping.name) if source.mapping is not None else None
    if mapping is not None:
        api = scene.estate.apis.get(mapping.spec.api.name)
        if mapping.spec.entity != one.spec.entity or mapping.spec.direction == "out":
            yield "mapping", f"`{mapping.name}` does not read `{one.spec.entity}`"
        elif api is not None and str(api.spec.system) != system:
            yield "mapping", f"`{mapping.name}` reads what `{api.spec.system}` says, not `{system}`"
    if source.operation is not None:
        given = {*(source.each.give if source.each is not None else ()), *source.parameters}
        for name in re.findall(r"\{([^}]*)\}", source.operation):
            if name not in given:
                yield "operation", f"nothing gives `{name}`: walk a list that has it, with `each`"


RULE = Rule(
    id="reconciliation-source-unfit",
    severity=Severity.ERROR,
    summary="Checks that the sources of a reconciliation are of its systems, and can be read.",
    rationale="A source that cannot be read makes every run of the reconciliation fail.",
    fix="Name a file of a known form, a mapping of the system, and what each parameter of a path is given.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            COMPARED
            + reconciliation("""
            fields: [name]
            sources:
              billing: {operation: 'GET /accounts/{account}/customers', mapping: crm-customer}
              crm: {file: exports/companies.xlsx}
              support: {file: exports/support.csv}
            """),
            finds=(
                "catalog/reconciliations/customers.yaml#/spec/sources/billing/operation",
                "catalog/reconciliations/customers.yaml#/spec/sources/billing/mapping",
                "catalog/reconciliations/customers.yaml#/spec/sources/crm/file",
                "catalog/reconciliations/customers.yaml#/spec/sources/support",
            ),
        ),
        Example(
            None,
            COMPARED
            + reconciliation("""
            fields: [name]
            sources:
              billing:
                operation: GET /accounts/{account}/customers
                each: {operation: GET /accounts, give: {account: id}}
            """),
            because="Each account gives the parameter.",
        ),
    ),
)
