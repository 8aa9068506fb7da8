"""Pacts as the catalog keeps them: in one normal form, under a name that is made of their content.

The normal form says what the pact says, and nothing of the run that wrote it: members and interactions are in one
order, what the library notes of itself is left out, a repeated interaction stands once. Matchers, generators, examples
and whatever else the specification (https://docs.pact.io/specification, versions 1 to 4) knows stay as they are. Its
text is that of the file, and the hash of a pact is the SHA-256 of that text: `sha256sum` says the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from govkit.catalog.entries.form import VERSION
from govkit.catalog.entries.kinds.consumer import ConsumerSpec, ConsumerVersion
from govkit.catalog.entries.versions import Order
from govkit.errors import InputError
from govkit.spec.documents import Tree

FOLDER = "pacts"
"""Where pacts lie, in the folder of the catalog."""

_OWN = re.compile(r"(?P<stem>.+)-(?P<mark>[0-9a-f]{12})\.json")
_ORDERED = re.compile(VERSION)
_SPECIFICATION = frozenset({"pactSpecification", "pact-specification", "pactSpecificationVersion"})
_TOOL = re.compile(r"pact.*|client", re.IGNORECASE)
_OF_A_BROKER = frozenset({"_links", "_embedded", "_id", "createdAt"})
_NOTHING: tuple[Any, ...] = (None, [], {}, False)
_MAY_SAY_NOTHING = frozenset({"pending", "comments", "providerStates", "providerState", "provider_state"})


def normal_form(tree: Mapping[str, Tree]) -> dict[str, Tree]:
    """What a pact says, in the one form. Equal pacts have equal forms, and the form of a form is itself."""
    found: dict[str, Any] = {key: _sorted(value) for key, value in sorted(tree.items()) if key not in _OF_A_BROKER}
    for section in ("interactions", "messages"):
        listed = found.get(section)
        if isinstance(listed, list):
            found[section] = _interactions(listed)
    metadata = found.get("metadata")
    if isinstance(metadata, dict):
        found["metadata"] = {
            key: value for key, value in metadata.items() if key in _SPECIFICATION or not _TOOL.fullmatch(key)
        }
    return found


def pact_text(form: Mapping[str, Tree]) -> bytes:
    """The text of a normal form, as its file has it. Raises InputError for what no file can hold."""
    try:
        return f"{json.dumps(form, indent=2, ensure_ascii=False)}\n".encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can name
        return f"{json.dumps(form, indent=2)}\n".encode()
    except (ValueError, RecursionError) as error:
        raise InputError("the pact holds a number that is too long, or nests too deep") from error


def hash_of(text: bytes) -> str:
    """The hash of the text of a normal form: 64 hex digits."""
    return hashlib.sha256(text).hexdigest()


def file_name(provider: str, pact_hash: str) -> str:
    """The name of the file of a pact, which tells its content from any other's."""
    return f"{provider}-{pact_hash[:12]}.json"


def mark_of(path: str) -> str | None:
    """The first 12 digits of the hash in the name of a file; None where it has none."""
    found = _OWN.fullmatch(path.rpartition("/")[2])
    return found["mark"] if found else None


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(inner) for key, inner in sorted(value.items())}
    return [_sorted(inner) for inner in value] if isinstance(value, list) else value


def _interactions(listed: list[Any]) -> list[Any]:
    """Each once, by description and states."""
    kept: dict[str, tuple[tuple[str, ...], Any]] = {}
    for one in listed:
        said = _said(one) if isinstance(one, dict) else one
        whole = _line(said)
        kept[whole] = (_order(said, whole), said)
    return [said for _, said in sorted(kept.values(), key=lambda pair: pair[0])]


def _said(one: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in one.items()
        if key not in _OF_A_BROKER and not (key in _MAY_SAY_NOTHING and _is_nothing(value))
    }


def _is_nothing(value: Any) -> bool:
    return any(value is nothing or (type(value) is type(nothing) and value == nothing) for nothing in _NOTHING)


def _order(said: Any, whole: str) -> tuple[str, ...]:
    if not isinstance(said, dict):
        return ("", "", whole)
    states = next((said[key] for key in ("providerStates", "providerState", "provider_state") if key in said), "")
    return (str(said.get("description", "")), _line(states), whole)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


# ------------------------------------------------------------------------------------------------ versions of consumers


def newest(spec: ConsumerSpec) -> ConsumerVersion | None:
    """The newest version of a consumer whose pacts are recorded: by its number, else the last in the list."""
    if not spec.versions:
        return None
    if all(_ORDERED.fullmatch(one.version) for one in spec.versions):
        return max(spec.versions, key=lambda one: Order(one.version))
    return spec.versions[-1]


def recorded(spec: ConsumerSpec, version: str) -> ConsumerVersion | None:
    """What is recorded of a version of a consumer; None where nothing is.

    An entry that lists no versions says of all what its `pacts` say.
    """
    if not spec.versions and spec.pacts:
        return ConsumerVersion.model_construct(version=version, apis=(), pacts=spec.pacts)
    return next((one for one in spec.versions if one.version == version), None)
