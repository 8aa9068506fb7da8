"""Pacts: a pact with mistakes is refused at a place of it, or held against the API to the end."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from govkit.checks.pacts import verify
from govkit.checks.pacts.reading import read_pact
from govkit.errors import InputError
from govkit.spec.documents import parse
from tests.checks.pacts.helpers import contract_of
from tests.checks.pacts.test_cases import api_of, cases, pact_of
from tests.fuzz.drawing import grafted, keys_of, scalars_of, trees
from tests.fuzz.target import Target, inside, plain, refused_well

_PAIRS = [(api_of(case), pact_of(case)) for one in cases() for case in one.values]
_REAL = (*(pact for _, pact in _PAIRS), *trees("catalog/pacts/*/*.json"))
_MATCHERS = st.sampled_from(
    ["type", "regex", "equality", "include", "min", "max", "integer", "decimal", "number", "date", "time",
     "datetime", "null",
     "boolean", "contentType", "values", "arrayContains", "eachKey", "eachValue", "semver", "notEmpty", "statusCode",
     "$",
     "$.a[*]", "$.a[0]", "$['a']", "$..a", "$.*", "$.a.*.b", "yyyy-MM-dd", "XXX", "'", "1.1", "2.0", "3.0.0", "4.0",
     "5"]
)  # fmt: skip
_VALUES = scalars_of(_REAL) | _MATCHERS
_KEYS = keys_of(_REAL) | _MATCHERS
_EXAMPLES = st.sampled_from(_PAIRS).flatmap(
    lambda pair: st.tuples(st.just(pair[0]), grafted(st.just(pair[1]), _VALUES, _KEYS))
) | st.tuples(st.sampled_from(_PAIRS).map(lambda pair: pair[0]), grafted(st.sampled_from(_REAL), _VALUES, _KEYS))


def _check(drawn: tuple[dict[str, Any], Any]) -> None:
    api, tree = drawn
    text = json.dumps(tree, indent=1)
    document = parse(text.encode(), "pact.json")
    try:
        pact = read_pact(document)
    except InputError as error:
        refused_well(error, text, "pact.json")
        return
    for finding in verify(pact, contract_of(api)).findings:
        assert finding.message.strip()
        assert finding.old is not None
        inside(finding.old.line, finding.old.column, text)


TARGET = Target("pacts", _EXAMPLES, plain(_check), seconds=5.0)
