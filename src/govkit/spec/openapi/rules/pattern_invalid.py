"""Finds patterns that are no regular expression of ECMA-262."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, Pointer
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.problems import Problem, code
from govkit.spec.openapi.rules._samples import schemas
from govkit.spec.openapi.survey import survey_of
from govkit.spec.schemas.patterns import is_regular_expression

_TOKEN = re.compile(r"\\k<\w+>|\\.|\[(?:\\.|[^\]\\])*\]|\{(\d+)(,?)(\d*)\}", re.DOTALL)
"""What is looked at one by one: back references, escapes, classes of characters, numbers of repetitions."""

_ATOM = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]", re.DOTALL)
_FOREIGN = re.compile(r"\(\?P[<=>]|\(\?[a-z]+\)|[*+?]\+")
"""What our validators take and ECMA-262 does not have: Perl's named groups, flags alone, possessive quantifiers."""

_FOREIGN_ATOM = re.compile(r"\\[AZz]|\[\^?\[:\w+:\]")
"""The same for single characters: anchors of Perl, classes of POSIX."""


def check(contract: Contract) -> Iterator[Problem]:
    """Every `pattern`, and every name in `patternProperties`, that validators refuse."""
    for document, pointer, text in _patterns(contract):
        if not _is_understood(text):
            yield Problem(document, pointer, f"the pattern {code(text)} is no regular expression of ECMA-262")


def _is_understood(text: str) -> bool:
    if any(_FOREIGN_ATOM.match(atom) for atom in _ATOM.findall(text)) or _FOREIGN.search(_ATOM.sub("a", text)):
        return False
    return is_regular_expression(text) or is_regular_expression(_tamed(text))


def _patterns(contract: Contract) -> Iterator[tuple[Document, Pointer, str]]:
    for document, pointer, schema in survey_of(contract).spots["schema"]:
        if isinstance(schema.get("pattern"), str):
            yield document, (*pointer, "pattern"), schema["pattern"]
        named = schema.get("patternProperties")
        for text in named if isinstance(named, dict) else ():
            yield document, (*pointer, "patternProperties", text), text


def _tamed(text: str) -> str:
    """The expression without what is right and our validators still do not take: size, back references, `[^]`."""
    return _TOKEN.sub(lambda found: _plain(found, text), text)


def _plain(token: re.Match[str], text: str) -> str:
    written = token.group()
    if written.startswith("\\k<"):
        return "(?:)" if f"(?{written[2:]}" in text else written
    if written.startswith("\\") and written[1:].isdigit():
        groups = len(re.findall(r"(?<!\\)\((?!\?)|\(\?<[^=!]", text))
        return "(?:)" if int(written[1:]) <= groups else written
    if written.startswith("["):
        return written.replace("[^]", r"[\s\S]").replace(r"[\b]", r"\x08")
    low, comma, high = token.groups()
    if low is None or (high and int(low) > int(high)):
        return written
    return "{1}" if not comma else "{1,}" if not high else "{1,2}"


RULE = Rule(
    id="pattern-invalid",
    severity=Severity.WARNING,
    summary="Checks that each pattern is a regular expression that validators understand.",
    rationale=(
        "A validator that does not understand a pattern refuses the whole schema or lets every text pass, and which "
        "of the two depends on the library. JSON Schema means the dialect of ECMA-262 (2020-12 core, section 6.4)."
    ),
    fix="Write it in the dialect of ECMA-262: no `\\A`, `\\Z`, `(?>…)`, `(?i)`, or hyphen between classes.",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            schemas(r"""
                Invoice:
                  type: object
                  properties:
                    number: {type: string, pattern: '\A[A-Z]+\Z'}
            """),
            finds=("/components/schemas/Invoice/properties/number/pattern",),
        ),
        Example(
            None,
            schemas(r"""
                Invoice:
                  type: object
                  properties:
                    number: {type: string, pattern: '^(?<letter>[A-Z])\k<letter>-\d{1,9999}$'}
            """),
            because="Named groups, references to them and long repetitions are part of ECMA-262.",
        ),
    ),
)
