"""Finds files that several entries of different owners name as theirs."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from govkit.catalog.entries import Entry, Estate, Problem
from govkit.catalog.entries.rules._samples import entry, file
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.rules._samples import HEAD, OWNERS, apis
from govkit.gate.lint.view import View, thing_name
from govkit.spec.documents import Pointer


def check(view: View) -> Iterator[Problem]:
    """Files that entries of two teams name, once for each entry behind the first."""
    named: dict[str, list[tuple[Entry[Any], Pointer]]] = defaultdict(list)
    for path, entry_, pointer in _files(view.estate):
        named[posixpath.normpath(path)].append((entry_, pointer))
    for path, many in named.items():
        first = many[0][0]
        for entry_, pointer in many[1:]:
            if entry_ is not first and str(entry_.spec.owner) != str(first.spec.owner):
                message = (
                    f"{path} belongs to {thing_name(entry_)} of `{entry_.spec.owner}` and to {thing_name(first)} of "
                    f"`{first.spec.owner}`"
                )
                yield Problem(entry_.source, pointer, message, entry_.about)


def _files(estate: Estate) -> Iterator[tuple[str, Entry[Any], Pointer]]:
    """The files that entries name, with who names them where."""
    for api in estate.apis.values():
        for index, version in enumerate(api.spec.versions):
            yield version.definition, api, ("spec", "versions", index, "definition")
            yield from (
                (path, api, ("spec", "versions", index, "overlays", at)) for at, path in enumerate(version.overlays)
            )
    for entity in estate.entities.values():
        for index, one in enumerate(entity.spec.versions):
            yield one.definition, entity, ("spec", "versions", index, "definition")
    for consumer in estate.consumers.values():
        yield from ((path, consumer, ("spec", "pacts", at)) for at, path in enumerate(consumer.spec.pacts))


RULE = Rule(
    id="ownership-overlapping",
    severity=Severity.WARNING,
    summary="Checks that no file is named by entries of different owners.",
    rationale=(
        "Where two teams own one file, each waits for the other to mend it, and each may change it without the other: "
        "a change is reviewed by whoever is asked first."
    ),
    fix="Let one of them own it, and the other refer to that entry, or give each a file of its own.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            apis(billing="paths: {}\n")
            + entry(
                "API",
                "invoices",
                "system: billing\nowner: finance\nbusinessOwner: finance\naudience: partner\n"
                "versions: [{version: 1.0.0, definition: ./specs/billing.yaml}]",
            ),
            finds=("catalog/apis/invoices.yaml#/spec/versions/0/definition",),
        ),
        Example(
            None,
            OWNERS
            + entry(
                "API",
                "billing",
                "system: billing\nowner: revenue\nbusinessOwner: finance\naudience: partner\nversions:\n"
                "  - {version: 1.0.0, definition: specs/a.yaml, overlays: [specs/fix.yaml]}\n"
                "  - {version: 1.1.0, definition: specs/b.yaml, overlays: [specs/fix.yaml]}",
            )
            + file("specs/a.yaml", HEAD)
            + file("specs/b.yaml", HEAD),
            because="Two versions of one API share an overlay, and have one owner.",
        ),
    ),
)
