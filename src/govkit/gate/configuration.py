"""Settings of a repository: `govkit.yaml` at its root, or `[tool.govkit]` of `pyproject.toml`."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel

from govkit.errors import ConfigurationError, InputError, Place
from govkit.findings import Severity, Waiver
from govkit.gate.estates.recognition import is_catalog
from govkit.spec.documents import Document, FolderFiles, parse

_LONGEST_WAIVER = timedelta(days=366)
_MOST_BYTES = 4 * 1024 * 1024
_EMPTY = re.compile(rb"(?:\s++|#[^\n]*+|---(?=\s|\Z)|\.\.\.(?=\s|\Z)|null(?=\s|\Z)|~(?=\s|\Z))*+")
"""A text without a setting: comments, the marks of a document, a null."""


def today() -> date:
    """The date where the command runs: waivers end with the day of those who read it."""
    return datetime.now().astimezone().date()


class _Entry(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        frozen=True,
        use_attribute_docstrings=True,  # the reference page is made of them
    )


def _as_date(value: object) -> date:
    """A date as YAML's text or TOML's own; pydantic would take a number for seconds since 1970."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"there is no day {value}") from None
    raise ValueError("it must be a day such as 2026-12-31, without a time")


def is_catalog_name(value: str) -> bool:
    """Whether a text may name the folder of the catalog."""
    return re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*", value, re.ASCII) is not None


class WaiverEntry(_Entry):
    """One waiver: the rule and the subjects (globs), why, who approved it, and until when (at most a year)."""

    rule: str = Field(min_length=1)
    """The id of the rule, or a glob."""
    subjects: tuple[str, ...] = Field(min_length=1)
    """What the finding is about, as globs."""
    reason: str = Field(min_length=3)
    """Why it is excused."""
    approver: str = Field(min_length=1)
    """Who decided that."""
    until: Annotated[date, BeforeValidator(_as_date)]
    """The last day on which it is."""
    change: str | None = Field(default=None, pattern=r"^[0-9a-f]{12}$")
    """The `cause` of the finding, without which no break is excused."""

    @field_validator("reason", "approver")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("it says nothing")
        return value

    @field_validator("until")
    @classmethod
    def _within_a_year(cls, value: date) -> date:
        if value > today() + _LONGEST_WAIVER:
            raise ValueError("a waiver lasts a year at most")
        return value


DEFAULT_DATABASE = "sqlite:///.govkit/sync/sync.db"


class SyncEntry(_Entry):
    """Where the runtime of the integrations keeps its things."""

    database: str = Field(default=DEFAULT_DATABASE, min_length=1)
    """Its database, `sqlite:///PATH` from this folder or `postgresql://…`; GOVKIT_SYNC_DATABASE goes before it."""


class Settings(_Entry):
    """What a repository decides for all who run govkit in it. Every key is optional."""

    base: str | None = None
    """The revision that `check` compares with."""
    profile: Literal["wire", "source", "strict"] | None = None
    """What is promised: that messages are understood, that generated code compiles, or that nothing changes."""
    fail_on: Literal["error", "warning", "info", "never"] | None = None
    """The least severity that makes the exit code 1; `error` where nothing is said."""
    unproven: Severity | None = None
    """The severity of a break that could be neither shown nor refuted; `warning` where nothing is said."""
    formats: tuple[str, ...] = ()
    """Reports, as `--format` takes them."""
    assert_formats: tuple[str, ...] = ()
    """Values of `format` that texts must have, beyond those that the profile asserts."""
    catalog: str = "catalog"
    """The folder of the catalog's entries, from the top of the estate."""
    mocks: str = "mocks"
    """The folder of what the mocks of the systems do besides, `SYSTEM/mock.yaml`, from the top of the estate."""
    sync: SyncEntry = SyncEntry()
    """The runtime of the integrations: `govkit sync`."""
    waivers: tuple[WaiverEntry, ...] = ()
    """Findings that are excused for a time."""

    @field_validator("catalog", "mocks")
    @classmethod
    def _inside(cls, value: str, info: ValidationInfo) -> str:
        if not is_catalog_name(value):
            raise ValueError(f"it must be a folder below this one, such as {info.field_name}")
        return value

    @property
    def names_catalog(self) -> bool:
        """Whether the settings themselves say where the catalog is."""
        return "catalog" in self.model_fields_set

    @field_validator("assert_formats")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        from govkit.spec.schemas.vocabulary import ALL_FORMATS

        for name in value:
            if name not in ALL_FORMATS.asserted:
                raise ValueError(
                    f"nobody can check the format {name}; known are {', '.join(sorted(ALL_FORMATS.asserted))}"
                )
        return value


