"""Finds addresses of servers that end in a slash."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, Pointer
from govkit.spec.documents.edits import Edit, Put
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A server whose address ends in a slash; one that is nothing else stands for where the document is."""
    url = site.name.strip()
    if url.endswith("/") and len(url) > 1 and not url.endswith("://"):
        return Hit(f"the address {code(site.name, 100)} ends in a slash, and paths begin with one", ("url",))
    return None


def mend(document: Document, pointer: Pointer) -> Iterator[Edit]:
    """Leaves the slash out: to clients that take one of two out, the address is the same."""
    yield Put(pointer[:-1], "url", document.node(pointer).value.strip().rstrip("/"))


RULE = Rule(
    id="server-url-with-trailing-slash",
    severity=Severity.INFO,
    summary="Checks that the address of a server does not end in a slash.",
    rationale=(
        "Paths are appended as they are (OpenAPI 3.1.1, section 4.8.8), which makes two slashes. Some tools take one out, "
        "others ask for `//invoices`, which is another address."
    ),
    fix="Leave the last slash out.",
    on=Look("server"),
    when=check,
    mend=mend,
    examples=(
        Example(
            None,
            whole("""
                servers: [{url: "https://api.example.com/"}]
            """),
            finds=("/servers/0/url",),
        ),
        Example(
            None,
            whole("""
                servers: [{url: "/"}, {url: "https://api.example.com"}]
            """),
            because="A slash alone is the root of where the document is.",
        ),
    ),
)
