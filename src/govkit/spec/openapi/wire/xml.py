"""Bodies in XML, as far as names suffice: elements, attributes, lists, wrapped or not; no namespaces (XML Object)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from govkit.spec.openapi.wire.reading import Reader
from govkit.spec.openapi.wire.spelling import Unreadable, Unwritable, plain_text
from govkit.spec.schemas.shape import Spot, conjuncts, dereferenced

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NAME = re.compile(r"(?![xX][mM][lL])[A-Za-z_][A-Za-z0-9._-]*\Z")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write, and a carriage return, which readers take for a line feed (sections 2.2, 2.11)."""

_DEEPEST = 100
_MOST_ELEMENTS = 20_000


def write_xml(value: Any, spot: Spot, reader: Reader) -> bytes:
    """A value as the element that its schema names. Raises Unwritable where that needs more than names."""
    name = _said(spot).get("name") or _component(spot)
    if not isinstance(name, str):
        raise Unwritable("the root element of the XML has no name: neither `xml` nor a component gives one")
    if isinstance(value, list):
        raise Unwritable("a list has no root element in XML")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_element(name, value, spot, reader)}\n'.encode()


def _element(name: str, value: Any, spot: Spot, reader: Reader) -> str:
    tag = _tag(name)
    if isinstance(value, list):
        raise Unwritable("a list inside of a list has no names in XML")
    if not isinstance(value, dict):
        return f"<{tag}>{_text(value)}</{tag}>"
    attributes, inside = "", ""
    for key, inner in value.items():
        below = reader.member(spot, key)
        if _is_attribute(below):
            text = _text(inner)
            if "\n" in text or "\t" in text:
                raise Unwritable("an attribute in XML keeps no line breaks")
            attributes += f' {_tag(_name(key, below))}="{escape(plain_text(inner))}"'
        elif isinstance(inner, list):
            inside += _list(key, inner, below, reader)
        else:
            inside += _element(_name(key, below), inner, below, reader)
    return f"<{tag}{attributes}>{inside}</{tag}>"


def _list(key: str, values: list[Any], spot: Spot, reader: Reader) -> str:
    """The elements of a list, named after its items or else the property, inside of another where it is wrapped."""
    items = reader.items(spot)
    elements = "".join(_element(_name(key, items), value, items, reader) for value in values)
    if not _is_wrapped(spot):
        return elements
    outer = _tag(_name(key, spot))
    return f"<{outer}>{elements}</{outer}>"


def read_xml(content: bytes, spot: Spot, reader: Reader) -> Iterator[Any]:
    """What a reader may make of XML. Raises Unreadable where it is none, or more than is read."""
    from xml.etree import ElementTree  # few APIs speak XML
    from xml.parsers import expat

    try:
        _check(content)
        yield from _readings(ElementTree.fromstring(content), spot, reader)  # noqa: S314 - checked a moment ago
    except (ElementTree.ParseError, expat.ExpatError, LookupError) as error:
        raise Unreadable(f"this is no XML: {error}") from error


def _check(content: bytes) -> None:
    """Raises Unreadable for what costs more to read than it is worth: entities, deep nesting, very many elements."""
    depth = count = 0

    def begins(*_: Any) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > _DEEPEST or count > _MOST_ELEMENTS:
            raise Unreadable(f"XML has at most {_MOST_ELEMENTS:,} elements, and {_DEEPEST} levels of them")

    def ends(_: str) -> None:
        nonlocal depth
        depth -= 1

    def refuses(*_: Any) -> None:
        raise Unreadable("a document type is not read")

    from xml.parsers import expat

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = begins, ends, refuses
    parser.Parse(content, True)


def _readings(element: Element, spot: Spot, reader: Reader) -> list[Any]:
    kinds = reader.kinds(spot)
    found: list[Any] = []
    if "object" in kinds:
        found += list(reader.of_members(_members(element, spot, reader)))
    if "scalar" in kinds and not len(element) and not element.attrib:
        found += list(reader.of_scalar(element.text or "", spot))
    return found


def _members(element: Element, spot: Spot, reader: Reader) -> dict[str, list[Any]]:
    members: dict[str, list[Any]] = {}
    left = {child.tag for child in element}
    for key in reader.names(spot):
        below = reader.member(spot, key)
        if _is_attribute(below):
            text = element.get(_name(key, below))
            if text is not None:
                members[key] = list(reader.of_scalar(text, below))
            continue
        listed = "array" in reader.kinds(below) and not _is_wrapped(below)
        tag = _name(key, reader.items(below) if listed else below)
        children = element.findall(tag)
        if children:
            left.discard(tag)
            members[key] = _of_children(children, key, below, reader)
    return members | {tag: ["".join(child.itertext()) for child in element.findall(tag)[:1]] for tag in left}


def _of_children(children: list[Element], key: str, spot: Spot, reader: Reader) -> list[Any]:
    found: list[Any] = []
    if "array" in reader.kinds(spot):
        items = reader.items(spot)
        own = children[0].findall(_name(key, items)) if _is_wrapped(spot) else children
        parts = {str(index): _readings(child, items, reader) for index, child in enumerate(own)}
        found += [list(chosen.values()) for chosen in reader.of_members(parts)]
    if len(children) == 1:
        found += _readings(children[0], spot, reader)
    return found


# ---------------------------------------------------------------------------------------------------------------- names


def _said(spot: Spot) -> dict[str, Any]:
    """What the XML Objects of a spot say. Raises Unwritable for what is not written."""
    said: dict[str, Any] = {}
    for atom in conjuncts(spot):
        raw = atom.space.origin(atom.schema).value
        own = raw.get("xml") if isinstance(raw, dict) else None
        said = {**own, **said} if isinstance(own, dict) else said
    if said.keys() & {"namespace", "prefix"} or said.get("nodeType", "element") not in ("element", "attribute"):
        raise Unwritable("namespaces and kinds of nodes are not written in XML")
    return said


def _name(key: str, spot: Spot) -> str:
    return str(_said(spot).get("name") or key)


def _is_attribute(spot: Spot) -> bool:
    said = _said(spot)
    return said.get("attribute") is True or said.get("nodeType") == "attribute"


def _is_wrapped(spot: Spot) -> bool:
    return _said(spot).get("wrapped") is True or _said(spot).get("nodeType") == "element"


def _component(spot: Spot) -> str | None:
    """The name of the component that a spot refers to (OpenAPI 3.1, XML Object, `name`)."""
    for atom in map(dereferenced, spot):
        pointer = atom.space.origin(atom.schema).pointer
        if len(pointer) == 3 and pointer[:2] == ("components", "schemas"):
            return str(pointer[2])
    return None


def _tag(name: str) -> str:
    if not _NAME.match(name):
        raise Unwritable(f"{name!r} is no name of an element in XML")
    return name


def _text(value: Any) -> str:
    if value is None:
        raise Unwritable("null has no spelling in XML")
    text = plain_text(value)
    if _FORBIDDEN.search(text):
        raise Unwritable("XML has no way to write this text")
    return escape(text, quote=False)
