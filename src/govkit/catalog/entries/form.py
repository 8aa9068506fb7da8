"""What all entries are made of: names, references, versions, durations, dates, and the strictness of their forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    field_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

from govkit.catalog.texts import Duration, matched, named, read_duration, shown

NAME = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(NAME)
_NUMBER = r"(?:0|[1-9][0-9]*)"
_PART = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
SEMVER = rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_PART}(?:\.{_PART})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
VERSION = rf"(?:{SEMVER}|{DAY})"
_VERSION = re.compile(VERSION)
BUILD = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._+-]{0,98}[0-9A-Za-z])?")
_MAJOR = re.compile(_NUMBER)
_DAY = re.compile(DAY)
_LONGEST_TEXT = 10_000
_PATH = r"(?!/)(?!(?:.*/)?\.\.(?:/|$))[^\\\x00-\x1f]+"


class Form(BaseModel):
    """A mapping whose keys are known: another key is a mistake. Keys are in camel case."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=False, frozen=True)
    tag: ClassVar[str] = ""

    @field_validator("*", mode="before")
    @classmethod
    def _says_something(cls, value: Any) -> Any:
        """Refuses a key without a value: somebody meant to write one. Raises ValueError."""
        if value is None:
            raise ValueError("says nothing: give it a value, or take the key out")
        return value


_TAGGED: dict[str, type[Form]] = {}
_AForm = TypeVar("_AForm", bound=type[Form])


def tagged(tag: str) -> Callable[[_AForm], _AForm]:
    """Gives a form the name that pydantic has for it where several forms may stand."""

    def kept(form: _AForm) -> _AForm:
        form.tag = tag
        _TAGGED[tag] = form
        return form

    return kept


def form_tagged(tag: str) -> type[Form] | None:
    """The form that was given a name."""
    return _TAGGED.get(tag)


