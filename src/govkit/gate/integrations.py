"""How the systems behind served APIs behave towards whoever integrates them, as the catalog has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from govkit.errors import InputError

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate
    from govkit.catalog.entries.kinds.system import Integration, RateLimit
    from govkit.mocks.faults.form import Order
    from govkit.mocks.faults.limits import Limits
    from govkit.mocks.state.store import Clock
    from govkit.spec.openapi import Contract

_CATALOG = re.compile(rb"^catalog:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)
"""Where settings name the folder of the catalog."""


def integrations_of(
    estate: Estate | None, names: Iterable[str], files: Mapping[str, str] | None = None
) -> dict[str, Integration]:
    """What the catalog says of the systems of APIs, by the names that the APIs are served under.

    `files` are the definitions that names stand for which are none of APIs, by their paths from the top.
    """
    found = {}
    for name in names if estate is not None else ():
        assert estate is not None
        path = (files or {}).get(name)
        if path is None:
            api = estate.apis.get(name) or estate.apis.get(re.sub(r"-[0-9]+\Z", "", name))
        else:
            known = (one for one in estate.apis.values() if any(path == it.definition for it in one.spec.versions))
            api = next(known, None)
        system = estate.systems.get(str(api.spec.system)) if api is not None else None
        if system is not None and system.spec.integration is not None:
            found[name] = system.spec.integration
    return found


def estate_of_files(
    files: Mapping[str, str], cwd: Path | None, notes: list[str]
) -> tuple[Estate | None, dict[str, str]]:
    """The estate around, where files that are served belong to it, and their paths from its top, by served names.

    The catalog is opened only where it speaks of such a file; where it is broken, that is noted.
    """
    if not any(_may_be_spoken_of(((cwd or Path()) / file).resolve()) for file in files.values()):
        return None, {}
    from govkit.gate.configuration import estate_top, settings
    from govkit.gate.estates.loading import open_estate

    top = estate_top(cwd)
    if top is None:
        return None, {}
    found = {}
    for name, file in files.items():
        path = ((cwd or Path()) / file).resolve()
        if path.is_relative_to(top) and _is_spoken_of(path.relative_to(top).as_posix(), top / settings(top).catalog):
            found[name] = path.relative_to(top).as_posix()
    if not found:
        return None, {}
    try:
        estate = open_estate(cwd=cwd)
        estate.refuse_problems()
    except InputError as error:
        served = ", ".join(found)
        notes.append(f"the catalog is broken, so that {served} is served without what it says of its System: {error}")
        return None, {}
    return estate, found


def _may_be_spoken_of(file: Path) -> bool:
    """Whether a catalog around a file has its path: told without reading settings, which costs more than serving.

    A folder of the catalog that settings name out of the estate is none: nothing outside is looked at.
    """
    for top in file.parents:
        said = top / "govkit.yaml"
        if said.is_file() or (top / "catalog").is_dir():
            named = _CATALOG.search(said.read_bytes()) if said.is_file() else None
            folder = (top / (named[1].decode("utf-8", "replace") if named else "catalog")).resolve()
            inside = folder != top and folder.is_relative_to(top)
            return inside and _is_spoken_of(file.relative_to(top).as_posix(), folder)
    return False


def _is_spoken_of(path: str, catalog: Path) -> bool:
    """Whether any entry has the text of a path in it."""
    return any(path.encode() in one.read_bytes() for one in catalog.rglob("*.y*ml") if one.is_file())


def limits_for(
    clock: Clock,
    integrations: Mapping[str, Integration],
    standing: Sequence[Order],
    said: Mapping[str, RateLimit | None],
    *,
    seed: int,
    kept: bool,
) -> Limits:
    """The faults of mocks, `standing` ones first, and the limits of their systems, `kept` from the start or not.

    Those of the systems in `said` are kept in any case: of this limit, or of the one that the System declares.

    A slow commit takes no longer than the settle time that the system declares.
    """
    from govkit.mocks.faults import Faults
    from govkit.mocks.faults.limits import Limit, Limits

    told = {name: one.rate_limit for name, one in integrations.items()} | {
        name: one for name, one in said.items() if one
    }
    declared = {name: Limit(one.requests, one.per, one.burst) for name, one in told.items() if one is not None}
    settle_times = {name: one.settle_time for name, one in integrations.items() if one.settle_time is not None}
    wanted = [*standing, *(limit.order(name) for name, limit in declared.items() if kept or name in said)]
    return Limits(declared, Faults(clock, wanted, seed=seed, settle_times=settle_times))


def settle_time(estate: Estate, api: str) -> timedelta | None:
    """How long until a write can be read back, as the System of an API says."""
    integration = _integration(estate, api)
    return integration.settle_time if integration is not None else None


def is_limited(estate: Estate, api: str) -> bool:
    """Whether the System of an API says how many requests it takes."""
    integration = _integration(estate, api)
    return integration is not None and integration.rate_limit is not None


def _integration(estate: Estate, api: str) -> Integration | None:
    entry = estate.systems.get(str(estate.apis[api].spec.system))
    return entry.spec.integration if entry is not None else None


def version_served(estate: Estate, api: str, contract: Contract) -> str:
    """The version of a contract as the catalog has it, else as its document says, which may be no version (`v3.1`)."""
    for one in estate.versions(api) if api in estate.apis else ():
        if one.version.definition == contract.document.path:
            return one.version.version
    info = contract.root.get("info")
    return str(info.get("version", "")) if isinstance(info, dict) else ""
