"""Names that APIs give to the same things, and how names are compared."""

from __future__ import annotations

import re

CREATED = frozenset(
    [
        "createdat",
        "created",
        "createdon",
        "creationdate",
        "datecreated",
        "createdate",
        "createtime",
        "creationtime",
        "createddate",
    ]
)
UPDATED = frozenset(
    [
        "updatedat",
        "updated",
        "modifiedat",
        "updatedon",
        "modified",
        "lastmodified",
        "lastupdated",
        "lastmodifiedat",
        "updatetime",
        "changedat",
        "modifiedon",
        "dateupdated",
        "updateddate",
    ]
)
VERSIONS = frozenset({"version", "revision", "lockversion"})
SIZES = frozenset(["limit", "perpage", "pagesize", "size", "count", "maxresults", "first", "top", "take", "pagelimit"])
CURSORS = frozenset(
    ["cursor", "pagetoken", "startingafter", "after", "nexttoken", "continuationtoken", "nextcursor", "pagecursor"]
)
PAGES = frozenset({"page", "pagenumber", "pageno", "pageindex"})
OFFSETS = frozenset({"offset", "skip", "start", "startindex", "from"})
NEXTS = frozenset(
    ["nextcursor", "nextpagetoken", "nexttoken", "next", "cursor", "after", "endcursor", "continuationtoken"]
)
MORES = frozenset({"hasmore", "hasnext", "more", "hasnextpage"})
FRAME = frozenset(
    [
        "object",
        "kind",
        "meta",
        "pagination",
        "paging",
        "links",
        "url",
        "self",
        "first",
        "last",
        "href",
        "etag",
        "apiversion",
    ]
)
"""What else stands around a list."""

AROUND = frozenset(
    [
        "meta",
        "metadata",
        "pagination",
        "paging",
        "page",
        "pages",
        "pageinfo",
        "cursors",
        "cursor",
        "links",
        "listmetadata",
    ]
)
"""Members of a frame that hold what it says."""

FILTERS = frozenset({"filter", "filters", "where", "query", "criteria", "conditions"})
RANGES = {"gt": 1, "gte": 1, "from": 1, "after": 1, "since": 1, "min": 1, "ge": 1} | {
    "lt": -1, "lte": -1, "to": -1, "before": -1, "until": -1, "max": -1, "le": -1
}  # fmt: skip
"""Words for the ends of a range, and on which side of them it lies."""

SEARCHES = frozenset({"search", "query", "find", "filter"})
"""Last words of paths where a list is asked for by a body."""

TOTALS = frozenset(["total", "totalcount", "totalitems", "totalresults", "totalrecords", "totalelements", "count"])
PAGE_COUNTS = frozenset({"totalpages", "pagecount", "pages", "lastpage"})
SORTS = frozenset(["sort", "sortby", "orderby", "order", "ordering"])
DIRECTIONS = frozenset({"direction", "sortdirection", "sortorder", "order", "sortdir"})
SINCE = ("since", "after", "from", "gte", "gt", "min")
UNTIL = ("until", "before", "to", "lte", "lt", "max")


PARAMETER = re.compile(r"\{([^{}]*)\}")
"""A parameter in the template of a path."""


def ends_in_parameter(path: str) -> bool:
    """Whether the last segment of a path is a parameter."""
    return PARAMETER.fullmatch(path.rpartition("/")[2]) is not None


def plain(name: str) -> str:
    """A name without case and joints: `customer_id`, `customerId` and `Customer-ID` are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def singular(name: str) -> str:
    """One of the things that a plural English word names, as far as endings tell."""
    if name.endswith("ies") and len(name) > 4:
        return f"{name[:-3]}y"
    if name.endswith(("sses", "shes", "ches", "xes", "zes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


_EITHER = re.compile(r"_or_|-or-|(?<=[a-z0-9])Or(?=[A-Z])")


def identifiers(parameter: str, collection: str) -> list[str]:
    """What the field may be called that a path parameter identifies items by, the likeliest first."""
    one = plain(singular(collection))
    usual = (f"{one}{ending}" for ending in ("id", "number", "no", "code", "key"))
    return list(
        dict.fromkeys((*own_words(parameter, collection), "id", *usual, "uuid", "key", "code", "number", "slug"))
    )


def own_words(parameter: str, collection: str) -> list[str]:
    """What a path parameter itself calls the field, or the fields: `customerIdOrKey` names two."""
    one = plain(singular(collection))
    found: dict[str, None] = {}
    for part in _EITHER.split(parameter):
        word = plain(part)
        found[word] = None
        if rest := word.removeprefix(one):
            found[rest] = None
    return list(found)


def telling(parameter: str, collection: str) -> list[str]:
    """The names among those that stand nowhere but in an item: frames have a `code` too."""
    one = plain(singular(collection))
    return list(dict.fromkeys((*own_words(parameter, collection), "id", f"{one}id", "uuid")))
