"""One version of an API: its operations, and who uses each."""

from __future__ import annotations

from typing import Any

from govkit.catalog.entries import VersionOf
from govkit.portal.links import path_to
from govkit.portal.page import Absent, Ask, Page
from govkit.portal.pages.entries import entry_of


def _make(ask: Ask) -> dict[str, Any]:
    version = version_of(ask)
    estate, contract = ask.state.estate, ask.state.contract(version)
    operations = [
        {
            "name": one.name,
            "summary": _text(one.node.value, "summary"),
            "deprecated": one.deprecated,
            "users": sorted(
                {
                    use.consumer.name
                    for use in estate.usages(version.api.name, version.version.version, operation=one.name)
                }
            ),
        }
        for one in contract.operations.values()
    ]
    return {
        "title": f"{version.api.title} {version.version.version}",
        "trail": trail(version),
        "of": version,
        "operations": operations,
    }


def version_of(ask: Ask) -> VersionOf:
    """The version that the path names. Raises Absent."""
    api, wanted = entry_of(ask, "api"), ask.parts["version"]
    for one in ask.state.estate.versions(api.name):
        if one.version.version == wanted:
            return one
    raise Absent(f"The API `{api.name}` has no version `{wanted}`.")


def trail(version: VersionOf) -> list[tuple[str, str]]:
    """The way to a version."""
    return [("APIs", "/apis"), (version.api.title, path_to("api", version.api.name))]


def _text(node: Any, name: str) -> str:
    value = node.get(name) if isinstance(node, dict) else None
    return value if isinstance(value, str) else ""


PAGES = (Page(name="version", path="/apis/{name}/{version}", make=_make),)
