"""Comparisons whose result is kept: the same documents under the same promise are compared once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from govkit.findings import Finding
from govkit.gate.cache import cache_at, name_of, of_this_code
from govkit.gate.estates.watched import findings_form
from govkit.gate.options import Options
from govkit.spec.openapi import Contract

_WORTH_KEEPING = 0.2
"""Seconds; what is found faster than that is found again."""
_DECIDING = ("jsonschema-rs",)


def kept(old: Contract, new: Contract, options: Options, compare: Callable[[], list[Finding]]) -> list[Finding]:
    """What `compare` finds between two contracts, or what it found when all that it reads was the same."""
    return found_once(options, lambda: (*_judging(options), *texts_of(old), *texts_of(new)), compare)


def found_once(
    options: Options,
    depends_on: Callable[[], Iterable[str | bytes]],
    find: Callable[[], list[Finding]],
    may_keep: Callable[[list[Finding]], bool] = lambda _: True,
) -> list[Finding]:
    """What `find` finds, or what it found when all that it depends on was the same. Finds anew without a cache.

    `may_keep` tells afterwards whether that was all that it depended on.
    """
    cache = cache_at(Path.cwd()) if options.cache else None
    if cache is None:
        return find()
    form = findings_form()
    name = name_of(of_this_code(), *depends_on())
    known = cache.get(name)
    if known is not None:
        found: list[Finding] = form.validate_json(known)
        return found
    start = time.monotonic()
    findings = find()
    if (
        time.monotonic() - start > _WORTH_KEEPING
        and may_keep(findings)
        and not any(one.provisional for one in findings)
    ):
        try:
            cache.put(name, form.dump_json(findings))
        except ValueError:  # such as half of a surrogate pair, which JSON text cannot hold
            return findings
    return findings


def _judging(options: Options) -> Iterator[str]:
    """What verdicts depend on beside the documents."""
    from importlib.metadata import version

    yield from map(version, _DECIDING)
    yield options.profile or ""
    yield str(options.unproven)
    yield ",".join(sorted(options.asserted))


def texts_of(contract: Contract) -> Iterator[str | bytes]:
    """A description and all that it refers to, with the names that findings give them."""
    yield contract.document.path
    yield contract.name
    documents = sorted(contract.library.documents, key=lambda document: document.path)
    yield str(len(documents))
    for document in documents:
        yield document.path
        for part in document.parts:  # more than one where a document was made from others
            yield part.label
            yield part.data