class Reference(str):
    """A reference to another entry, by name, with or without its kind before it (`team:billing`, `billing`)."""

    __slots__ = ()
    kind: ClassVar[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The reference in a text. Raises ValueError."""
        if len(text) > 300:
            raise ValueError("is longer than any name")
        prefix, colon, name = text.rpartition(":")
        if colon and prefix != cls.kind.lower():
            raise ValueError(f"must name {with_article(cls.kind)}, as in `{cls.kind.lower()}:{name or 'name'}`")
        cls._check(name)
        return cls(name)

    @classmethod
    def _check(cls, name: str) -> None:
        if not _NAME.fullmatch(name):
            wanted = "lower-case letters, digits and hyphens, at most 63"
            raise ValueError(f"must be the name of {with_article(cls.kind)} ({wanted}), not {shown(name)}")

    @property
    def name(self) -> str:
        """The name of the entry that is referred to."""
        return str(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema(strict=True))

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": cls._pattern(), "description": f"The name of {with_article(cls.kind)}."}

    @classmethod
    def _pattern(cls) -> str:
        return f"^({cls.kind.lower()}:)?{NAME}$"


class DomainRef(Reference):
    """A reference to a Domain."""

    __slots__ = ()
    kind = "Domain"


class TeamRef(Reference):
    """A reference to a Team."""

    __slots__ = ()
    kind = "Team"


class SystemRef(Reference):
    """A reference to a System."""

    __slots__ = ()
    kind = "System"


class EntityRef(Reference):
    """A reference to an Entity."""

    __slots__ = ()
    kind = "Entity"


class ConsumerRef(Reference):
    """A reference to a Consumer."""

    __slots__ = ()
    kind = "Consumer"


class MappingRef(Reference):
    """A reference to a Mapping."""

    __slots__ = ()
    kind = "Mapping"


class EnvironmentRef(Reference):
    """A reference to an Environment."""

    __slots__ = ()
    kind = "Environment"


class ApiRef(Reference):
    """A reference to an API: all its versions (`billing`), those of a major version (`billing@2`), or one."""

    __slots__ = ()
    kind = "API"

    @classmethod
    def _check(cls, name: str) -> None:
        api, at, version = name.partition("@")
        super()._check(api)
        if at and not (_VERSION.fullmatch(version) or _MAJOR.fullmatch(version)):
            raise ValueError("must be `api`, `api@2` for all of a major version, `api@2.1.0` or `api@2024-06-20`")

    @property
    def name(self) -> str:
        """The name of the API."""
        return self.partition("@")[0]

    @property
    def version(self) -> str | None:
        """The version or major version that is named; None for all."""
        return self.partition("@")[2] or None

    @classmethod
    def _pattern(cls) -> str:
        return rf"^(api:)?{NAME}(@({VERSION}|\d+))?$"

    def speaks_of(self, version: str) -> bool:
        """Whether a version is among those that are meant."""
        wanted = self.version
        if wanted is None or wanted == version:
            return True
        return _MAJOR.fullmatch(wanted) is not None and version.partition(".")[0] == wanted and "." in version


class ApiVersionRef(ApiRef):
    """A reference to one version of an API: `billing@2.1.0`."""

    __slots__ = ()

    @classmethod
    def _check(cls, name: str) -> None:
        super()._check(name)
        if not _VERSION.fullmatch(name.partition("@")[2]):
            raise ValueError(f"must name one version, as in `{name.partition('@')[0]}@2.1.0`")

    @classmethod
    def _pattern(cls) -> str:
        return rf"^(api:)?{NAME}@{VERSION}$"


def _text(pattern: str, wanted: str, longest: int = 500) -> Any:
    """The type of text of a form."""
    input_type = Annotated[str, Field(pattern=f"^{pattern}$", max_length=longest)]
    return BeforeValidator(matched(pattern, wanted, longest), json_schema_input_type=input_type)


def with_article(word: str) -> str:
    """`an API`, `a Team`."""
    return f"{'an' if word[0] in 'AEIOU' else 'a'} {word}"


Name = Annotated[str, _text(NAME, "must be lower-case letters, digits and hyphens, at most 63")]
"""The name of an entry: lower-case letters, digits and hyphens, at most 63."""
Text = Annotated[str, _text(r"[\s\S]*\S[\s\S]*", "must say something", _LONGEST_TEXT)]
Version = Annotated[str, _text(VERSION, "must be a version such as 2.1.0, or a date such as 2026-03-01", 100)]
"""A version: SemVer 2.0.0, or a date for APIs that count by date."""
Build = Annotated[
    str,
    _text(
        BUILD.pattern,
        "must be a version such as 2.1.0, a date, or a mark such as a commit id",
        100,
    ),
]
"""A version of something that is built and deployed: SemVer, a date, or any mark such as the id of a commit."""
Path = Annotated[str, _text(_PATH, "must be a path from the top of the estate, with `/`, and never out of it", 1_000)]
"""A path in the estate, with `/`, never out of it."""
Way = Annotated[
    str,
    _text(
        r"/?(?:[^/~\x00-\x1f]|~[01])+(?:/(?:[^/~\x00-\x1f]|~[01])+)*",
        "must be names between slashes, such as billing_address/city",
    ),
]
"""Names between slashes: `billing_address/city`."""
ScopeName = Annotated[str, _text(r"\S+", "must be a scope without spaces", 200)]
EmailText = Annotated[str, _text(r"[^@\s]+@[^@\s]+\.[^@\s]+", "must be an e-mail address")]
UrlText = Annotated[str, _text(r"https?://\S+", "must be a URL that begins with https://", 2_000)]
OperationName = Annotated[
    str,
    _text(
        r"(?:[A-Z]+ (?:/\S*|webhook:\S+)|\*)",
        "must be `METHOD /path`, `METHOD webhook:name`, or `*` for all",
        1_000,
    ),
]
"""`METHOD /path`, `METHOD webhook:name`, or `*` for all."""


def _read_day(value: Any) -> date:
    if not isinstance(value, str):
        raise ValueError(f"must be a date such as 2026-03-01, not {named(value)}")
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else _no_day(value)
    except ValueError:
        return _no_day(value)


def _no_day(value: str) -> date:
    raise ValueError(f"must be a date such as 2026-03-01, not {shown(value)}") from None


Day = Annotated[
    date, BeforeValidator(_read_day, json_schema_input_type=Annotated[str, Field(pattern=f"^{DAY}$", max_length=10)])
]
"""A day of the calendar, as ISO 8601 writes it: `2026-03-01`."""


Dotted = Annotated[
    str, _text(r"[a-z0-9-]+\.\S+", "must be a system and a name, such as `billing.invoice.finalized`", 300)
]
"""A system and what is its own, by name: `billing.invoice.finalized`, `erp.postInvoice`."""
Expression = Annotated[
    str, _text(r"\$(?:inputs|request|response)\.\S+", "must be an expression such as `$response.body#/id`")
]
"""An expression of what an event brought, of what was sent or of what was answered."""


def _read_amount(value: Any) -> float | timedelta:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"must be a number or a duration such as PT4H, not {named(value)}")
    return read_duration(value) if isinstance(value, str) else float(value)


Amount = Annotated[
    float | timedelta, BeforeValidator(_read_amount, json_schema_input_type=Annotated[float, Field(ge=0)] | Duration)
]
"""A number, or a duration of ISO 8601."""


class Metadata(Form):
    """What every entry says of itself."""

    name: Name = Field(description="The name by which other entries refer to this one.")
    title: Text | None = Field(default=None, description="The name for people.")
    description: Text | None = Field(default=None, description="What it is, in a sentence or two.")
    labels: dict[str, str] = Field(default_factory=dict, description="Short values to filter by.")
    annotations: dict[str, str] = Field(default_factory=dict, description="Values for other tools.")


class Contact(Form):
    """How somebody is reached: at least one way."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [way]} for way in ("email", "chat", "phone", "url")]}
    )

    name: Text | None = Field(default=None, description="Who or what is reached.")
    email: EmailText | None = Field(default=None, description="An e-mail address.")
    chat: Text | None = Field(default=None, description="A channel or handle of the company's chat.")
    phone: Text | None = Field(default=None, description="A telephone number.")
    url: UrlText | None = Field(default=None, description="A page, such as that of an on-call rota.")

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError where there is no way to reach anybody."""
        if not (self.email or self.chat or self.phone or self.url):
            raise ValueError("a contact needs an `email`, a `chat`, a `phone` or a `url`")
