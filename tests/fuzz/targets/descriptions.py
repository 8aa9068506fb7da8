"""Descriptions in OpenAPI 3: one with mistakes is refused at a place of it, or checked and compared to the end."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from govkit.checks.compat import compare, profile_named
from govkit.errors import InputError
from govkit.findings import Severity, discover
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics
from tests.fuzz.drawing import grafted, keys_of, scalars_of
from tests.fuzz.target import Target, inside, plain, refused_well

_EXAMPLES = [one for rule in discover("govkit.checks.compat.rules").values() for one in rule.examples]
_TREES = tuple(parse(str(one.before).encode(), "before.yaml").tree for one in _EXAMPLES)
_KEYS = keys_of(_TREES)
_VALUES = scalars_of(_TREES)
_DRAWN = st.sampled_from(_TREES).flatmap(lambda tree: st.tuples(st.just(tree), grafted(st.just(tree), _VALUES, _KEYS)))


def _read(tree: Any) -> tuple[str, Contract] | None:
    """A description, and its text; None where it is refused, at a place of it."""
    text = json.dumps(tree, indent=1)
    library = Library(MemoryFiles({"api.json": text.encode()}))
    try:
        document = library.open("api.json")
        library.check_references(document)
        return text, Contract(library, document)
    except InputError as error:
        refused_well(error, text, "api.json")
        return None


def _check(trees: tuple[Any, Any]) -> None:
    before, after = map(_read, trees)
    if before is None or after is None:
        return
    for finding in semantics(after[1]):
        if finding.new is not None:
            inside(finding.new.line, finding.new.column, after[0])
    for old, new in ((before, after), (after, before)):
        for finding in compare(old[1], new[1], profile_named("wire"), Severity.INFO):
            assert finding.message.strip()
            if finding.old is not None:
                inside(finding.old.line, finding.old.column, old[0])
            if finding.new is not None:
                inside(finding.new.line, finding.new.column, new[0])
    assert not compare(after[1], after[1], profile_named("wire"), Severity.WARNING)


TARGET = Target("descriptions in OpenAPI 3", _DRAWN, plain(_check), seconds=5.0)
