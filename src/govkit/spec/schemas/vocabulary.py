"""Whose language a schema is written in, and which of its formats assert."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Dialect(StrEnum):
    """Whose schema language a document is written in."""

    OPENAPI_3_0 = "3.0"
    OPENAPI_3_1 = "3.1"


@dataclass(frozen=True, slots=True)
class Formats:
    """Which values of `format` assert; the others annotate (JSON Schema 2020-12 validation, section 7)."""

    asserted: frozenset[str]


WIRE_FORMATS = Formats(frozenset({"date", "date-time", "uuid", "int32", "int64"}))
ALL_FORMATS = Formats(
    WIRE_FORMATS.asserted
    | {
        "time",
        "duration",
        "email",
        "idn-email",
        "hostname",
        "idn-hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uri-reference",
        "iri",
        "iri-reference",
        "uri-template",
        "json-pointer",
        "relative-json-pointer",
        "regex",
    }
)
INTEGER_RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
