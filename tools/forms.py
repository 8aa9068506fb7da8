"""The reference pages of what people write: the kinds of entries, and the settings; made from their forms."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, JsonValue, StrictBool
from pydantic.fields import FieldInfo

from govkit.catalog.entries import API_VERSION, Kind, all_kinds
from govkit.catalog.entries.declarations import Declaration
from govkit.catalog.entries.form import (
    Day,
    EmailText,
    Metadata,
    Name,
    OperationName,
    Path,
    Reference,
    ScopeName,
    Text,
    UrlText,
    Version,
    Way,
)
from govkit.catalog.entries.schemas import schema_name, schema_of
from govkit.catalog.mapping.function import functions
from govkit.catalog.texts import Duration
from govkit.catalog.workflows import schema as workflows
from govkit.catalog.workflows.forms import DocumentForm
from govkit.catalog.workflows.rules._document import SAMPLE
from govkit.functions.form import KIND as FUNCTIONS
from govkit.gate.settings_forms import SettingsForm
from govkit.mocks.declared.form import KIND as MOCK
from govkit.mocks.declared.form import Expression, Members, Texts
from govkit.mocks.declared.functions import ALL
from govkit.mocks.faults.form import By, Wanted
from govkit.mocks.faults.spans import Moment, PlainSeconds, Seconds, Span
from govkit.mocks.scenario.forms import RECORDS, SCENARIO
from govkit.reports.rulebook import signature, way_back

_WORDS = [
    (Name, "name"),
    (Text, "text"),
    (Version, "version"),
    (Path, "path in the estate"),
    (Day, "day (`2026-03-01`)"),
    (Duration, "duration (`P90D`, `PT15M`)"),
    (OperationName, "operation (`GET /invoices/{id}`, `*`)"),
    (ScopeName, "scope"),
    (EmailText, "e-mail address"),
    (UrlText, "URL"),
    (Expression, "expression"),
    (Members, "object, with expressions"),
    (Texts, "text, or a list of texts"),
    (str, "text"),
    (bool, "true or false"),
    (StrictBool, "true or false"),
    (int, "whole number"),
    (date, "day (`2026-03-01`)"),
    (Way, "way"),
    (Declaration, "way, or one of the declarations below"),
    (JsonValue, "anything"),
    (Any, "anything"),
    (float, "float"),
    (Span, "time"),
    (Moment, "instant, or time from the order on"),
    (Seconds, "time, or how times [are spread](#times-that-are-spread)"),
    (PlainSeconds, "time"),
    (By, "`header:NAME`, `query:NAME`, `path:NAME`, `body:/pointer`"),
    (Wanted, "value, or list of values"),
]
"""Types of fields in words; the forms name their types, and equal types are one."""


_BESIDE = {
    MOCK: ("mocks/SYSTEM/mock.yaml", "[Mocks](../../mocks.md#declaring-behaviour)"),
    SCENARIO: ("mocks/scenario.yaml", "[Mocks](../../mocks.md#the-scenario)"),
    RECORDS: ("mocks/SYSTEM/records.yaml", "[Mocks](../../mocks.md#the-scenario)"),
    FUNCTIONS: ("functions/functions.yaml", "[Workflows](../../workflows.md#functions)"),
}
"""Kinds of entries beside the catalog: where each lies, and where it is told how."""


def kind_pages() -> dict[str, str]:
    """The page of each kind and their index, by file name."""
    kinds = all_kinds()
    pages = {f"{kind.name.lower()}.md": _kind_page(kind) for kind in (*kinds.values(), *_BESIDE)}
    rows = [f"| [{kind.name}]({kind.name.lower()}.md) | {kind.summary} |" for kind in kinds.values()]
    beside = [
        f"| [{kind.name}]({kind.name.lower()}.md) | `{place}` | {kind.summary} |"
        for kind, (place, _) in _BESIDE.items()
    ]
    index = [
        "# Kinds of entries",
        "A catalog is a folder of YAML files, one entry a file, however nested. Every entry begins in the same way:",
        f"```yaml\napiVersion: {API_VERSION}\nkind: Team\nmetadata:\n  name: revenue\nspec:\n  …\n```",
        "\n".join(["| kind | what it is |", "|---|---|", *rows]),
        "Beside the catalog, files of mocks and of functions hold entries of their own kinds:",
        "\n".join(["| kind | file | what it is |", "|---|---|---|", *beside]),
        "[Workflows](workflow.md) are Arazzo documents and pacts are pact files: they lie in the catalog as they are.",
        "## Metadata",
        table(Metadata),
        "## Completion in editors",
        "`govkit schema --write .govkit/schemas` writes a JSON Schema for each kind. Editors with a YAML language "
        "server complete an entry whose first line names its schema:",
        "```yaml\n# yaml-language-server: $schema=../../.govkit/schemas/team.schema.json\n```",
    ]
    return pages | {"workflow.md": workflow_page(), "index.md": "\n\n".join(index) + "\n"}


def schema_files() -> dict[str, str]:
    """The JSON Schema of each kind, and that of workflows, by file name."""
    kinds = (*all_kinds().values(), *_BESIDE)
    schemas = {schema_name(kind): schema_of(kind) for kind in kinds} | {workflows.FILE: workflows.document_schema()}
    return {name: json.dumps(schema, indent=2) + "\n" for name, schema in schemas.items()}


def workflow_page() -> str:
    """The page of documents of workflows."""
    parts = [
        f"# {workflows.NAME}",
        workflows.SUMMARY,
        "It is a document of [Arazzo 1.1](https://spec.openapis.org/arazzo/v1.1.0.html) in a narrow profile: what has "
        "no clear meaning when it runs is left out, and five extensions say what Arazzo has no words for. Documents "
        f"lie in `catalog/workflows/` by habit; editors complete by the [JSON Schema](../schemas/{workflows.FILE}).",
        "## Example",
        f"```yaml\n{SAMPLE.strip()}\n```",
        "## The document",
        table(DocumentForm),
    ]
    for form in forms_below(DocumentForm):
        parts += [f"## {_heading(form)}", said(form), table(form)]
    return "\n\n".join(parts) + "\n"


def functions_page() -> str:
    """The page of the functions of the mapping language."""
    parts = ["# Functions of mappings", "What stands after `with:` in a [mapping](kinds/mapping.md#function)."]
    for function in functions().values():
        parts += [f"## {function.name}", f"`{signature(function)}`", function.summary]
        rows = [
            f"| {_cell(', '.join(f'`{json.dumps(one)}`' for one in case.arguments))} | "
            f"{_cell(f'nothing: {case.refused}' if case.refused else f'`{json.dumps(case.result)}`')} |"
            for case in function.examples
        ]
        parts += ["\n".join(["| given | makes |", "|---|---|", *rows]), f"The way back: {way_back(function)}"]
    return "\n\n".join(parts) + "\n"


def expressions_page() -> str:
    """The page of the functions of expressions."""
    rows = [
        f"| `{_cell(one.signature)}` | {_cell(one.summary)} |" for one in sorted(ALL.values(), key=lambda f: f.name)
    ]
    parts = [
        "# Functions of expressions",
        "What expressions in a [mock.yaml](kinds/mock.md) may call. One that goes through a list takes the name of a "
        "collection as well (`'/invoices'`), and makes its second value anew for each `$item`. What has no answer is "
        "missing, which is neither null nor an error.",
        "\n".join(["| function | makes |", "|---|---|", *rows]),
    ]
    return "\n\n".join(parts) + "\n"


def settings_page() -> str:
    """The page of the settings."""
    parts = [
        "# Settings",
        "They stand in `govkit.yaml` at the top of the repository, or under `[tool.govkit]` in `pyproject.toml`. Every "
        "key is optional.",
        table(SettingsForm),
    ]
    for form in forms_below(SettingsForm):
        parts += [f"## {_heading(form)}", said(form), table(form)]
    return "\n\n".join(parts) + "\n"


def _kind_page(kind: Kind) -> str:
    parts = [
        f"# {kind.name}",
        kind.summary,
        f"{_where(kind)} "
        f"[Metadata](index.md#metadata) is that of every entry; editors complete by the "
        f"[JSON Schema](../schemas/{schema_name(kind)}).",
        "## Example",
        f"```yaml\n{kind.example.strip()}\n```",
        "## `spec`",
        table(kind.spec),
    ]
    for form in forms_below(kind.spec):
        parts += [f"## {_heading(form)}", said(form), table(form)]
    return "\n\n".join(parts) + "\n"


def _where(kind: Kind) -> str:
    if kind in _BESIDE:
        place, section = _BESIDE[kind]
        return f"It lies in `{place}`; {section} tells how."
    return f"Entries of this kind lie in `catalog/{kind.folder}/` by habit."


# --------------------------------------------------------------------------------------------------------------- forms


def table(form: type[BaseModel], without: Collection[str] = ()) -> str:
    """The keys of a form, but for some."""
    rows = [
        f"| `{field.alias or name}` | {_type(_annotation(field))} | {_need(field)} | {_cell(field.description or '')} |"
        for name, field in form.model_fields.items()
        if name not in without
    ]
    return "\n".join(["| key | value | | what it says |", "|---|---|---|---|", *rows])


def _annotation(field: FieldInfo) -> Any:
    """The type of a field as its form writes it."""
    annotation = field.annotation
    return Annotated[(annotation, *field.metadata)] if field.metadata else annotation


def _need(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True)
    if isinstance(default, BaseModel):
        default = default.model_dump()
    if default is None or isinstance(default, tuple | dict):
        return ""
    plain = default.value if isinstance(default, Enum) else default
    return f"default `{json.dumps(plain.total_seconds() if isinstance(plain, timedelta) else plain)}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _type(annotation: Any) -> str:
    """A type in words."""
    known = next((word for type_, word in _WORDS if type_ == annotation), None)
    if known is not None:
        return known
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(inner[0])
    if origin in (Union, UnionType):
        return " or ".join(_type(one) for one in inner if one is not NoneType)
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in inner)
    if origin in (tuple, list):
        return f"list: {_type(inner[0])}"
    if origin is dict:
        return f"mapping: {_type(inner[1])}"
    return _named(annotation)


def _named(type_: type) -> str:
    if issubclass(type_, Reference):
        return f"{type_.kind}{' and version' if 'Version' in type_.__name__ else ''}"
    if issubclass(type_, Enum):
        return ", ".join(f"`{one.value}`" for one in type_)
    if issubclass(type_, BaseModel):
        return f"[{_heading(type_)}](#{_heading(type_).replace(' ', '-')})"
    return type_.__name__


def _heading(form: type[BaseModel]) -> str:
    """What a form is called on a page: its name in words."""
    name = form.__name__.removesuffix("Form").removesuffix("Entry")
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


def said(form: type[BaseModel]) -> str:
    """What a form is for."""
    return " ".join((form.__doc__ or "").split())


def forms_below(form: type[BaseModel], seen: set[type] | None = None) -> Iterator[type[BaseModel]]:
    """The forms that a form is made of, each once, in the order of their keys."""
    seen = seen if seen is not None else {form}
    for field in form.model_fields.values():
        for inner in _forms_in(field.annotation):
            if inner not in seen:
                seen.add(inner)
                yield inner
                yield from forms_below(inner, seen)


def _forms_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _forms_in(inner)
