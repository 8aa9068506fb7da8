"""Who is hit by a finding: the consumers whose declared uses touch its operations and its field."""

from __future__ import annotations

from dataclasses import replace

from govkit.catalog.entries import Estate, Usage, names_field, names_operation
from govkit.findings import Affected, Finding


def with_affected(finding: Finding, estate: Estate, version: str) -> Finding:
    """The finding with those consumers of one version of its API that it touches.

    A use without fields may use all. One that names no field of the finding's component is taken to be touched: its
    fields may hold the component.
    """
    if not finding.subject.operations:
        return finding
    found: dict[str, Affected] = {}
    for usage in estate.usages(finding.subject.api, version):
        how = _how(usage, finding)
        if how and usage.consumer.name not in found:
            name = usage.consumer.name
            found[name] = Affected("consumer", name, str(usage.consumer.spec.owner), how)
    return replace(finding, affects=(*finding.affects, *found.values())) if found else finding


def _how(usage: Usage, finding: Finding) -> str:
    """What a use has to do with a finding, in words; empty where nothing."""
    operations = [one for one in finding.subject.operations if names_operation(usage.use.operations, one)]
    if not operations:
        return ""
    called = f"uses {operations[0]}" + (f" and {len(operations) - 1} more" if len(operations) > 1 else "")
    fields, schema = usage.use.fields, finding.subject.schema
    if not fields or schema is None:
        return called
    if any(one.strip("/").split("/")[0] == schema for one in fields):
        field = f"{schema}{finding.subject.path}"
        touched = [one for one in fields if names_field((one,), field)]
        return f"{called}, field {touched[0]}" if touched else ""
    return called
