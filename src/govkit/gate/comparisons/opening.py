"""What somebody names to be read: a file, a folder, `REV:path`, or a version of the catalog, with overlays."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from govkit.errors import UsageError
from govkit.gate.comparisons.overlaying import Source, overlaid_source
from govkit.gate.configuration import estate_top
from govkit.spec.documents import is_folder, open_source, sources_in


def opened(argument: str, overlays: Sequence[str], notes: list[str]) -> dict[str, Source]:
    """The documents that an argument names, by name, as overlays make them.

    `billing@2.1.0` is a version of the catalog, `billing@2` its latest of that major version, and `REV:billing@2.1.0`
    one of the catalog at a Git revision; `entity:customer@1.0.0` is a version of an entity. Own overlays are applied
    before those that are named here. `notes` gets what is to be said of overlays that change nothing. References are
    followed from what the overlays make, so that
    they can mend what nobody could read. Raises InputError, UsageError, GitError.
    """
    if not argument.strip():
        raise UsageError("an argument is empty", hint="is a variable empty that should name a document?")
    if "@" in argument and not _is_file(argument) and (version := _version(argument, notes)) is not None:
        found = version
    elif is_folder(argument):
        found = {name: (library, document) for name, library, document in sources_in(argument, check=not overlays)}
        if overlays and len(found) > 1:
            raise UsageError(
                f"{argument} holds {len(found)} API descriptions, and overlays are for one", hint="name one of them"
            )
    else:
        library, document = open_source(argument, check=not overlays)
        found = {document.path: (library, document)}
    if not overlays:
        return found
    named = [open_overlay(overlay)[1] for overlay in overlays]
    return {name: overlaid_source(*source, named, notes) for name, source in found.items()}


def open_overlay(argument: str, cwd: Path | None = None) -> Source:
    """The overlay that an argument names, a file. Raises InputError, UsageError."""
    if not argument.strip():
        raise UsageError("the name of an overlay is empty", hint="is a variable empty that should name a file?")
    if is_folder(argument, cwd):
        raise UsageError(f"{argument} is a folder, and an overlay is a file")
    return open_source(argument, cwd=cwd, check=False)


def _version(argument: str, notes: list[str]) -> dict[str, Source] | None:
    """The version of the catalog that an argument names, by the name of its API; None where it names something else."""
    from govkit.catalog.entries import ApiRef  # late: who compares files does not pay for the catalog
    from govkit.gate.estates.definitions import open_version
    from govkit.gate.estates.loading import open_estate

    revision, _, text = argument.removeprefix("api:").rpartition(":")
    if revision == "entity" or revision.endswith(":entity"):
        return _entity(text, revision.removesuffix("entity").removesuffix(":"))
    revision = revision.removesuffix(":api")
    try:
        reference = ApiRef.parse(text)
    except ValueError:
        return None
    if estate_top() is None:
        raise UsageError(f"{text} names a version of an API, and there is no catalog here", hint="name a file instead")
    estate = open_estate(revision or None)
    estate.refuse_problems()
    where = f" at {revision}" if revision else ""
    if reference.name not in estate.apis:
        close = difflib.get_close_matches(reference.name, estate.apis, 1)
        hint = f"did you mean {close[0]}@{reference.version}?" if close else None
        raise UsageError(f"the catalog{where} has no API `{reference.name}`", hint=hint)
    meant = estate.meant(reference)
    if not meant:
        listed = ", ".join(one.version.version for one in estate.versions(reference.name)[-10:])
        raise UsageError(
            f"the API `{reference.name}` has no version {reference.version}{where}", hint=f"its versions are {listed}"
        )
    return {reference.name: open_version(estate, meant[-1], notes)}


def _entity(text: str, revision: str) -> dict[str, Source]:
    """The schema of a version of an entity (`customer@1.0.0`), as a contract."""
    from govkit.gate.estates.entity_contracts import entity_version, open_entity
    from govkit.gate.estates.loading import open_estate

    name, _, version = text.partition("@")
    estate = open_estate(revision or None)
    estate.refuse_problems()
    if name not in estate.entities:
        close = difflib.get_close_matches(name, estate.entities, 1)
        hint = f"did you mean entity:{close[0]}@{version}?" if close else None
        raise UsageError(f"the catalog has no entity `{name}`", hint=hint)
    entity = estate.entities[name]
    found = entity_version(entity, version or None)
    if found is None:
        listed = ", ".join(one.version for one in entity.spec.versions)
        raise UsageError(f"the entity `{name}` has no version {version}", hint=f"its versions are {listed}")
    return {f"entity:{name}": open_entity(estate, entity, found)}


def _is_file(argument: str) -> bool:
    try:
        return Path(argument).exists()
    except (OSError, ValueError):
        return False
