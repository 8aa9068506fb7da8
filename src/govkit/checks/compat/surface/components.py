"""What generated code names and no message shows: components, the API itself, the terms that hold for it."""

from __future__ import annotations

from typing import Any

from govkit.checks.compat.surface.recorder import Recorder, at, raw
from govkit.spec.openapi import Contract
from govkit.spec.schemas.drafts import draft_of

SECTIONS = (
    "schemas",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "links",
    "callbacks",
    "pathItems",
    "mediaTypes",
)
"""The sections of `components` that generators make code of. Schemes and examples are none of them."""

_TERMS = ("termsOfService", "license")


def compare_components(old: Contract, new: Contract, recorder: Recorder, told: set[str]) -> None:
    """Names components that went or came; `told` are the schemas of which another finding tells it."""
    here, there = at(old.document.root, "components"), at(new.document.root, "components")
    for section in SECTIONS:
        before, after = raw(here).get(section), raw(there).get(section)
        names = [set(said) if isinstance(said, dict) else set() for said in (before, after)]
        for name in sorted(names[0] - names[1]):
            if section != "schemas" or name not in told:
                node = here.child(section).child(name)
                recorder.add("removed", "component", None, name=f"{section} {name}", before=name, old=node, new=there)
        for name in sorted(names[1] - names[0]):
            if section != "schemas" or name not in told:
                node = there.child(section).child(name)
                recorder.add("added", "component", None, name=f"{section} {name}", after=name, old=here, new=node)


def compare_info(old: Contract, new: Contract, recorder: Recorder) -> None:
    """Names what changed for the API as a whole: its name, its terms, the dialect of its schemas."""
    here, there = at(old.document.root, "info"), at(new.document.root, "info")
    if old.title != new.title:
        places = at(here, "title"), at(there, "title")
        recorder.add("renamed", "api", None, before=old.title, after=new.title, old=places[0], new=places[1])
    for key in _TERMS:
        before, after = (_terms(raw(node).get(key)) for node in (here, there))
        if before != after:
            recorder.add(
                "changed", "terms", None, name=key, before=before, after=after, old=at(here, key), new=at(there, key)
            )
    said, says = (_dialect(contract) for contract in (old, new))
    if said != says:
        key = "jsonSchemaDialect"
        places = at(old.document.root, key), at(new.document.root, key)
        recorder.add("dialect-changed", "api", None, before=said, after=says, old=places[0], new=places[1])


def _terms(said: Any) -> Any:
    """The terms as one value: an address, or a licence by its identifier, its address or its name."""
    if isinstance(said, dict):
        return next((said[key] for key in ("identifier", "url", "name") if said.get(key)), None)
    return said


_BASE_DIALECT = "https://spec.openapis.org/oas/3.1/dialect/base"


def _dialect(contract: Contract) -> Any:
    """The dialect that is not known by name; schemas of those that are known are read as they mean it."""
    said = contract.root.get("jsonSchemaDialect", _BASE_DIALECT)
    return _BASE_DIALECT if draft_of(said) is not None else said
