"""What a registration would write: documents and overlays beside each other, and the entries that speak of them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from govkit.catalog.entries import Estate, Lifecycle, VersionOf
from govkit.catalog.entries.composing import composed, path_of
from govkit.catalog.entries.editing import with_members, with_version
from govkit.catalog.entries.kind import all_kinds
from govkit.catalog.entries.schemas import schema_name
from govkit.errors import UsageError
from govkit.gate.registration.candidate import Candidate, Given
from govkit.gate.registration.facts import Facts, new_teams
from govkit.spec.documents import Said

_SPECS = "specs"
_SCHEMAS = ".govkit/schemas"


@dataclass(slots=True)
class Plan:
    """Contents by their paths in the estate; `labels` are the files that they are copies of, as people know them.

    `definition` and `overlays` are the paths that the entry names.
    """

    definition: str
    overlays: tuple[str, ...]
    contents: dict[str, bytes] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def add(self, estate: Estate, path: str, given: Given) -> None:
        """Takes in a copy of a file, unless it lies there just so. Raises InputError where a link leads out."""
        if not (estate.files.exists(path) and estate.files.read(path) == given.data):
            self.contents[path] = given.data
        self.labels[path] = given.label

    @property
    def copied(self) -> dict[str, bytes]:
        """The contents that are copies."""
        return {path: data for path, data in self.contents.items() if path in self.labels}


def within(given: Given, top: Path) -> str | None:
    """The path of a file in the estate, where it lies in it."""
    if given.place is None:
        return None
    place = given.place.parent.resolve() / given.place.name
    return place.relative_to(top).as_posix() if place.is_relative_to(top) else None


def documents(candidate: Candidate, name: str, number: str, estate: Estate, top: Path, known: VersionOf | None) -> Plan:
    """Where the documents of a version go: to `specs/<api>/<version>/`, those that lie below `specs/` nowhere.

    A version that is known keeps the paths that its entry names, as far as they can be kept. Raises UsageError for a
    path that is another version's, InputError for one that cannot be read.
    """
    folder = f"{_SPECS}/{name}/{number}"
    here = _in_place(candidate.root, top)
    if here is not None:
        _check_free(here, f"{name}@{number}", estate)
        plan = Plan(here, ())
    else:
        plan = Plan(_definition(candidate, folder, known), ())
        plan.add(estate, plan.definition, candidate.root)
        for other in candidate.others:
            plan.add(estate, _beside(plan.definition, candidate.root, other), other)
    others = {path for one in estate.versions() if one.name != f"{name}@{number}" for path in one.files}
    plan.overlays = _overlays(candidate, folder, top, known, {*plan.labels, *others})
    for path, given in zip(plan.overlays, candidate.overlays, strict=False):
        if _in_place(given, top) != path:
            plan.add(estate, path, given)
    for path in plan.copied:
        _check_free(path, f"{name}@{number}", estate)
    return plan


def _in_place(given: Given, top: Path) -> str | None:
    """The path of a file that lies where documents do, and stays there."""
    path = within(given, top)
    return path if path is not None and path.startswith(f"{_SPECS}/") else None


def _check_free(path: str, name: str, estate: Estate) -> None:
    for version in estate.versions():
        if path in version.files and version.name != name:
            raise UsageError(
                f"{path} is the document of {version.name}: {name} needs one of its own",
                hint=f"copy it to another file, and undo what was changed in {path}",
            )


def _definition(candidate: Candidate, folder: str, known: VersionOf | None) -> str:
    """The path of the root: that of a known version, where all that it reaches comes to lie below the same folder."""
    if known is not None:
        kept = known.version.definition
        home = posixpath.dirname(kept)
        if all(_beside(kept, candidate.root, one).startswith(f"{home}/") for one in candidate.others):
            return kept
    return _target(candidate, folder)


def _target(candidate: Candidate, folder: str) -> str:
    """The path of the root: `openapi.yaml`, unless a reference names it; folders above it where it reaches there."""
    home = posixpath.dirname(candidate.root.path)
    homes = [home, *(posixpath.dirname(one.path) for one in candidate.others)]
    common = posixpath.commonpath(homes) if all(homes) else ""
    inside = posixpath.relpath(home or ".", common or ".")
    name = f"openapi{candidate.root.suffix}"
    beside = {posixpath.basename(one.path) for one in candidate.others if posixpath.dirname(one.path) == home}
    if candidate.keeps_name or name in beside:
        name = posixpath.basename(candidate.root.path)
    return posixpath.normpath(posixpath.join(folder, inside, name))


def _beside(definition: str, root: Given, other: Given) -> str:
    """Where a file goes so that it lies as far from the root as it did."""
    way = posixpath.relpath(other.path, posixpath.dirname(root.path) or ".")
    return posixpath.normpath(posixpath.join(posixpath.dirname(definition), way))


def _overlays(
    candidate: Candidate, folder: str, top: Path, known: VersionOf | None, taken: set[str]
) -> tuple[str, ...]:
    """The paths of the overlays: where they lie already, where the version had as many, else beside the document."""
    given = candidate.overlays
    if known is not None:
        had = known.version.overlays
        if not given or (len(had) == len(given) and taken.isdisjoint(had)):
            return had
    paths: list[str] = []
    for one in given:
        names = (f"{folder}/overlay{f'-{number}' if number > 1 else ''}{one.suffix}" for number in count(1))
        paths.append(_in_place(one, top) or next(path for path in names if path not in taken and path not in paths))
    return tuple(paths)


# ------------------------------------------------------------------------------------------------------------- entries


def add_entries(plan: Plan, facts: Facts, candidate: Candidate, number: str, estate: Estate) -> None:
    """Adds the entry of an API with its first version or a further one, and of what is made for it.

    Raises UsageError where another file lies where an entry would, InputError where an entry cannot be edited.
    """
    assert facts.api is not None, "an API that is registered has a name"
    version: dict[str, Said] = {"version": number, "definition": plan.definition}
    if plan.overlays:
        version["overlays"] = list(plan.overlays)
    version["lifecycle"] = Lifecycle.DRAFT.value
    known = estate.apis.get(facts.api)
    if known is not None:
        plan.contents[known.source.path] = with_version(known, version)
        return
    spec: dict[str, Said] = {
        "system": facts.system or "",
        "owner": f"team:{facts.owner}",
        "businessOwner": f"team:{facts.business_owner}",
        "audience": facts.audience or "",
        "versions": [version],
    }
    _add(plan, "API", facts.api, spec, estate, candidate.title)
    for kind, name, said in _made(facts, estate):
        _add(plan, kind, name, said, estate)


def edit_version(plan: Plan, known: VersionOf) -> None:
    """Lets the entry name other files. Raises InputError where the entry cannot be edited."""
    members: dict[str, str | list[Said]] = {}
    if plan.definition != known.version.definition:
        members["definition"] = plan.definition
    if plan.overlays != known.version.overlays:
        members["overlays"] = list(plan.overlays)
    if members:
        plan.contents[known.api.source.path] = with_members(known, members)


def _made(facts: Facts, estate: Estate) -> list[tuple[str, str, Mapping[str, Said]]]:
    """The entries that the API refers to and that are missing: kind, name and what they say."""
    found: list[tuple[str, str, Mapping[str, Said]]] = []
    owners = {"owner": f"team:{facts.owner}", "businessOwner": f"team:{facts.business_owner}"}
    if facts.system not in estate.systems:
        found.append(("System", facts.system or "", {"domain": facts.domain or "", **owners}))
        if facts.domain not in estate.domains:
            found.append(("Domain", facts.domain or "", {"owner": f"team:{facts.business_owner}"}))
    found += [("Team", team, {"contacts": [_contact(facts.contacts[team])]}) for team in new_teams(facts, estate)]
    return found


def _contact(address: str) -> dict[str, Said]:
    if address.startswith(("https://", "http://")):
        return {"url": address}
    return {"chat" if address.startswith(("#", "@")) or "@" not in address else "email": address}


def _add(plan: Plan, kind: str, name: str, spec: Mapping[str, Said], estate: Estate, title: str = "") -> None:
    metadata: dict[str, Said] = {"name": name, **({"title": title} if title else {})}
    path, text = new_entry(kind, metadata, spec, estate)
    plan.contents[path] = text


def new_entry(kind: str, metadata: Mapping[str, Said], spec: Mapping[str, Said], estate: Estate) -> tuple[str, bytes]:
    """Path and text of an entry that is to be made. Raises UsageError where another file lies there."""
    name = str(metadata["name"])
    path = path_of(kind, name, estate.folder)
    if estate.files.exists(path):
        raise UsageError(f"{path} is there, and is not the entry of {kind.lower()}:{name}", hint="move it elsewhere")
    schema = f"{_SCHEMAS}/{schema_name(all_kinds()[kind])}"
    up = posixpath.relpath(schema, posixpath.dirname(path)) if estate.files.exists(schema) else ""
    return path, composed(kind, metadata, spec, schema=up)
