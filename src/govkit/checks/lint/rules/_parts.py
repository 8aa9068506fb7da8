"""The parts of a schema that hold together."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.surface.sites import Raw, Site

_MOST = 100


def parts_of(site: Site) -> Iterator[Raw]:
    """A schema and all that its `allOf` puts together, one in the other."""
    seen: set[int] = set()
    waiting = [(site.document, site.raw)]
    while waiting and len(seen) < _MOST:
        document, raw = site.surface.plainness.target(*waiting.pop())
        if id(raw) not in seen:
            seen.add(id(raw))
            yield raw
            listed = raw.get("allOf")
            waiting += [(document, one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
