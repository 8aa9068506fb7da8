"""The catalog as a linkset that machines find at `/.well-known/api-catalog` (RFC 9727, RFC 9264).

The context of a link is the endpoint of an API. Relations are those of RFC 8631 (`service-desc`, `service-doc`,
`service-meta`, `status`), RFC 5829 (`successor-version`) and of the registry (`license`, `terms-of-service`); when a
version ends stands beside its description, in the words of RFC 9745 and RFC 8594.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any, Literal
from urllib.parse import quote

from govkit.catalog.entries import Estate, Lifecycle, VersionOf
from govkit.errors import UsageError
from govkit.gate.answers.shared import Contracts
from govkit.gate.exchange.exported import Exported, listed
from govkit.spec.openapi import Contract
from govkit.spec.openapi.servers import Server, servers_at

PROFILE = "https://www.rfc-editor.org/info/rfc9727"
"""The profile of such a linkset: for the parameter of its media type, too."""

MEDIA_TYPE = f'application/linkset+json; profile="{PROFILE}"'
"""What it is to be served as."""

Audience = Literal["internal", "partner", "public"]
"""Who reads it: the public is told of less than a partner, a partner of less than the company."""

AUDIENCES: tuple[Audience, ...] = ("public", "partner", "internal")
"""From the widest to the narrowest: each may know of the APIs for those before it."""

RELATIONS = ("service-doc", "service-meta", "status", "deprecation", "sunset")
"""Annotations of an API whose value is the target of a link of that relation."""

_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_VARIABLE = re.compile(r"\{([^{}]+)\}")
_MOST_SERVERS = 50

_Links = dict[str, list[dict[str, Any]]]


def api_catalog(estate: Estate, *, reader: Audience = "public", base: str = "") -> Exported:
    """The linkset of the released versions that a reader may know of; drafts and what is retired are not in it.

    `base` is where the files of the estate are published, `https://developer.example.com`; where it is empty, links to
    them start at the root of whoever serves the linkset. Raises UsageError for a base that is no such address.
    """
    if base and not _URL.fullmatch(base):
        raise UsageError(
            f"--base-url must begin with https:// and hold no spaces, not {base[:80]!r}",
            hint="name the address under which the files of the estate are published",
        )
    return _Linkset(estate, reader, base.rstrip("/")).exported()


class _Linkset:
    """The linkset as it grows: links by their context."""

    def __init__(self, estate: Estate, reader: Audience, base: str) -> None:
        self._estate, self._base = estate, base
        self._told = AUDIENCES[: AUDIENCES.index(reader) + 1]
        self._contracts = Contracts(estate)
        self._notes: list[str] = []
        self._contexts: dict[str, _Links] = {}

    def exported(self) -> Exported:
        """The linkset of all versions."""
        items: dict[str, str] = {}
        for version in self._versions():
            contract = self._contracts.of(version)
            endpoints = self._endpoints(version, contract) if contract is not None else []
            for endpoint in endpoints:
                title = f"{version.api.title} {version.version.version}"
                items[endpoint] = f"{items[endpoint]}, {title}" if endpoint in items else title
                context = self._contexts.setdefault(endpoint, {})
                for relation, link in self._links(version, contract):
                    known = context.setdefault(relation, [])
                    known += [] if link in known else [link]
        own: dict[str, Any] = {"anchor": f"{self._base}/.well-known/api-catalog", "profile": [{"href": PROFILE}]}
        if items:
            own["item"] = [{"href": endpoint, "title": title} for endpoint, title in items.items()]
        contexts = [{"anchor": anchor, **links} for anchor, links in self._contexts.items()]
        text = json.dumps({"linkset": [own, *contexts]}, indent=2, ensure_ascii=False)
        return Exported(f"{text}\n", (*self._notes, *self._contracts.told()))

    def _versions(self) -> Iterator[VersionOf]:
        """The versions that the reader may know of and rely on."""
        hidden = [api.name for api in self._estate.apis.values() if api.spec.audience not in self._told]
        if hidden:
            self._notes.append(f"not for this reader (see --audience): {listed(hidden)}")
        unlisted = []
        for version in self._estate.versions():
            if version.api.spec.audience not in self._told:
                continue
            if version.lifecycle in (Lifecycle.DRAFT, Lifecycle.RETIRED):
                unlisted.append(f"{version.name} ({version.lifecycle.value})")
            else:
                yield version
        if unlisted:
            self._notes.append(f"nobody may rely on, so not listed: {listed(unlisted)}")

    def _endpoints(self, version: VersionOf, contract: Contract | None) -> list[str]:
        """The absolute addresses of a version, variables at their defaults."""
        if contract is None:
            return []
        servers = servers_at(contract.root.get("servers") or [], contract.document.root)[:_MOST_SERVERS]
        found = [url for server in servers if _URL.fullmatch(url := _with_defaults(server))]
        if not found:
            self._notes.append(f"the document of {version.name} names no address, so it is not listed")
        return list(dict.fromkeys(found))

    def _links(self, version: VersionOf, contract: Contract | None) -> Iterator[tuple[str, dict[str, Any]]]:
        root: dict[str, Any] = contract.root if contract is not None else {}
        yield "service-desc", self._description(version)
        for relation, target in (*_said(root), *version.api.metadata.annotations.items()):
            if relation not in (*RELATIONS, "license", "terms-of-service"):
                continue
            if isinstance(target, str) and _URL.fullmatch(target):
                yield relation, {"href": target}
            elif target:
                self._note(f"{relation} of {version.api.name} is no address: {str(target)[:80]}")
        yield from (("successor-version", link) for link in self._successors(version))

    def _description(self, version: VersionOf) -> dict[str, Any]:
        """The link to the document of a version, and how far the version has come."""
        path = version.version.definition
        found: dict[str, Any] = {
            "href": f"{self._base}/{quote(path)}",
            "type": "application/json" if path.lower().endswith(".json") else "application/yaml",
            "title": f"{version.api.title} {version.version.version}",
            "version": [version.version.version],
            "lifecycle": [version.lifecycle.value],
        }
        ending = version.version.deprecation
        if ending is not None:
            found["deprecation"] = [f"@{int(_midnight(ending.date).timestamp())}"]
            found["sunset"] = [format_datetime(_midnight(ending.sunset), usegmt=True)]
        if version.version.overlays:
            self._note(f"overlays mend {version.name}; the document that is linked is the one before them")
        return found

    def _successors(self, version: VersionOf) -> list[dict[str, Any]]:
        ending = version.version.deprecation
        meant = self._estate.meant(ending.successor) if ending is not None and ending.successor is not None else ()
        found = []
        for one in meant:
            contract = self._contracts.of(one)
            if contract is not None and one.lifecycle is not Lifecycle.DRAFT and one.api.spec.audience in self._told:
                title = f"{one.api.title} {one.version.version}"
                found += [{"href": url, "title": title} for url in self._endpoints(one, contract)[:1]]
        return found

    def _note(self, text: str) -> None:
        if text not in self._notes:
            self._notes.append(text)


def _said(root: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The links that a document names itself."""
    info = root.get("info") if isinstance(root.get("info"), dict) else {}
    for relation, owner, key in (
        ("service-doc", root.get("externalDocs"), "url"),
        ("terms-of-service", info, "termsOfService"),
        ("license", info.get("license") if info else None, "url"),
    ):
        if isinstance(owner, dict) and owner.get(key):
            yield relation, owner[key]


def _with_defaults(server: Server) -> str:
    """An address with its variables at their defaults; as it is written where one has none."""

    def value(found: re.Match[str]) -> str:
        variable = server.variables.get(found[1])
        return variable.default if variable is not None and variable.default is not None else found[0]

    return _VARIABLE.sub(value, server.written.strip())


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
