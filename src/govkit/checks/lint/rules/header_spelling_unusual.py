"""Finds well-known headers that are written otherwise than everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import ValueSite
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, Pointer
from govkit.spec.documents.edits import Edit, Put, Rename
from govkit.spec.openapi.problems import Problem, code

_KNOWN = {
    name.lower(): name
    for name in (
        *("ETag", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "Last-Modified", "Location"),
        *(
            "Retry-After",
            "Idempotency-Key",
            "Deprecation",
            "Sunset",
            "Link",
            "Content-Location",
            "Cache-Control",
            "Vary",
        ),
        *("Accept-Language", "Content-Language", "Content-Disposition", "Request-Id", "X-Request-Id", "Allow", "Range"),
        *("Content-Range", "Accept-Ranges", "WWW-Authenticate", "Expires", "Prefer", "Traceparent", "Content-Length"),
    )
}
_EQUAL = frozenset({"traceparent", "X-Request-ID", "Request-ID"})


def check(surface: Surface) -> Iterator[Problem]:
    """Every well-known header in another case; where nearly all headers are in lower case, that is a style."""
    sites: list[ValueSite] = [*surface.headers, *(one for one in surface.parameters if one.location == "header")]
    lower = sum(1 for one in sites if one.name.islower())
    if lower * 2 > len(sites):
        return
    for site in sites:
        known = _KNOWN.get(site.name.lower())
        if known is not None and site.name != known and site.name not in _EQUAL:
            text = f"the header {code(site.name)} is written {code(known)} everywhere else"
            yield Problem(site.document, site.pointer, text)


def mend(document: Document, pointer: Pointer) -> Iterator[Edit]:
    """Writes the header as it is written everywhere; on the wire case does not matter."""
    if pointer[-2:-1] == ("headers",):
        yield Rename(pointer, _KNOWN[str(pointer[-1]).lower()])
    else:
        yield Put(pointer, "name", _KNOWN[document.node(pointer).value["name"].lower()])


RULE = Rule(
    id="header-spelling-unusual",
    severity=Severity.INFO,
    summary="Checks that well-known headers are written as everywhere.",
    rationale="Case does not matter on the wire (RFC 9110, section 5.1), and does to whoever searches for the name.",
    fix="Write it as its specification does; on the wire nothing changes.",
    on=Look("document"),
    when=check,
    mend=mend,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL, headers:
                    {Etag: {description: Its version., schema: {type: string}}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/200/headers/Etag",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL, headers:
                    {ETag: {description: Its version., schema: {type: string}}}}, FAILURES}}
            """),
            because="So it is written.",
        ),
    ),
)
