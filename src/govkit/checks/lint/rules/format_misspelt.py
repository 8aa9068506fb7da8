"""Finds formats that nobody knows, and that are called nearly like one."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_MEANT = {
    **dict.fromkeys(("datetime", "date_time", "dateTime", "iso8601", "iso-8601", "rfc3339", "DateTime"), "date-time"),
    **dict.fromkeys(("guid", "UUID", "GUID", "uuid4", "uuidv4"), "uuid"),
    **dict.fromkeys(("url", "URL", "URI", "uri-format"), "uri"),
    **dict.fromkeys(("e-mail", "Email", "email-address"), "email"),
    **dict.fromkeys(("integer32", "int"), "int32"),
    **dict.fromkeys(("long", "integer64"), "int64"),
    **dict.fromkeys(("ip", "ip4", "ip-address"), "ipv4"),
    "base64": "byte",
    "full-date": "date",
}


def check(site: Site) -> Hit | None:
    """A schema with a format for which there is another word."""
    said = site.raw.get("format")
    if not isinstance(said, str) or said not in _MEANT:
        return None
    return Hit(f"there is no format {code(said)}; {code(_MEANT[said])} is probably meant", ("format",))


RULE = Rule(
    id="format-misspelt",
    severity=Severity.INFO,
    summary="Checks that formats are called as the registry calls them.",
    rationale=(
        "A format that is not known is ignored, by validators and generators alike: the schema reads as if it were bounded, "
        "and is not (https://spec.openapis.org/registry/format/)."
    ),
    fix="Write the format as it is registered; values that it refuses are refused then.",
    on=Look("schema", keys=("format",), gather=Gather.OWNER),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Instant: {type: string, format: datetime, description: When.}
            """),
            finds=("/components/schemas/Instant/format",),
        ),
        Example(
            None,
            schemas("""
                Instant: {type: string, format: date-time, description: When.}
                Order: {type: string, format: order-number, description: Which.}
            """),
            because="One is registered, and the other is a format of one's own.",
        ),
    ),
)
