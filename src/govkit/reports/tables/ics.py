"""The days of deprecations as a calendar (RFC 5545): each an event of a whole day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from govkit import __version__
from govkit.errors import UsageError
from govkit.reports.format import RenderOptions
from govkit.reports.spans import visible

if TYPE_CHECKING:
    from govkit.gate.answers.report import Report

_OCTETS = 75


def render(report: Report, options: RenderOptions) -> str:
    """The calendar. Raises UsageError for a report that has no days."""
    table = next((one for one in report.tables if one.name == "deprecations"), None)
    if table is None:
        raise UsageError(f"the report {report.name} has no calendar", hint="`govkit report deprecations` has one")
    names = [column.name for column in table.columns]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//govkit//{__version__}//EN", "CALSCALE:GREGORIAN"]
    for row in table.rows:
        said = dict(zip(names, row, strict=True))
        name = f"{said['api']}@{said['version']}"
        successor = f" Successor: {said['successor']}." if said["successor"] else ""
        about = f"{said['reason'] or ''}{successor} Consumers: {said['consumers']}."
        for word, title in (("deprecated", "is deprecated"), ("sunset", "may be gone")):
            day = said[word]
            if isinstance(day, date):
                lines += _event(f"{name}/{word}", f"{name} {title}", about, day, report.on)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(identity: str, title: str, about: str, day: date, on: date) -> list[str]:
    uid = hashlib.sha256(identity.encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@govkit",
        f"DTSTAMP:{on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        *([f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"] if day < date.max else []),
        f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(about)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    """A text with what means something escaped (section 3.3.11)."""
    plain = visible(" ".join(value.split()))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, the further ones begun by a space (section 3.1); no character is cut."""
    taken, size = "", 0
    for character in line:
        width = len(character.encode("utf-8", "surrogatepass"))
        if size + width > _OCTETS:
            yield taken
            taken, size = " ", 1
        taken += character
        size += width
    yield taken