class Configuration:
    """The settings with where they stand."""

    def __init__(self, settings: Settings, document: Document | None = None, folder: Path | None = None) -> None:
        """`folder` is that of the file that the settings stand in; None where there is none."""
        self.settings = settings
        self.folder = folder
        self._document = document

    @property
    def waivers(self) -> list[Waiver]:
        """The waivers, each with its place."""
        pointers = [("waivers", index) for index in range(len(self.settings.waivers))]
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
            for index, entry in enumerate(self.settings.waivers)
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
        return Configuration(Settings(), folder=file.parent)
    try:
        document = parse(data, file.name)
    except InputError as error:
        raise ConfigurationError(error.message, place=error.place, hint=error.hint) from error
    for pointer, place in document.duplicate_keys:
        raise ConfigurationError(f"{_named(pointer)} stands twice", place=place, hint="remove one of the two")
    return Configuration(_validated(document.tree, document, file.name), document, file.parent)


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
    try:
        table = tomllib.loads(_read(file).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"this is not TOML: {error}", place=Place(file.name)) from error
    tools = table.get("tool")
    entry = tools.get("govkit") if isinstance(tools, dict) else None
    return None if entry is None else Configuration(_validated(entry, None, file.name), folder=file.parent)


def _validated(tree: Any, document: Document | None, name: str) -> Settings:
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")  # a slip explains the rest
        at = tuple(first["loc"])
        place = document.place(at) if document else Place(name)
        message, hint = _explained(first["type"], at, first.get("ctx") or {}, first["msg"])
        raise ConfigurationError(message, place=place, hint=hint) from None


def _named(at: Sequence[str | int]) -> str:
    """A setting as people write it: `waivers[0].subjects`."""
    return (
        "".join(f"[{step}]" if isinstance(step, int) else f".{step[:80]}" for step in at).removeprefix(".")
        or "the file"
    )


def _explained(kind: str, at: Sequence[str | int], context: Mapping[str, Any], said: str) -> tuple[str, str | None]:
    """What is wrong with a setting, and what to do, where the library's words would name its own types."""
    where = _named(at)
    below = at[0] if len(at) > 1 else None
    model, owner = _BELOW.get(below, (Settings, "the settings are"))
    known = [field.alias or key for key, field in model.model_fields.items()]
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(str(at[-1]), known, 1)
        return (
            f"{where}: there is no such setting",
            f"did you mean {close[0]}?" if close else f"{owner} {', '.join(known)}",
        )
    if kind == "missing":
        return f"{where} is missing", None
    if kind in ("literal_error", "enum"):
        return f"{where} must be {str(context.get('expected')).replace(chr(39), '')}", None
    if kind == "value_error":
        return f"{where}: {context.get('error', said)}", None
    return _WORDS.get(kind, "{}: " + said).format(where), _HINTS.get(str(at[-1])) if at else None


_BELOW: Mapping[object, tuple[type[_Entry], str]] = {
    "waivers": (WaiverEntry, "a waiver has"),
    "sync": (SyncEntry, "the settings of sync are"),
}
_WORDS = {
    "string_type": "{} must be a text",
    "tuple_type": "{} must be a list",
    "model_type": "{} must be an object with settings",
    "model_attributes_type": "{} must be an object with settings",
    "too_short": "{} is empty",
    "string_too_short": "{} says too little",
    "string_pattern_mismatch": "{} must be the 12 hexadecimal digits of a cause",
}
_HINTS = {
    "change": "`govkit check --format json` shows it as `cause`",
    "subjects": "write a list, such as [Invoice/memo] or ['GET /invoices']",
    "formats": "write a list, such as [text, sarif=govkit.sarif]",
    "reason": "a waiver is read by others: say why",
}
