"""What schemas say that refuses no message: deprecation, the form of content, XML, discriminators, hints of formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from govkit.checks.compat.change import Root
from govkit.checks.compat.profile import Profile
from govkit.spec.documents import Node
from govkit.spec.openapi.media import is_xml
from govkit.spec.schemas.digest import Digests
from govkit.spec.schemas.shape import Atom, Spot, conjuncts

_FORMS = {"byte": {"contentEncoding": "base64"}, "binary": {"contentMediaType": "application/octet-stream"}}
"""Formats that say what OpenAPI 3.1 says by keywords of content (Migrating from OpenAPI 3.0 to 3.1, binary data)."""

_KEYWORDS = frozenset(
    {"deprecated", "contentEncoding", "contentMediaType", "contentSchema", "xml", "discriminator", "format"}
)


@dataclass(frozen=True, slots=True)
class Said:
    """One annotation that differs; `directed` where it matters who sends the message."""

    kind: str
    keyword: str
    before: Any
    after: Any
    directed: bool = True


def annotation_differences(
    old: Spot, new: Spot, types: frozenset[str], profile: Profile, digests: Digests
) -> Iterator[Said]:
    """What the annotations of two spots say differently; `types` are those that both sides have."""
    before, after = (list(_annotated(spot)) for spot in (old, new))
    if not before and not after:
        return
    said, says = (any(raw.get("deprecated") is True for raw, _ in side) for side in (before, after))
    if said != says:
        yield Said("deprecated" if says else "reinstated", "deprecated", said, says, directed=False)
    was, now = (_content(side, digests) if "string" in types else {} for side in (before, after))
    for keyword in sorted(was.keys() | now.keys()):
        if was.get(keyword) != now.get(keyword):
            yield Said("content-changed", keyword, was.get(keyword), now.get(keyword))
    for kind, keyword, read in (("xml-changed", "xml", _xml), ("discriminator-changed", "discriminator", _tags)):
        a, b = read(before), read(after)
        if a != b:
            yield Said(kind, keyword, a or None, b or None)
    asserted = profile.formats.asserted
    a_set, b_set = _formats(before), _formats(after)
    if types and a_set != b_set and a_set & asserted == b_set & asserted:
        yield Said("format-hint-changed", "format", sorted(a_set) or None, sorted(b_set) or None, directed=False)


def _annotated(spot: Spot) -> Iterator[tuple[dict[str, Any], Atom]]:
    """The schemas of a spot as they are written, those only that say one of the keywords looked at."""
    for atom in conjuncts(spot):
        if "made" in atom.schema:
            continue
        raw = atom.space.origin(atom.schema).value
        if isinstance(raw, dict) and not _KEYWORDS.isdisjoint(raw):
            yield raw, atom


_Side = list[tuple[dict[str, Any], Atom]]


def _content(side: _Side, digests: Digests) -> dict[str, Any]:
    """How a text holds something else: encoding, media type, and a digest of the schema of what it holds."""
    said: dict[str, Any] = {}
    for raw, atom in side:
        said |= _FORMS.get(str(raw.get("format")), {})
        said |= {key: raw[key].lower() for key in ("contentEncoding", "contentMediaType") if _is_text(raw, key)}
        if isinstance(raw.get("contentSchema"), dict):
            node: Node = atom.space.origin(atom.schema).child("contentSchema")
            said["contentSchema"] = digests.near((Atom(atom.space.schema(node), atom.space),))
    return said


def _is_text(raw: dict[str, Any], key: str) -> bool:
    return isinstance(raw.get(key), str)


def _xml(side: _Side) -> dict[str, Any]:
    """How a value is written in XML, defaults left out (OpenAPI 3.2, XML Object)."""
    said: dict[str, Any] = {}
    for raw, _ in side:
        if isinstance(raw.get("xml"), dict):
            said |= {key: value for key, value in raw["xml"].items() if value and not key.startswith("x-")}
    if said.pop("attribute", False):
        said.setdefault("nodeType", "attribute")
    if said.get("nodeType") == "element":
        del said["nodeType"]
    return said


def _tags(side: _Side) -> dict[str, Any]:
    """What a discriminator says: its property, the values that differ from the names of components, the rest."""
    for raw, _ in side:
        said = raw.get("discriminator")
        if isinstance(said, dict) and isinstance(said.get("propertyName"), str):
            mapping = said.get("mapping")
            named = mapping.items() if isinstance(mapping, dict) else ()
            values = sorted(value for value, target in named if str(target).rsplit("/", 1)[-1] != value)
            found: dict[str, Any] = {"propertyName": said["propertyName"]}
            if values:
                found["mapping"] = values
            if "defaultMapping" in said:
                found["defaultMapping"] = str(said["defaultMapping"]).rsplit("/", 1)[-1]
            return found
    return {}


def _formats(side: _Side) -> frozenset[str]:
    return frozenset(str(raw["format"]) for raw, _ in side if _is_text(raw, "format") and raw["format"] not in _FORMS)


def reached_in_xml(roots: Iterable[Root]) -> set[int]:
    """The numbers of the pairs that stand in a body which is written in XML."""
    waiting = [root.pair for root in roots if any(is_xml(word) for word in root.part.split(" "))]
    seen: set[int] = set()
    while waiting:
        pair = waiting.pop()
        if pair.number not in seen:
            seen.add(pair.number)
            waiting.extend(child for _, child in pair.children)
    return seen
