"""The versions of an API that serves entities, each with what its entities are read from and who may ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from govkit.catalog.entries import Entry, Estate, Lifecycle, VersionOf
from govkit.catalog.entries.kinds.api import ApiSpec, ServedEntity, Serving
from govkit.catalog.entries.versions import Order
from govkit.catalog.workflows.contracts import Contracts
from govkit.errors import InputError, UsageError
from govkit.findings import Direction
from govkit.spec.documents import Node
from govkit.spec.schemas.shape import Atom
from govkit.spec.schemas.standalone import BudgetExceeded, Role, standalone
from govkit.spec.schemas.validators import Validator
from govkit.sync.enterprise.objects import Kind
from govkit.sync.enterprise.sources import Finding, Sources
from govkit.sync.identity.answers import Answers
from govkit.sync.identity.register import Register


@dataclass(eq=False)
class Version:
    """A version that is served, and its kinds by the first segment of their paths, made when they are asked for."""

    of: VersionOf
    served: Mapping[str, ServedEntity]
    maker: Maker
    _kinds: dict[str, Kind] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The version: `enterprise@1.0.0`."""
        return self.of.name

    @property
    def prefix(self) -> str:
        """The first segment of its paths: `v1`."""
        return f"v{self.of.version.version.partition('.')[0]}"

    def kind(self, segment: str) -> Kind | None:
        """What is served below a path; None where nothing is. Raises InputError where its schema cannot be read."""
        said = self.served.get(segment)
        if said is None:
            return None
        if segment not in self._kinds:
            self._kinds[segment] = self.maker.kind(self.of, said)
        return self._kinds[segment]


class Maker:
    """Makes the kinds of versions; what they are read from is found once."""

    def __init__(self, contracts: Contracts, register: Register) -> None:
        self._contracts = contracts
        self._finding = Finding(contracts, Answers(contracts, register))
        self._sources: dict[tuple[str, str], Sources] = {}

    def sources(self, served: ServedEntity) -> Sources:
        """What an entity is read from."""
        key = (served.entity.name, served.version)
        if key not in self._sources:
            self._sources[key] = self._finding.of(served)
        return self._sources[key]

    def kind(self, version: VersionOf, served: ServedEntity) -> Kind:
        """An entity as a version serves it. Raises InputError where its schema cannot be read."""
        name = component(served.entity.name)
        contract = self._contracts.contract(version)
        node: Node | None = contract.document.root if contract is not None else None
        for part in ("components", "schemas", name):
            node = node.child(part) if node is not None and part in (node.value or ()) else None
        if contract is None or node is None:
            said = f"the document of {version.name} does not describe {name}"
            raise InputError(said, place=version.place(), hint="run govkit generate")
        space = self._contracts.space(contract, Direction.RESPONSE)
        try:
            schema = standalone((Atom(space.schema(node), space),), Role.PLAIN)
            return Kind(served, name, self.sources(served), Validator(schema), schema)
        except (BudgetExceeded, ValueError, RecursionError) as error:
            raise InputError(
                f"nothing can be held against the schema {name}: {error}", place=version.place()
            ) from error


def component(entity: str) -> str:
    """The schema of an entity in the document: `Customer`."""
    return "".join(part.capitalize() for part in entity.split("-"))


def serving_api(estate: Estate, name: str | None = None) -> tuple[Entry[ApiSpec], Serving]:
    """The API that serves entities. Raises UsageError where there is none, or several and none is named."""
    found = {api: entry for api, entry in estate.apis.items() if any(one.entities for one in entry.spec.versions)}
    if name is not None and name not in found:
        raise UsageError(f"there is no API `{name}` that serves entities", hint=_known(found))
    if not found:
        raise UsageError(
            "no API of the catalog serves entities", hint="name them under `entities` of a version of an API"
        )
    if name is None and len(found) > 1:
        raise UsageError("several APIs serve entities", hint=f"say which with --api; {_known(found)}")
    entry = found[name or next(iter(found))]
    assert entry.spec.serving is not None, "the form asks for it"
    return entry, entry.spec.serving


def _known(found: Mapping[str, object]) -> str:
    return f"there are: {', '.join(sorted(found)) or 'none'}"


def versions_of(estate: Estate, api: str, contracts: Contracts, register: Register) -> list[Version]:
    """Of each major version the greatest that is in use, else the greatest draft."""
    best: dict[str, VersionOf] = {}
    listed = [one for one in estate.versions(api) if one.version.entities and one.lifecycle is not Lifecycle.RETIRED]
    for one in sorted(listed, key=lambda one: (one.lifecycle is not Lifecycle.DRAFT, Order(one.version.version))):
        best[one.version.version.partition(".")[0]] = one
    maker = Maker(contracts, register)
    return [Version(one, {said.segment: said for said in one.version.entities}, maker) for one in best.values()]


def lacks(version: Version) -> Iterator[str]:
    """What of a version cannot be served, in words: for whoever starts it."""
    for segment, said in version.served.items():
        sources = version.maker.sources(said)
        entity = said.entity.name
        spec = sources.entity.spec
        for record in sources.records:
            if record not in sources.systems:
                yield f"/{segment}: no call of {record} reads one {entity} by an identifier"
            elif said.lists and not any(one.system == record for one in sources.lists):
                yield f"/{segment}: no call of {record} lists each {entity}"
        for system in sorted(spec.systems - {*sources.systems, *sources.records}):
            fields = [name for name, one in spec.fields.items() if one.record and system in spec.records_of(name)]
            yield f"/{segment}: without {', '.join(fields)}: no call of {system} reads one {entity} by an identifier"
