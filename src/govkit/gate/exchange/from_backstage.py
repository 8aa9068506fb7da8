"""Entities of Backstage as entries of the catalog: teams, domains, systems, API versions, consumers.

Each reads what it can; what has no place here is a note, and whatever cannot be decided is an error that names the
option which decides it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from govkit.catalog.entries import Estate, Lifecycle
from govkit.catalog.entries.versions import number_said
from govkit.errors import InputError, UsageError
from govkit.findings import Severity
from govkit.gate.beginning.answers import is_email, name_from
from govkit.gate.codeowners import repository_around
from govkit.gate.exchange.backstage import LIFECYCLES, PREFIX
from govkit.gate.exchange.entities import Entity, Key
from govkit.gate.exchange.exported import Notes
from govkit.gate.registration.candidate import Candidate, read_candidate, text_candidate
from govkit.gate.registration.plan import documents
from govkit.spec.documents import Said
from govkit.spec.openapi.semantics import semantics

Name = tuple[str, str]
"""Kind and name of an entry."""

_KINDS = {"Group": "Team", "Domain": "Domain", "System": "System", "API": "API", "Component": "Consumer"}
_STAGES = {word: stage for stage, word in LIFECYCLES.items()}
_EMBEDDED = ("$text", "$openapi", "$yaml", "$json")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ROLES = ("erp", "billing", "customer-success", "crm", "support", "warehouse")
_AUDIENCES = ("internal", "partner", "public")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """What is taken where entities say nothing.

    The domain of systems, the team of what nobody owns, the address of teams without one, the audience of APIs. `keep`
    leaves entries as they are that the catalog has already.
    """

    domain: str | None = None
    team: str | None = None
    contact: str | None = None
    audience: str = "internal"
    keep: bool = False


@dataclass(slots=True)
class Taken:
    """What an import makes: entries by kind and name (metadata and spec), documents, versions that are released."""

    entries: dict[Name, tuple[dict[str, Said], dict[str, Said]]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    released: list[str] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)


def take(entities: Iterable[Entity], estate: Estate, top: Path, assumed: Assumed, on: date) -> Taken:
    """What entities become in an estate. Raises InputError and UsageError for what clashes or cannot be decided."""
    return _Taking(list(entities), estate, top, assumed, on).taken()


class _Taking:
    """One import: what is read, what it is called here, what comes of it."""

    def __init__(self, entities: list[Entity], estate: Estate, top: Path, assumed: Assumed, on: date) -> None:
        self._estate, self._top, self._assumed, self._on = estate, top, assumed, on
        self._made = Taken()
        self._note = self._made.notes.add
        self._entities: dict[Key, Entity] = {}
        for entity in entities:
            other = self._entities.setdefault(entity.key, entity)
            if other is not entity:
                raise InputError(
                    f"{entity.about} is here a second time", place=entity.place(), hint=f"see {other.place()}"
                )
        self._names: dict[Key, str] = {}
        self._versions: dict[str, list[dict[str, Said]]] = defaultdict(list)
        self._of_api: dict[Key, str] = {}

    def taken(self) -> Taken:
        """All that the entities become: owners before what they own."""
        self._name_all()
        by_kind: dict[str, list[Entity]] = defaultdict(list)
        for entity in self._entities.values():
            by_kind[entity.kind].append(entity)
        self._foreign(by_kind)
        owning = self._owning()
        for entity in by_kind["Group"]:
            if entity.key in owning or entity.text("spec", "type") == "team":
                self._group(entity)
            else:
                self._note("groups that own nothing here are left out", entity.name)
        readers = {"Domain": self._domain, "System": self._system, "API": self._api, "Component": self._component}
        for kind, read in readers.items():
            for entity in by_kind[kind]:
                read(entity)
        return self._made

    def _foreign(self, by_kind: Mapping[str, list[Entity]]) -> None:
        """Says what the catalog has no kind for."""
        for location in by_kind.get("Location", ()):
            for target in (location.text("spec", "target"), *location.texts("spec", "targets")):
                if target:
                    self._note("files that a Location names are to be named as well", target)
        for kind in by_kind.keys() - _KINDS.keys() - {"User", "Location"}:
            for entity in by_kind[kind]:
                self._note(f"the catalog has no kind for {kind}", entity.name)

    # ------------------------------------------------------------------------------------------------------------ names

    def _name_all(self) -> None:
        """Gives each entity its name here. Raises InputError where two would have the same."""
        taken: dict[Name, Entity] = {}
        for key, entity in self._entities.items():
            ours = _KINDS.get(entity.kind)
            if ours is None or (entity.kind == "API" and entity.text("metadata", "annotations", f"{PREFIX}api")):
                continue
            whole = entity.name if entity.namespace == "default" else f"{entity.namespace}-{entity.name}"
            name = name_from(whole)
            if not name:
                raise InputError(f"no name can be made of {entity.about}", place=entity.place("metadata", "name"))
            other = taken.setdefault((ours, name), entity)
            if other is not entity:
                message = f"{entity.about} and {other.about} would both be called {name}"
                raise InputError(message, place=entity.place("metadata", "name"), hint=f"see {other.place()}")
            if name != entity.name:
                self._note("names are written otherwise here", f"{entity.about} is {name}")
            self._names[key] = name

    def _owning(self) -> set[Key]:
        """The groups that own something that is taken."""
        taken = [one for one in self._entities.values() if one.kind in _KINDS and one.kind != "Group"]
        owners = ((one, one.text("spec", "owner")) for one in taken)
        return {entity.reference("group", owner, "spec", "owner") for entity, owner in owners if owner}

    def _add(self, entity: Entity, kind: str, name: str, spec: dict[str, Said], title: str = "") -> None:
        """Takes in an entry, unless the catalog has it. Raises UsageError where it may not be kept."""
        if self._is_known(kind, name, entity):
            return
        metadata: dict[str, Said] = {"name": name}
        if title or entity.text("metadata", "title"):
            metadata["title"] = title or entity.text("metadata", "title")
        if entity.text("metadata", "description"):
            metadata["description"] = entity.text("metadata", "description")
        for key in ("labels", "annotations"):
            said = {one: value for one, value in entity.mapping("metadata", key).items() if not one.startswith(PREFIX)}
            if said:
                metadata[key] = {one: entity.text("metadata", key, one) for one in said}
        for lost in sorted(entity.mapping("metadata").keys() - _METADATA[entity.kind == "Group"]):
            self._note(f"`{lost}` is not carried", entity.about)
        for lost in sorted(entity.mapping("spec").keys() - _CARRIED[entity.kind]):
            if entity.value("spec", lost) not in ([], {}, None):
                self._note(f"`{lost}` of {entity.kind} is not carried", entity.name)
        self._made.entries[kind, name] = (metadata, spec)

    def _is_known(self, kind: str, name: str, entity: Entity) -> bool:
        if name not in self._estate.of(kind):
            return False
        if not self._assumed.keep:
            message = f"the catalog has {kind.lower()}:{name} already"
            hint = "--keep leaves what is there as it is, and takes the rest"
            raise InputError(message, place=entity.place(), hint=hint)
        self._note("in the catalog already, and left as it is there", f"{kind.lower()}:{name}")
        return True

    # ---------------------------------------------------------------------------------------------------- who owns what

    def _has(self, kind: str, name: str | None) -> bool:
        return name is not None and (name in self._estate.of(kind) or (kind, name) in self._made.entries)

    def _meant(self, entity: Entity, kind: str, text: str, *way: str) -> str | None:
        """The name of the entry that a reference means, where there is one."""
        key = entity.reference(kind, text, *way)
        name = self._names.get(key) or name_from(key[2])
        ours = next((ours for theirs, ours in _KINDS.items() if theirs.lower() == key[0]), None)
        return name if ours is not None and self._has(ours, name) else None

    def _owner(self, entity: Entity) -> str:
        """The team that owns an entity. Raises InputError where there is none, and none is assumed."""
        said = entity.text("spec", "owner")
        found = self._meant(entity, "group", said, "spec", "owner") if said else None
        if found is None and said.lower().startswith("user:"):
            user = self._entities.get(entity.reference("user", said, "spec", "owner"))
            groups = user.texts("spec", "memberOf") if user is not None else []
            found = next(
                (name for one in groups if user and (name := self._meant(user, "group", one, "spec", "memberOf"))), None
            )
        if found is not None:
            return found
        fallback = self._assumed.team
        if fallback is None:
            message = (
                f"{entity.about} is owned by {said}, which is no team here" if said else f"nobody owns {entity.about}"
            )
            hint = "import its Group as well, or name the team that owns such things: --team NAME"
            raise InputError(message, place=entity.place("spec", "owner") if said else entity.place(), hint=hint)
        if not self._has("Team", fallback):
            raise UsageError(
                f"--team: there is no team {fallback}", hint="name one of the catalog, or one that is imported"
            )
        self._note(f"owned by {fallback} here, for their owner is no team", f"{entity.about} ({said or 'nobody'})")
        return fallback

    def _business_owner(self, entity: Entity, owner: str) -> str:
        said = entity.text("metadata", "annotations", f"{PREFIX}business-owner")
        if said and self._has("Team", said):
            return said
        self._note("the business owner is not known, so it is the owner", entity.about)
        return owner

    def _domain_of(self, entity: Entity, owner: str) -> str:
        """The domain of a system. Raises InputError where there is none, and none is assumed."""
        said = entity.text("spec", "domain") if entity.kind == "System" else ""
        found = self._meant(entity, "domain", said, "spec", "domain") if said else None
        if found is not None:
            return found
        known = [*self._estate.domains, *(name for kind, name in self._made.entries if kind == "Domain")]
        domain = self._assumed.domain or (known[0] if len(known) == 1 else None)
        if domain is None:
            hint = "name the domain of what has none: --domain NAME; it is made where it is missing"
            raise InputError(f"the domain of {entity.about} is not known", place=entity.place(), hint=hint)
        if not self._has("Domain", domain):
            if name_from(domain) != domain:
                raise UsageError(f"--domain: {domain[:80]!r} is no name", hint=f"did you mean {name_from(domain)}?")
            self._made.entries["Domain", domain] = ({"name": domain}, {"owner": f"team:{owner}"})
        self._note(f"systems without a domain are of {domain}", entity.name)
        return domain

    # -------------------------------------------------------------------------------------------------------- each kind

    def _group(self, group: Entity) -> None:
        name = self._names[group.key]
        contacts = list(_ways(group))
        if not contacts:
            contacts = [_contact(self._assumed.contact)] if self._assumed.contact else []
            if contacts:
                self._note(f"reached at {self._assumed.contact}, for it has no address", name)
        if not contacts and name not in self._estate.teams:
            hint = "say how such teams are reached: --contact ADDRESS"
            raise InputError(f"{group.about} has no e-mail address", place=group.place(), hint=hint)
        spec: dict[str, Said] = {"contacts": contacts}
        domain = group.text("metadata", "annotations", f"{PREFIX}domain").lower()
        known = self._names.get(("domain", "default", domain)) or (domain if domain in self._estate.domains else None)
        if known:
            spec = {"domain": known, **spec}
        members = list(self._members(group))
        if members:
            spec["members"] = members
        slug = group.text("metadata", "annotations", "github.com/team-slug")
        if re.fullmatch(r"[^\s/@]+/[^\s/@]+", slug):
            spec["codeowners"] = [f"@{slug}"]
        self._add(group, "Team", name, spec, group.text("spec", "profile", "displayName"))

    def _members(self, group: Entity) -> Iterator[Said]:
        """The people who say that they are of a group, or of whom it says so."""
        said = {group.reference("user", one, "spec", "members") for one in group.texts("spec", "members")}
        for user in self._entities.values():
            if user.kind != "User":
                continue
            groups = {user.reference("group", one, "spec", "memberOf") for one in user.texts("spec", "memberOf")}
            if group.key not in groups and user.key not in said:
                continue
            email = user.text("spec", "profile", "email")
            if is_email(email):
                yield {"name": user.text("spec", "profile", "displayName") or user.name, "email": email}
            else:
                self._note("people without an e-mail address are left out", user.name)

    def _domain(self, domain: Entity) -> None:
        spec: dict[str, Said] = {"owner": f"team:{self._owner(domain)}"}
        said = domain.text("spec", "subdomainOf")
        if said:
            key = domain.reference("domain", said, "spec", "subdomainOf")
            parent = self._names.get(key) or (key[2] if key[2] in self._estate.domains else None)
            if parent:
                spec["parent"] = parent
            else:
                self._note("domains of which others are part, and which are not known, are not carried", said)
        self._add(domain, "Domain", self._names[domain.key], spec)

    def _system(self, system: Entity) -> None:
        owner = self._owner(system)
        spec: dict[str, Said] = {
            "domain": self._domain_of(system, owner),
            "owner": f"team:{owner}",
            "businessOwner": f"team:{self._business_owner(system, owner)}",
        }
        role = system.text("metadata", "annotations", f"{PREFIX}role")
        vendor = system.text("metadata", "annotations", f"{PREFIX}vendor")
        spec |= {"role": role} if role in _ROLES else {}
        spec |= {"vendor": vendor} if vendor else {}
        self._add(system, "System", self._names[system.key], spec)

    def _api(self, entity: Entity) -> None:
        """A version of an API; what has no OpenAPI document to it is left out with a note."""
        if entity.text("spec", "type") != "openapi":
            self._note(
                "no OpenAPI documents, so left out", f"{entity.name} ({entity.text('spec', 'type') or 'no type'})"
            )
            return
        said = entity.mapping("metadata", "annotations")
        name = self._names.get(entity.key) or str(said[f"{PREFIX}api"])
        if name_from(name) != name:
            raise InputError(
                f"{name[:80]!r} is no name of an API", place=entity.place("metadata", "annotations", f"{PREFIX}api")
            )
        if (("API", name) not in self._made.entries) and self._is_known("API", name, entity):
            self._of_api[entity.key] = name
            return
        candidate = self._candidate(entity)
        if candidate is None:
            return
        version = self._version(entity, name, candidate)
        self._of_api[entity.key] = f"{name}@{version['version']}"
        known = self._versions[name]
        known.append(version)
        if len(known) == 1:
            owner = self._owner(entity)
            audience = str(said.get(f"{PREFIX}audience") or "")
            if audience not in _AUDIENCES:
                audience = self._assumed.audience
                self._note(f"the audience is not known, so it is {audience}", name)
            spec: dict[str, Said] = {
                "system": self._system_of(entity, name, owner),
                "owner": f"team:{owner}",
                "businessOwner": f"team:{self._business_owner(entity, owner)}",
                "audience": audience,
                "versions": known,
            }
            title = entity.text("metadata", "title").removesuffix(f" {version['version']}")
            self._add(entity, "API", name, spec, title or candidate.title)

    def _system_of(self, entity: Entity, name: str, owner: str) -> str:
        """The system of an API; one of its name is made where none is known."""
        said = entity.text("spec", "system")
        found = self._meant(entity, "system", said, "spec", "system") if said else None
        if found is not None:
            return found
        if not self._has("System", name):
            domain = self._domain_of(entity, owner)
            made: dict[str, Said] = {"domain": domain, "owner": f"team:{owner}", "businessOwner": f"team:{owner}"}
            self._made.entries["System", name] = ({"name": name}, made)
        self._note("APIs of no known system get one of their name", name)
        return name

    def _candidate(self, entity: Entity) -> Candidate | None:
        """The document of an API entity; None, with a note, where it cannot be read."""
        place = entity.place("spec", "definition")
        said = entity.value("spec", "definition")
        way = next((key for key in _EMBEDDED if isinstance(said, dict) and key in said), None)
        if way is None and not isinstance(said, str):
            hint = "write {$text: ./openapi.yaml}, or the text itself"
            raise InputError(f"`definition` of {entity.about} is no text", place=place, hint=hint)
        try:
            if way is None:
                return text_candidate(entity.text("spec", "definition"), str(place))
            return self._at(entity, entity.text("spec", "definition", way))
        except InputError as error:
            at = error.place or place
            self._note("documents that cannot be read, so left out", f"{entity.name} ({at}: {error.message})")
            return None

    def _at(self, entity: Entity, target: str) -> Candidate:
        """The document at a path from the file of an entity. Raises InputError where it lies elsewhere."""
        if "://" in target:
            raise InputError(f"nothing is fetched from {target[:200]}")
        home = entity.file.parent.resolve()
        path = (home / target).resolve()
        if not path.is_relative_to(repository_around(home)):
            raise InputError(f"{target} lies outside the folder of the import")
        if not path.is_file():
            raise InputError(f"there is no file {target}")
        return read_candidate(str(path), (), self._top)

    def _version(self, entity: Entity, name: str, candidate: Candidate) -> dict[str, Said]:
        """A version of an API, with its documents taken in."""
        annotations = {key: str(value) for key, value in entity.mapping("metadata", "annotations").items()}
        number = number_said(annotations.get(f"{PREFIX}version", "")) or number_said(candidate.number or "")
        if number is None:
            number = "1.0.0"
            self._note("versions that are none are taken for 1.0.0", f"{name} ({candidate.number or 'nothing'})")
        if any(one["version"] == number for one in self._versions[name]):
            raise InputError(f"{name}@{number} is here a second time", place=entity.place())
        plan = documents(candidate, name, number, self._estate, self._top, None)
        for path in plan.copied:
            if self._estate.files.exists(path) or path in self._made.contents:
                raise InputError(
                    f"{path}, where the document of {entity.about} would lie, is taken", place=entity.place()
                )
        self._made.contents |= plan.contents
        self._made.labels |= plan.labels
        found: dict[str, Said] = {"version": number, "definition": plan.definition}
        return found | self._stage(entity, f"{name}@{number}", candidate, annotations)

    def _stage(self, entity: Entity, name: str, candidate: Candidate, said: Mapping[str, str]) -> dict[str, Said]:
        """How far a version has come, with its dates. What is not in order stays a draft, so that it can be mended."""
        word = entity.text("spec", "lifecycle")
        stage = _STAGES.get(word)
        if stage is None:
            self._note("lifecycles that are not known here make drafts", f"{name} ({word or 'none'})")
        if stage is None or stage is Lifecycle.DRAFT:
            return {"lifecycle": "draft"}
        wrong = [one for one in semantics(candidate.contract) if one.severity is Severity.ERROR]
        if wrong:
            self._note("in use there and drafts here, for `govkit validate` finds errors in them", name)
            return {"lifecycle": "draft"}
        self._made.released.append(name)
        days = {
            key: day
            for key in ("released", "deprecated", "sunset")
            if _DAY.fullmatch(day := said.get(f"{PREFIX}{key}", ""))
        }
        if "released" not in days:
            self._note("released today, as far as is known here", name)
        found: dict[str, Said] = {"lifecycle": "active", "released": days.get("released", self._on.isoformat())}
        if stage is Lifecycle.ACTIVE:
            return found
        if {"deprecated", "sunset"} - days.keys():
            self._note("deprecated there and active here, until `deprecation` says when they end", name)
            return found
        ending: dict[str, Said] = {"date": days["deprecated"], "sunset": days["sunset"]}
        successor = said.get(f"{PREFIX}successor", "")
        ending |= {"successor": successor} if successor else {}
        ending["reason"] = said.get(f"{PREFIX}reason") or "Deprecated in Backstage, which does not say why."
        return found | {"lifecycle": "deprecated", "deprecation": ending}

    def _component(self, component: Entity) -> None:
        """A consumer, where it uses APIs that are known; others are named."""
        used: list[str] = []
        for index, one in enumerate(component.texts("spec", "consumesApis")):
            key = component.reference("api", one, "spec", "consumesApis", index)
            known = self._of_api.get(key) or (key[2] if key[2] in self._estate.apis else None)
            if known is None:
                self._note("uses of APIs that are not known are not carried", f"{one} by {component.name}")
            elif known not in used:
                used.append(known)
        if not used:
            self._note("components that use no API that is known are left out", component.name)
            return
        spec: dict[str, Said] = {"owner": f"team:{self._owner(component)}"}
        said = component.text("spec", "system")
        system = self._meant(component, "system", said, "spec", "system") if said else None
        spec |= {"system": system} if system else {}
        uses: list[Said] = [{"api": one, "operations": ["*"]} for one in used]
        self._note("uses are of all operations, and nobody has granted them yet", component.name)
        self._add(component, "Consumer", self._names[component.key], spec | {"uses": uses})


_WORDS = {"name", "namespace", "title", "description", "labels", "annotations"}
_METADATA = (_WORDS, _WORDS | {"links"})
_CARRIED = {
    "Group": {"type", "profile", "members"},
    "Domain": {"owner", "subdomainOf"},
    "System": {"owner", "domain"},
    "API": {"type", "lifecycle", "owner", "system", "definition"},
    "Component": {"type", "lifecycle", "owner", "system", "consumesApis"},
}
"""What of a spec is carried; of metadata, links of a group are, as ways to reach it."""


def _ways(group: Entity) -> Iterator[Said]:
    """The ways to reach a group that it names."""
    email = group.text("spec", "profile", "email")
    if is_email(email):
        yield {"email": email}
    links = group.value("metadata", "links")
    for link in links if isinstance(links, list) else ():
        url = link.get("url") if isinstance(link, dict) else None
        if isinstance(url, str) and re.fullmatch(r"https?://\S+", url):
            yield {"url": url}


def _contact(address: str | None) -> dict[str, Said]:
    said = address or ""
    return {"url": said} if "://" in said else {"email" if "@" in said[1:] else "chat": said}
