"""Settings of a repository: `govkit.yaml` at its root, or `[tool.govkit]` of `pyproject.toml`."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from govkit.errors import ConfigurationError, InputError, Place
from govkit.findings import Severity, Waiver
from govkit.spec.documents import Document, parse

_LONGEST_WAIVER = timedelta(days=366)
_MOST_BYTES = 4 * 1024 * 1024


def today() -> date:
    """The date where the command runs: waivers end with the day of those who read it."""
    return datetime.now().astimezone().date()


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True, frozen=True)


class WaiverEntry(_Entry):
    """One waiver: the rule and the subjects (globs), why, who approved it, and until when (at most a year)."""

    rule: str = Field(min_length=1)
    subjects: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=3)
    approver: str = Field(min_length=1)
    until: date
    change: str | None = Field(default=None, pattern=r"^[0-9a-f]{12}$")

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


class Settings(_Entry):
    """What a repository decides for all who run govkit in it. Every key is optional."""

    base: str | None = None
    """The revision that `check` compares with."""
    profile: Literal["wire", "source", "strict"] | None = None
    fail_on: Literal["error", "warning", "info", "never"] | None = None
    unproven: Severity | None = None
    formats: tuple[str, ...] = ()
    waivers: tuple[WaiverEntry, ...] = ()


class Configuration:
    """The settings with where they stand."""

    def __init__(self, settings: Settings, document: Document | None = None) -> None:
        self.settings = settings
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


def configuration(cwd: Path | None = None) -> Configuration:
    """The settings that hold in a folder: of the nearest `govkit.yaml` or `pyproject.toml` with `[tool.govkit]`."""
    start = (cwd or Path.cwd()).resolve()
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
    if not data.strip() or all(line.lstrip().startswith(b"#") or not line.strip() for line in data.splitlines()):
        return Configuration(Settings())
    try:
        document = parse(data, file.name)
    except InputError as error:
        raise ConfigurationError(error.message, place=error.place, hint=error.hint) from error
    return Configuration(_validated(document.tree, document, file.name), document)


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
    return None if entry is None else Configuration(_validated(entry, None, file.name))


def _validated(tree: Any, document: Document | None, name: str) -> Settings:
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        at = tuple(first["loc"])
        place = document.place(at) if document else Place(name)
        where = ".".join(map(str, at)) or "the file"
        known = ", ".join(field.alias or key for key, field in Settings.model_fields.items())
        hint = f"the settings are {known}" if first["type"] == "extra_forbidden" else None
        what = "there is no such setting" if first["type"] == "extra_forbidden" else first["msg"]
        raise ConfigurationError(f"{where}: {what}", place=place, hint=hint) from None
