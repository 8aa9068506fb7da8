"""Pacts taken over into the catalog, out of a broker or a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from govkit.catalog.entries.parties import ANNOTATION
from govkit.errors import UsageError
from govkit.gate.estates.loading import open_estate
from govkit.gate.pacts.broker import Broker, Credentials, Wanted, version_in
from govkit.gate.pacts.publishing import Given, Published, given_at, publish


def import_pacts(
    source: str, version: str | None, wanted: Wanted, allowed: Sequence[str] = (), *, cwd: Path | None = None
) -> Published:
    """What is to be written for the pacts of a broker at a URL, or of a folder.

    What the catalog does not know is left out, with a note. Pacts of a folder are of the version that is given, where
    they do not tell their own. Raises InputError, UsageError.
    """
    given = _of_broker(source, wanted, allowed, cwd) if "://" in source else _of_folder(source, version)
    return publish(given, lenient=True, cwd=cwd)


def _of_folder(source: str, version: str | None) -> list[Given]:
    found = [replace(one, version=version_in(one.data, one.label) or version or "") for one in given_at([source], "")]
    unknown = next((one for one in found if not one.version), None)
    if unknown is not None:
        said = f"{unknown.label} does not tell of which version of its consumer it is"
        raise UsageError(said, hint="say it: --version V")
    return found


def _of_broker(source: str, wanted: Wanted, allowed: Sequence[str], cwd: Path | None) -> list[Given]:
    broker = Broker(source, allowed, Credentials.of_environment())
    estate = open_estate(cwd=cwd)
    estate.refuse_problems()
    providers = [one.metadata.annotations.get(ANNOTATION, one.name) for one in estate.apis.values()]
    return list(broker.pacts(wanted, providers))
