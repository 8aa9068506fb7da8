"""What the catalog holds, kind by kind: a list of each, and a page about each that says all that its entry says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import BaseModel

from govkit.catalog.entries import Entry
from govkit.catalog.entries.form import Form, Reference
from govkit.portal.links import KINDS
from govkit.portal.page import Absent, Ask, Page, Section
from govkit.portal.rows import paged

_CALLED = {
    "api": ("API", "APIs", 10),
    "system": ("System", "Systems", 20),
    "entity": ("Entity", "Entities", 30),
    "mapping": ("Mapping", "Mappings", 40),
    "workflow": ("Workflow", "Workflows", 50),
    "consumer": ("Consumer", "Consumers", 60),
    "team": ("Team", "Teams", 70),
    "environment": ("Environment", "Environments", 80),
    "domain": ("Domain", "Domains", 90),
    "policy": ("Policy", "Policies", 95),
    "measure": ("Measure", "Measures", 96),
    "reconciliation": ("Reconciliation", "Reconciliations", 97),
    "scorecard": ("Scorecard", "Rules of scorecards", 98),
}
"""Kinds as entries name them and as the menu calls them, and their order in it."""

_OWN_PAGE = frozenset({"api", "consumer", "entity", "environment", "mapping", "system", "team", "workflow"})
"""Kinds whose things have pages of their own, which say more."""


def _list(kind: str, ask: Ask) -> dict[str, Any]:
    path = f"/{KINDS[kind]}"
    things = listed(ask, kind)
    return {
        "title": _CALLED[kind][1],
        "template": "entries",
        "kind": kind,
        "rows": paged(ask, path, things, _text),
    }


def listed(ask: Ask, kind: str) -> list[dict[str, Any]]:
    """The things of a kind, in the order of their names, as lists show them."""
    estate = ask.state.estate
    if kind == "workflow":
        return [
            {"name": one.id, "title": one.id, "description": "", "owner": one.owner}
            for one in sorted(estate.workflows, key=lambda one: one.id)
        ]
    return [
        {
            "name": entry.name,
            "title": entry.title,
            "description": entry.metadata.description or "",
            "owner": _owner(entry),
        }
        for entry in estate.of(_CALLED[kind][0]).values()
    ]


def _text(row: dict[str, Any]) -> str:
    return f"{row['name']} {row['title']} {row['description']} {row['owner'] or ''}"


def _owner(entry: Entry[Form]) -> str | None:
    said = getattr(entry.spec, "owner", None)
    return str(said).removeprefix("team:") if said else None


def _one(kind: str, ask: Ask) -> dict[str, Any]:
    entry = entry_of(ask, kind)
    return {**about(ask, entry), "template": "entry"}


def entry_of(ask: Ask, kind: str) -> Entry[Any]:
    """The entry that the path names. Raises Absent."""
    name = ask.parts["name"]
    called = _CALLED[kind][0]
    entry = ask.state.estate.of(called).get(name)
    if entry is None:
        raise Absent(f"The catalog has no {called.lower() if called != 'API' else called} `{name}`.")
    return entry


def about(ask: Ask, entry: Entry[Any]) -> dict[str, Any]:
    """What the page about any entry shows: what it says, and what refers to it."""
    kind = entry.kind.lower()
    referrals: dict[str, list[Entry[Form]]] = {}
    for one in ask.state.estate.referrals(entry):
        names = referrals.setdefault(one.entry.kind, [])
        if one.entry not in names:
            names.append(one.entry)
    return {
        "title": entry.title,
        "trail": [(_CALLED[kind][1], f"/{KINDS[kind]}")],
        "entry_kind": kind,
        "thing": entry,
        "said": tree(entry.spec),
        "referrals": sorted(referrals.items()),
        "problems": [],
    }


def tree(value: Any) -> Any:
    """A form as templates show it: (name, value) of what is said, references as `{"kind", "name"}`, lists."""
    if isinstance(value, Reference):
        return {"kind": value.kind.lower(), "name": str(value).removeprefix(f"{value.kind.lower()}:")}
    if isinstance(value, BaseModel):
        fields = type(value).model_fields.items()
        inner = [(field.alias or name, getattr(value, name)) for name, field in fields]
        return [(name, tree(one)) for name, one in inner if one not in (None, (), {}, "")]
    if isinstance(value, dict):
        return [(str(name), tree(one)) for name, one in value.items()]
    if isinstance(value, tuple | list | frozenset):
        return {"items": [tree(one) for one in value]}
    return str(value)


def _pages() -> list[Page]:
    found = []
    for kind, (_, several, order) in _CALLED.items():
        listing: Callable[[Ask], dict[str, Any]] = partial(_list, kind)
        found.append(
            Page(
                name=f"list-{kind}",
                path=f"/{KINDS[kind]}",
                make=listing,
                menu=several,
                section=Section.CATALOG,
                order=order,
            )
        )
        if kind not in _OWN_PAGE:
            found.append(Page(name=f"entry-{kind}", path=f"/{KINDS[kind]}/{{name}}", make=partial(_one, kind)))
    return found


PAGES = tuple(_pages())
