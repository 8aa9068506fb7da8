"""Names of operations and schemas as parts of paths and of files: readable, each its own, none of them too long."""

from __future__ import annotations

from collections.abc import Iterable

from govkit.portal.links import slug

_LONGEST = 100


def slugs(names: Iterable[str]) -> dict[str, str]:
    """A part of a path for each name, whatever the names are: `GET /invoices/{id}` is `GET-invoices-id`.

    No two are equal, also where case does not count, as in the files of some systems; none is `.` or `..`.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        start = slug(name).strip(".-")[:_LONGEST] or "unnamed"
        made, count = start, 1
        while made.lower() in taken:
            count += 1
            made = f"{start}-{count}"
        taken.add(made.lower())
        found[name] = made
    return found
