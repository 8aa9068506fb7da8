"""Workflows: an Arazzo document with mistakes is refused at places of it, or checked to the end."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from govkit.catalog.workflows.rules._document import SAMPLE
from govkit.spec.documents import parse
from tests.catalog.workflows.test_hostile import HOME, told
from tests.fuzz.drawing import damaged, grafted, keys_of, scalars_of, trees
from tests.fuzz.target import Target, inside, plain

_SAMPLE = parse(SAMPLE.encode(), "sample.yaml").tree
_REAL = (_SAMPLE, *trees("catalog/workflows/*.yaml"))
_EXAMPLES = st.one_of(
    damaged(st.just(SAMPLE)),
    grafted(st.just(_SAMPLE), scalars_of(_REAL), keys_of(_REAL)).map(lambda tree: json.dumps(tree, indent=1)),
)


def _check(text: str) -> None:
    if "\n# file: " in text:
        return  # several files, for the helper that reads them
    text += "\n"  # other files follow it
    problems, found = told(text)
    for problem in problems:
        assert problem.message.strip()
        if problem.source.path in HOME:
            inside(problem.place.line, problem.place.column, HOME + text)
    for finding in found:
        assert finding.new is not None
        if finding.new.file in HOME:
            inside(finding.new.line, finding.new.column, HOME + text)


TARGET = Target("workflows", _EXAMPLES, plain(_check), seconds=5.0)
