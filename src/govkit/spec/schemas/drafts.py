"""The drafts of JSON Schema: which one a schema is written in, and what its keywords are called today.

`$schema` says it for a schema and all inside of it, `jsonSchemaDialect` for the schemas of a document (OpenAPI 3.1,
section 4.8.24.5). Where neither does, it is that of OpenAPI, which is the draft 2020-12.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any

from govkit.spec.documents import Node

WORDS = (b"$schema", b"\\u0024schema", b"jsonSchemaDialect")
"""What a text holds that names a draft at all."""


class Draft(IntEnum):
    """The drafts in their order."""

    DRAFT_4 = 4
    DRAFT_6 = 6
    DRAFT_7 = 7
    DRAFT_2019_09 = 8
    DRAFT_2020_12 = 9


_URIS = re.compile(
    r"https?://json-schema\.org/(?:draft-0(?P<old>[467])/schema|draft/(?P<new>2019-09|2020-12)/schema)#?"
    r"|https://spec\.openapis\.org/oas/3\.[12]/dialect/[\w-]+"
)
_SINCE = {
    **dict.fromkeys(("const", "contains", "propertyNames", "examples"), Draft.DRAFT_6),
    **dict.fromkeys(("if", "then", "else"), Draft.DRAFT_7),
    **dict.fromkeys(("dependentSchemas", "dependentRequired", "unevaluatedItems"), Draft.DRAFT_2019_09),
    **dict.fromkeys(("unevaluatedProperties", "minContains", "maxContains"), Draft.DRAFT_2019_09),
    **dict.fromkeys(("prefixItems", "$dynamicRef"), Draft.DRAFT_2020_12),
}
"""Keywords that say nothing before the draft that brought them."""


def draft_of(uri: object) -> Draft | None:
    """The draft that a URI names, None where it is none that is known."""
    found = _URIS.fullmatch(uri) if isinstance(uri, str) else None
    if found is None:
        return None
    if found["old"]:
        return Draft(int(found["old"]))
    return Draft.DRAFT_2019_09 if found["new"] == "2019-09" else Draft.DRAFT_2020_12


def draft_at(node: Node) -> Draft:
    """The draft in which the schema at a node is written, as the schemas around it and the document say."""
    value = node.document.tree
    root = value.get("jsonSchemaDialect") if isinstance(value, dict) else None
    draft = draft_of(root) or Draft.DRAFT_2020_12
    for part in (*node.pointer, None):
        if isinstance(value, dict) and isinstance(value.get("$schema"), str):
            draft = draft_of(value["$schema"]) or draft
        if part is not None:
            value = value[part if not isinstance(value, list) else int(part)]
    return draft


def known_to(draft: Draft, raw: dict[str, Any]) -> dict[str, Any]:
    """The keywords of a schema that its draft knows; a reference stands alone up to draft 7."""
    if draft <= Draft.DRAFT_7 and isinstance(raw.get("$ref"), str):
        return {"$ref": raw["$ref"]}
    return {key: value for key, value in raw.items() if _SINCE.get(key, draft) <= draft}
