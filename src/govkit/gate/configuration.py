"""Settings of a repository: `govkit.yaml` at its root, or `[tool.govkit]` of `pyproject.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from govkit.errors import ConfigurationError, InputError, Place
from govkit.findings import Severity, Waiver
from govkit.gate.estates.recognition import is_catalog
from govkit.spec.documents import Document, FolderFiles, parse

if TYPE_CHECKING:
    from govkit.gate.settings_forms import WaiverEntry

_MOST_BYTES = 4 * 1024 * 1024
_EMPTY = re.compile(rb"(?:\s++|#[^\n]*+|---(?=\s|\Z)|\.\.\.(?=\s|\Z)|null(?=\s|\Z)|~(?=\s|\Z))*+")
"""A text without a setting: comments, the marks of a document, a null."""


def today() -> date:
    """The date where the command runs: waivers end with the day of those who read it."""
    return datetime.now().astimezone().date()


def is_catalog_name(value: str) -> bool:
    """Whether a text may name the folder of the catalog."""
    return re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*", value, re.ASCII) is not None


DEFAULT_DATABASE = "sqlite:///.govkit/sync/sync.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """Who hears alerts of the runtime, by a webhook or in a file, and what of them."""

    webhook: str | None = None
    secret_env: str | None = None
    file: str | None = None
    kinds: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    least: Mapping[str, Decimal] = field(default_factory=dict)
    together: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncSettings:
    """Where the runtime of the integrations keeps its things, and how it calls platforms."""

    database: str = DEFAULT_DATABASE
    servers: Mapping[str, str] = field(default_factory=dict)
    failures: int = 5
    cool_down: timedelta = timedelta(seconds=30)
    keep: timedelta | None = None
    alerts: Mapping[str, AlertSettings] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a repository decides for all who run govkit in it; `settings_forms` says what each means.

    Whoever has no settings needs no forms, which load slowly. `names_catalog` tells that the settings themselves say
    where the catalog is.
    """

    base: str | None = None
    profile: Literal["wire", "source", "strict"] | None = None
    fail_on: Literal["error", "warning", "info", "never"] | None = None
    unproven: Severity | None = None
    formats: tuple[str, ...] = ()
    assert_formats: tuple[str, ...] = ()
    catalog: str = "catalog"
    mocks: str = "mocks"
    sync: SyncSettings = SyncSettings()
    names_catalog: bool = False


class Configuration:
    """The settings with where they stand."""

    def __init__(
        self,
        settings: Settings,
        folder: Path | None = None,
        waivers: Sequence[WaiverEntry] = (),
        document: Document | None = None,
    ) -> None:
        """`folder` is that of the file that the settings stand in; None where there is none."""
        self.settings = settings
        self.folder = folder
        self._waivers = waivers
        self._document = document

    @property
    def waivers(self) -> list[Waiver]:
        """The waivers, each with its place."""
        pointers = [("waivers", index) for index in range(len(self._waivers))]
        places = self._document.places(pointers) if self._document else {}
        return [
            Waiver(
                rule=entry.rule,
                subjects=entry.subjects,
                until=entry.until,
                reason=entry.reason,
                approver=entry.approver,
                change=entry.change,
                place=places.get(("waivers", index)),
            )
            for index, entry in enumerate(self._waivers)
        ]


def settings(cwd: Path | None = None) -> Settings:
    """The settings that hold in a folder. Raises ConfigurationError with the place."""
    return configuration(cwd).settings


def estate_top(cwd: Path | None = None) -> Path | None:
    """The top of the estate around a folder, or None: the nearest folder that has a catalog in it.

    A folder is the catalog where the settings name it, or where it holds entries. Raises ConfigurationError.
    """
    start = (cwd or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        said = settings(folder)
        if (folder / said.catalog).is_dir() and (
            said.names_catalog or is_catalog(FolderFiles(folder, shown_from=start), said.catalog)
        ):
            return folder
        if (folder / "govkit.yaml").is_file() or (folder / ".git").exists():
            break
    return None


def configuration(cwd: Path | None = None) -> Configuration:
    """The settings that hold in a folder: of the nearest `govkit.yaml` or `pyproject.toml` with `[tool.govkit]`."""
    start = (cwd or Path.cwd()).resolve()
    try:
        return _nearest(start)
    except PermissionError as error:
        place = Place(str(error.filename or start))
        raise ConfigurationError(f"the settings cannot be looked for: {error.strerror}", place=place) from error


def settings_file(folder: Path) -> str | None:
    """The name of the file of this very folder that holds settings. Raises ConfigurationError where it is broken."""
    if (folder / "govkit.yaml").is_file():
        return "govkit.yaml"
    project = folder / "pyproject.toml"
    return project.name if project.is_file() and _from_toml(project) is not None else None


def _nearest(start: Path) -> Configuration:
    for folder in (start, *start.parents):
        file = folder / "govkit.yaml"
        if file.is_file():
            return _from_yaml(file)
        project = folder / "pyproject.toml"
        if project.is_file():
            found = _from_toml(project)
            if found is not None:
                return found
        if (folder / ".git").exists():
            break
    return Configuration(Settings())


def _from_yaml(file: Path) -> Configuration:
    data = _read(file)
    if _EMPTY.fullmatch(data.removeprefix(b"\xef\xbb\xbf")):
        return Configuration(Settings(), file.parent)
    try:
        document = parse(data, file.name)
    except InputError as error:
        raise ConfigurationError(error.message, place=error.place, hint=error.hint) from error
    for pointer, place in document.duplicate_keys:
        raise ConfigurationError(f"{named(pointer)} stands twice", place=place, hint="remove one of the two")
    return _configured(document.tree, document, file)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(f"the file cannot be read: {error.strerror}", place=Place(file.name)) from error
    if len(data) > _MOST_BYTES:
        raise ConfigurationError("the file is larger than 4 MiB", place=Place(file.name))
    return data


def _from_toml(file: Path) -> Configuration | None:
    import tomllib  # late: where there is no such file nobody needs it

    try:
        table = tomllib.loads(_read(file).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"this is not TOML: {error}", place=Place(file.name)) from error
    tools = table.get("tool")
    entry = tools.get("govkit") if isinstance(tools, dict) else None
    return None if entry is None else _configured(entry, None, file)


def _configured(tree: Any, document: Document | None, file: Path) -> Configuration:
    from govkit.gate.settings_forms import validated

    form = validated(tree, document, file.name)
    return Configuration(form.values, file.parent, form.waivers, document)


def named(at: Sequence[str | int]) -> str:
    """A setting as people write it: `waivers[0].subjects`."""
    return (
        "".join(f"[{step}]" if isinstance(step, int) else f".{step[:80]}" for step in at).removeprefix(".")
        or "the file"
    )
