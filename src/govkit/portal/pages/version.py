"""One version of an API: its operations by tag, its schemas, and who uses each; and who may use everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govkit.catalog.entries import VersionOf
from govkit.catalog.entries.uses import plain_operation
from govkit.portal.links import path_to
from govkit.portal.page import Absent, Ask, Page
from govkit.portal.pages.entries import entry_of
from govkit.portal.reference.messages import said
from govkit.portal.reference.uses import FieldUses, User, field_uses
from govkit.portal.reference.version import reference_of
from govkit.spec.openapi import Operation

_UNTAGGED = "Operations"


def _make(ask: Ask) -> dict[str, Any]:
    version = version_of(ask)
    reference = reference_of(ask.state, version)
    contract = reference.contract
    uses = field_uses(ask.state, version)
    info = contract.document.root.child("info") if isinstance(contract.root.get("info"), dict) else None
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in contract.operations.values():
        row = {
            "operation": one,
            "path": reference.operations[one.name],
            "summary": said(one.node, "summary") or said(one.node, "description").partition("\n")[0],
            "users": operation_users(ask, version, uses, one),
        }
        groups.setdefault(_tag(one), []).append(row)
    before = neighbour(ask, version)
    return {
        "title": f"{version.api.title} {version.version.version}",
        "trail": trail(version),
        "of": version,
        "about": said(info, "description"),
        "groups": list(groups.items()),
        "count": len(contract.operations),
        "schemas": reference.schemas,
        "before": before,
        "diff": diff_path(version.api.name, before.version.version, version.version.version) if before else "",
        "others": [one for one in reversed(ask.state.estate.versions(version.api.name)) if one is not version],
    }


def operation_users(ask: Ask, version: VersionOf, uses: FieldUses, operation: Operation) -> list[User]:
    """Who calls an operation: consumers as they declare it, and workflows."""
    plain = plain_operation(operation.name)
    number = version.version.version
    declared = ask.state.estate.usages(version.api.name, number, operation=operation.name)
    consumers = {one.consumer.name for one in declared} | {name for name, _ in uses.interactions.get(plain, ())}
    workflows = {name for name, _, _ in uses.steps.get(plain, ())}
    return [*_users("consumer", consumers), *_users("workflow", workflows)]


def _users(kind: str, names: Iterable[str]) -> list[User]:
    return [User(kind, name) for name in sorted(names)]


def _tag(operation: Operation) -> str:
    """What an operation is listed under: its first tag; a webhook is one of the webhooks."""
    if operation.kind == "webhook":
        return "Events that it sends"
    value = operation.node.value.get("tags") if isinstance(operation.node.value, dict) else None
    first = value[0] if isinstance(value, list) and value else None
    return first if isinstance(first, str) and first.strip() else _UNTAGGED


def version_of(ask: Ask) -> VersionOf:
    """The version that the path names. Raises Absent."""
    return version_named(ask, ask.parts["version"])


def version_named(ask: Ask, wanted: str) -> VersionOf:
    """A version of the API that the path names. Raises Absent."""
    api = entry_of(ask, "api")
    for one in ask.state.estate.versions(api.name):
        if one.version.version == wanted:
            return one
    raise Absent(f"The API `{api.name}` has no version `{wanted}`.")


def neighbour(ask: Ask, version: VersionOf) -> VersionOf | None:
    """The version of an API before another; None before the first."""
    versions = ask.state.estate.versions(version.api.name)
    at = versions.index(version)
    return versions[at - 1] if at else None


def diff_path(api: str, old: str, new: str) -> str:
    """The path of what changed between two versions."""
    return path_to("api", api, "diff", old, new)


def trail(version: VersionOf, *, below: bool = False) -> list[tuple[str, str]]:
    """The way to a version, or to what lies below it."""
    found = [("APIs", "/apis"), (version.api.title, path_to("api", version.api.name))]
    number = version.version.version
    return [*found, (number, path_to("api", version.api.name, number))] if below else found


PAGES = (Page(name="version", path="/apis/{name}/{version}", make=_make),)
