"""The catalog as entities of Backstage: a `catalog-info.yaml` of several documents."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from govkit.catalog.entries import (
    ApiSpec,
    ConsumerSpec,
    DomainSpec,
    Entry,
    Estate,
    Form,
    Lifecycle,
    SystemSpec,
    TeamSpec,
    VersionOf,
)
from govkit.catalog.entries.form import with_article
from govkit.gate.answers.shared import Contracts
from govkit.gate.exchange.backstage import API_VERSION, LIFECYCLES, PREFIX, entity_name, is_key, is_name
from govkit.gate.exchange.exported import Exported, Notes
from govkit.spec.documents import as_yaml

_Entity = dict[str, Any]

_HEAD = "# Written by `govkit export backstage` from the catalog: change the catalog, not this file.\n"

_CARRIED = {
    "Team": {"domain", "contacts"},
    "Domain": {"owner", "parent"},
    "System": {"domain", "owner", "business_owner", "role", "vendor"},
    "API": {"system", "owner", "business_owner", "audience", "versions"},
    "Consumer": {"owner", "system", "uses"},
}
"""What of each kind has a place there; of the other kinds nothing has."""


def to_backstage(estate: Estate, top: str = ".") -> Exported:
    """The entities of an estate; `top` is the way from the folder of the file to the top of the estate."""
    return _Export(estate, top).exported()


class _Export:
    """One export: the entities, and what they do not carry."""

    def __init__(self, estate: Estate, top: str) -> None:
        self._estate, self._top = estate, top
        self._notes = Notes()
        self._contracts = Contracts(estate)

    def exported(self) -> Exported:
        """All entities: whoever owns before what is owned."""
        estate = self._estate
        entities: list[_Entity] = [
            *map(self._group, estate.teams.values()),
            *map(self._domain, estate.domains.values()),
            *map(self._system, estate.systems.values()),
            *(entity for version in estate.versions() for entity in self._api(version)),
            *map(self._component, estate.consumers.values()),
        ]
        for entry in estate:
            self._count(entry)
        for document in estate.workflow_documents:
            self._notes.add("Backstage has no kind for a Workflow", document.source.path)
        return Exported(_HEAD + "---\n".join(map(as_yaml, entities)), (*self._notes.told(), *self._contracts.told()))

    def _count(self, entry: Entry[Form]) -> None:
        """Says what of an entry has no place there."""
        if entry.kind not in _CARRIED:
            self._notes.add(f"Backstage has no kind for {with_article(entry.kind)}", entry.name)
            return
        for field in sorted(entry.spec.model_fields_set - _CARRIED[entry.kind]):
            alias = type(entry.spec).model_fields[field].alias or field
            self._notes.add(
                f"`{alias}` of {with_article(entry.kind)} has no place in Backstage, it is not carried", entry.name
            )

    # -------------------------------------------------------------------------------------------------------- entities

    def _entity(self, entry: Entry[Form], kind: str, spec: _Entity, name: str = "", **said: str | None) -> _Entity:
        """An entity with the metadata of an entry; `said` becomes annotations of ours."""
        ours, metadata = entry.metadata, dict[str, Any]()
        metadata["name"] = entity_name(name or entry.name)
        if metadata["name"] != (name or entry.name):
            self._notes.add("names that Backstage may not have are written otherwise", name or entry.name)
        if ours.title:
            metadata["title"] = ours.title
        if ours.description:
            metadata["description"] = ours.description
        labels = {key: value for key, value in ours.labels.items() if is_key(key) and is_name(value)}
        for key in ours.labels.keys() - labels.keys():
            self._notes.add("labels that Backstage may not have are not carried", f"{key} of {entry.about}")
        annotations = {key: value for key, value in ours.annotations.items() if is_key(key)}
        for key in ours.annotations.keys() - annotations.keys():
            self._notes.add("annotations that Backstage may not have are not carried", f"{key} of {entry.about}")
        annotations |= {f"{PREFIX}{key.replace('_', '-')}": value for key, value in said.items() if value}
        metadata |= {"labels": labels} if labels else {}
        metadata |= {"annotations": annotations} if annotations else {}
        return {"apiVersion": API_VERSION, "kind": kind, "metadata": metadata, "spec": spec}

    def _group(self, team: Entry[TeamSpec]) -> _Entity:
        profile: dict[str, str] = {"displayName": team.title}
        ways = [(way, value) for one in team.spec.contacts for way in _WAYS if (value := getattr(one, way))]
        email = next((value for way, value in ways if way == "email"), None)
        if email:
            profile["email"] = str(email)
        for way, value in ways:
            if value != email:
                self._notes.add(
                    "ways to reach a team beside its first e-mail address are not carried", f"{way} of {team.name}"
                )
        spec = {"type": "team", "profile": profile, "children": []}
        return self._entity(team, "Group", spec, domain=team.spec.domain)

    def _domain(self, domain: Entry[DomainSpec]) -> _Entity:
        spec = {"owner": _group_ref(domain.spec.owner)}
        if domain.spec.parent is not None:
            spec["subdomainOf"] = entity_name(domain.spec.parent)
        return self._entity(domain, "Domain", spec)

    def _system(self, system: Entry[SystemSpec]) -> _Entity:
        said = system.spec
        spec = {"owner": _group_ref(said.owner), "domain": entity_name(said.domain)}
        role = None if said.role == "other" else said.role
        return self._entity(system, "System", spec, business_owner=said.business_owner, role=role, vendor=said.vendor)

    def _api(self, version: VersionOf) -> Iterator[_Entity]:
        """The entity of a version; none of one that is retired."""
        if version.lifecycle is Lifecycle.RETIRED:
            self._notes.add("retired, so not carried", version.name)
            return
        api: Entry[ApiSpec] = version.api
        said, ending = version.version, version.version.deprecation
        if said.overlays:
            self._notes.add("shown as the document was before its overlays mended it", version.name)
        contract = self._contracts.of(version)
        if contract is not None and len(contract.library.documents) > 1 + len(said.overlays):
            self._notes.add("of several files, of which Backstage reads the first alone", version.name)
        entity = self._entity(
            api,
            "API",
            {
                "type": "openapi",
                "lifecycle": LIFECYCLES[version.lifecycle],
                "owner": _group_ref(api.spec.owner),
                "system": entity_name(api.spec.system),
                "definition": {"$text": self._path(said.definition)},
            },
            name=_version_name(version),
            api=api.name,
            version=said.version,
            business_owner=api.spec.business_owner,
            audience=api.spec.audience,
            released=said.released.isoformat() if said.released else None,
            deprecated=ending.date.isoformat() if ending else None,
            sunset=ending.sunset.isoformat() if ending else None,
            successor=ending.successor if ending else None,
            reason=ending.reason if ending else None,
        )
        entity["metadata"]["title"] = f"{api.title} {said.version}"
        yield entity

    def _path(self, definition: str) -> str:
        """The way to a document from the file: `$text` takes one that begins with a dot."""
        path = posixpath.join(self._top, definition)
        path = posixpath.normpath(path)
        return path if path.startswith("..") else f"./{path}"

    def _component(self, consumer: Entry[ConsumerSpec]) -> _Entity:
        used = [
            entity_name(_version_name(version))
            for use in consumer.spec.uses
            for version in self._estate.meant(use.api)
            if version.lifecycle is not Lifecycle.RETIRED
        ]
        for use in consumer.spec.uses:
            self._notes.add(
                "operations, fields and scopes of what a consumer uses are not carried", f"{use.api} of {consumer.name}"
            )
        spec: _Entity = {"type": "service", "lifecycle": "production", "owner": _group_ref(consumer.spec.owner)}
        if consumer.spec.system is not None:
            spec["system"] = entity_name(consumer.spec.system)
        if used:
            spec["consumesApis"] = list(dict.fromkeys(used))
        return self._entity(consumer, "Component", spec)


_WAYS = ("email", "chat", "phone", "url")


def _group_ref(team: str) -> str:
    return f"group:{entity_name(team)}"


def _version_name(version: VersionOf) -> str:
    return f"{version.api.name}-{version.version.version}"
