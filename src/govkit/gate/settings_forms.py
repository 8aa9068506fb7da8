"""The forms of the settings: what each key says, what its value may be, and what is told where it is something else."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from ipaddress import ip_address
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel

from govkit.catalog.texts import Duration
from govkit.errors import ConfigurationError, Place
from govkit.findings import Severity
from govkit.gate.configuration import (
    DEFAULT_DATABASE,
    AlertSettings,
    Settings,
    SyncSettings,
    is_catalog_name,
    named,
    today,
)
from govkit.spec.documents import Document

_LONGEST_WAIVER = timedelta(days=366)


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


_LEAST_KEPT = timedelta(days=7)


def _written(pattern: str, wanted: str) -> AfterValidator:
    """A text of a form, which is told in words."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(f"it must be {wanted}")
        return value

    return AfterValidator(check)


def _as_amount(value: object) -> object:
    """A whole number as the text of it; a number with a fraction is none that is exact."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Currency = Annotated[str, _written(r"[A-Z]{3}", "a currency such as EUR")]
Amount = Annotated[
    str, BeforeValidator(_as_amount), _written(r"[0-9]{1,15}(\.[0-9]{1,4})?", "an amount such as '10.50'")
]
Variable = Annotated[str, _written(r"[A-Za-z_][A-Za-z0-9_]*", "the name of an environment variable, not the secret")]
AlertName = Annotated[str, _written(r"[a-z0-9][a-z0-9-]{0,49}", "a name such as on-call")]
AlertKind = Literal["exception", "late", "escalated", "resolved", "platform-down", "platform-up"]


class AlertEntry(_Entry):
    """One who hears alerts of the runtime: by a webhook or in a file, and which of them."""

    webhook: str | None = None
    """The address that alerts are sent to, `https://…`, or `http://` on this machine; signed by Standard Webhooks."""
    secret_env: Variable | None = None
    """The environment variable with the secret (`whsec_…`) that the webhook is signed with."""
    file: str | None = Field(default=None, min_length=1)
    """The file that alerts are added to as JSON lines, from this folder, in place of a webhook."""
    kinds: tuple[AlertKind, ...] = ()
    """Only alerts of these kinds; all where nothing is said."""
    owners: tuple[str, ...] = ()
    """Only those that these teams look after."""
    workflows: tuple[str, ...] = ()
    """Only those of these workflows."""
    least: dict[Currency, Amount] = {}
    """The least amount by currency (`EUR: "1000.00"`); what is about none, or about another currency, is told."""
    together: Duration = timedelta(minutes=10)
    """For how long what has one cause is told as one, behind the first of it; ten minutes where nothing is said."""

    @model_validator(mode="after")
    def _is_one_way(self) -> AlertEntry:
        if (self.webhook is None) == (self.file is None):
            raise ValueError("say either `webhook` or `file`")
        if (self.webhook is None) != (self.secret_env is None):
            raise ValueError("a webhook is signed, and a file is not: say `secretEnv` with `webhook`, and only there")
        return self

    @field_validator("webhook")
    @classmethod
    def _is_safe(cls, value: str | None) -> str | None:
        if value is not None and (wrong := _unsafe(value)):
            raise ValueError(wrong)
        return value

    @property
    def values(self) -> AlertSettings:
        """What is decided."""
        least = {currency: Decimal(amount) for currency, amount in self.least.items()}
        return AlertSettings(**self.model_dump(exclude={"least"}), least=least)

    @field_validator("owners")
    @classmethod
    def _bare(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one.removeprefix("team:") for one in value)


def _unsafe(address: str) -> str:
    """Why nothing is sent to an address; empty where something may be."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "it is no address"
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f\x7f]", address):
        return "it must be an address such as https://hooks.example/alerts"
    if parts.username is not None or parts.password is not None:
        return "a password belongs in no file: the webhook is signed with the secret that `secretEnv` names"
    if parts.scheme == "http" and not _is_loopback(host):
        return "it must be https: http is for this machine alone"
    return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class SyncEntry(_Entry):
    """Where the runtime of the integrations keeps its things, and how it calls platforms."""

    database: str = Field(default=DEFAULT_DATABASE, min_length=1)
    """Its database, `sqlite:///PATH` from this folder or `postgresql://…`; GOVKIT_SYNC_DATABASE goes before it."""
    servers: dict[str, str] = {}
    """Where a system, an API or a version (`erp`, `erp@2`) is called that is not where its description says."""
    failures: int = Field(default=5, gt=0, strict=True)
    """After how many failures in a row a system is left alone."""
    cool_down: Duration = timedelta(seconds=30)
    """For how long; thirty seconds (`PT30S`) where nothing is said."""
    keep: Duration | None = None
    """How long events and runs that are over are kept, a week at least; for ever where nothing is said."""

    alerts: dict[AlertName, AlertEntry] = {}
    """Who hears alerts, each under a name of its own."""

    @field_validator("keep")
    @classmethod
    def _recognises(cls, value: timedelta | None) -> timedelta | None:
        if value is not None and value < _LEAST_KEPT:
            raise ValueError("an event that is gone is not recognised when it comes again: keep it for a week at least")
        return value

    @field_validator("cool_down")
    @classmethod
    def _lasts(cls, value: timedelta) -> timedelta:
        if not value:
            raise ValueError("it must be longer than nothing")
        return value


class SettingsForm(_Entry):
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

    @property
    def values(self) -> Settings:
        """What is decided, without the waivers."""
        plain = self.model_dump(exclude={"waivers", "sync"})
        said = self.sync.model_dump(exclude={"alerts"})
        alerts = {name: one.values for name, one in self.sync.alerts.items()}
        sync = SyncSettings(**said, alerts=alerts)
        return Settings(**plain, sync=sync, names_catalog="catalog" in self.model_fields_set)


def validated(tree: Any, document: Document | None, name: str) -> SettingsForm:
    """The settings in a tree. Raises ConfigurationError with the place."""
    try:
        return SettingsForm.model_validate(tree)
    except ValidationError as error:
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")  # a slip explains the rest
        at = tuple(part for part in first["loc"] if part != "[key]")  # the key of a mapping is where its value is
        place = document.place(at) if document else Place(name)
        message, hint = _explained(first["type"], at, first.get("ctx") or {}, first["msg"])
        raise ConfigurationError(message, place=place, hint=hint) from None


def _explained(kind: str, at: Sequence[str | int], context: Mapping[str, Any], said: str) -> tuple[str, str | None]:
    """What is wrong with a setting, and what to do, where the library's words would name its own types."""
    where = named(at)
    below = at[0] if len(at) > 1 else None
    model, owner = _BELOW.get(below, (SettingsForm, "the settings are"))
    if at[:2] == ("sync", "alerts") and len(at) > 3:
        model, owner = AlertEntry, "whoever hears alerts has"
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
    "int_type": "{} must be a whole number",
    "greater_than": "{} must be greater than 0",
    "dict_type": "{} must be an object",
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
