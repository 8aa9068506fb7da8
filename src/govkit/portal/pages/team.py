"""A team: how it is reached, all that it owns, what of it ends soon, what waits for it, its scorecards, and gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from govkit.catalog.entries import ConsumerSpec, Entry, Lifecycle, TeamSpec, Workflow
from govkit.catalog.entries.estate import Owned
from govkit.gate.answers.shared import escalation, reached, team_contacts
from govkit.portal.page import Ask, Page
from govkit.portal.pages._runtime import NoRuntime, reading
from govkit.portal.pages.consumer import ending_below
from govkit.portal.pages.entries import about, entry_of
from govkit.portal.pages.report import rows_about
from govkit.portal.rows import paged
from govkit.portal.state import State

_AS = {"owner": "builds and runs it", "businessOwner": "decides what it is for"}


@dataclass(frozen=True, slots=True)
class Own:
    """Something that a team owns: of which kind, called what, and as what it owns it."""

    kind: str
    name: str
    title: str
    roles: tuple[str, ...]


def _make(ask: Ask) -> dict[str, Any]:
    entry: Entry[TeamSpec] = entry_of(ask, "team")
    state, path = ask.state, f"/teams/{entry.name}"
    owned = _owned(state.estate.owned_by(entry.name))
    kind = ask.said("kind")
    kinds = Counter(one.kind for one in owned)
    shown = [one for one in owned if kind in ("", one.kind)]
    scores = rows_about(ask, "scorecard", "teams", "team", entry.name)
    return {
        **about(ask, entry),
        "contacts": team_contacts(entry),
        "members": [(one.name, one.role or "", reached(one)) for one in entry.spec.members],
        "escalation": escalation(entry),
        "owned": paged(ask, path, shown, _text),
        "kinds": sorted(kinds.items()),
        "kind": kind,
        "ending": paged(ask, path, ending_of(state, entry.name), parameter="ending-page"),
        "waiting": _waiting(ask, entry.name),
        "scores": scores,
        "apis": _scored(ask, state, entry.name) if scores is not None else [],
        "gaps": list(_gaps(state, entry, owned)),
    }


def _owned(listed: tuple[Owned, ...]) -> list[Own]:
    """What it owns, each thing once."""
    found: dict[tuple[str, str], Own] = {}
    for one in listed:
        thing = one.thing
        kind, name, title = (
            ("workflow", thing.id, thing.id)
            if isinstance(thing, Workflow)
            else (thing.kind.lower(), thing.name, thing.title)
        )
        known = found.get((kind, name))
        roles = (*(known.roles if known is not None else ()), _AS[one.role])
        found[kind, name] = Own(kind, name, title, roles)
    return sorted(found.values(), key=lambda one: (one.kind, one.name))


def _text(one: Own) -> str:
    return f"{one.kind} {one.name} {one.title}"


def ending_of(state: State, team: str) -> list[dict[str, Any]]:
    """What ends soon of a team: versions that it offers, and versions of others that its consumers stand on."""
    found: list[dict[str, Any]] = []
    for version in state.estate.versions():
        deprecation = version.version.deprecation
        if str(version.api.spec.owner) == team and version.lifecycle is Lifecycle.DEPRECATED and deprecation:
            users = state.estate.usages(version.api.name, version.version.version)
            found.append(
                {
                    "version": version,
                    "sunset": deprecation.sunset,
                    "days": (deprecation.sunset - state.on).days,
                    "users": sorted({one.consumer.name for one in users}),
                    "consumer": "",
                }
            )
    for consumer in state.estate.consumers.values():
        if str(consumer.spec.owner) == team:
            found += [{**one, "users": [], "consumer": consumer.name} for one in ending_below(state, consumer)]
    return sorted(found, key=lambda one: (str(one["sunset"] or ""), one["version"].name, one["consumer"]))


def _scored(ask: Ask, state: State, team: str) -> list[dict[str, Any]]:
    """The APIs of a team as scorecards rate them, the lowest first."""
    found: list[dict[str, Any]] = []
    for api in state.estate.apis.values():
        if str(api.spec.owner) == team:
            found += rows_about(ask, "scorecard", "apis", "api", api.name) or []
    return found


def _waiting(ask: Ask, team: str) -> dict[str, int] | None:
    """How many exceptions wait for a team, and of how many somebody beyond it was asked; None where nothing runs."""
    if not ask.links.live:
        return None
    try:
        with reading(ask) as connection:
            from govkit.sync.exceptions.escalating import climbed
            from govkit.sync.exceptions.listing import Narrowed, count_of

            asked = sum(one.team.removeprefix("team:") == team for one in climbed(connection))
            return {"open": count_of(connection, Narrowed(owner=team)), "escalated": asked}
    except NoRuntime:
        return None


# ---------------------------------------------------------------------------------------------------------------- gaps


def _gaps(state: State, entry: Entry[TeamSpec], owned: list[Own]) -> Iterator[tuple[str, str, str]]:
    """What is missing: of which kind, called what, and what of it."""
    if not entry.spec.members:
        yield "team", entry.name, "names no members"
    if not entry.spec.escalation:
        yield "team", entry.name, "does not say whom to ask when it does not answer"
    for one in owned:
        thing = state.estate.named(f"{one.kind}:{one.name}")
        if _AS["owner"] in one.roles and thing is not None and not isinstance(thing, Workflow):
            yield from ((one.kind, one.name, what) for what in _missing(state, thing))


_DESCRIBED = ("API", "Consumer", "Entity", "System")


def _missing(state: State, thing: Entry[Any]) -> Iterator[str]:
    """What is missing of an entry."""
    if thing.metadata.description is None and thing.kind in _DESCRIBED:
        yield "is not described"
    business = getattr(thing.spec, "business_owner", None)
    if business and str(business) not in state.estate.teams:
        yield f"its business owner {business} is no team of the catalog"
    if isinstance(thing.spec, ConsumerSpec) and not (thing.spec.pacts or thing.spec.versions):
        yield "has recorded no pact"
    if thing.kind == "API" and not state.estate.versions(thing.name):
        yield "has no version"
    if thing.kind == "Entity" and thing.name not in _mapped(state):
        yield "no mapping has to do with it"


def _mapped(state: State) -> frozenset[str]:
    """The entities that mappings have to do with."""
    return state.kept(
        "mapped-entities", lambda: frozenset(one.spec.entity.name for one in state.estate.mappings.values())
    )


PAGES = (Page(name="team", path="/teams/{name}", make=_make),)
