"""Periods that figures are about, each with the one before that it is compared with. All days are those of UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from govkit.errors import UsageError

_LAST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment, which belongs to it, to another, which does not."""

    since: float
    until: float

    def holds(self, column: sa.ColumnElement[float] | sa.Column[float]) -> sa.ColumnElement[bool]:
        """Whether the moment in a column is in it."""
        return sa.and_(column >= self.since, column < self.until)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.until - self.since

    def __str__(self) -> str:
        return f"{_shown(self.since)} to {_shown(self.until)}"


def spans(
    now: float, *, since: float | None = None, until: float | None = None, period: str | None = None
) -> tuple[Span, Span]:
    """The period that is meant, and the one before it.

    With nothing said it is the month so far; a period that is not over is compared with as much of the one before.
    Raises UsageError for a period that ends before it begins, that is said twice, or that no run can lie in.
    """
    for moment in (since, until):
        if moment is not None and not 0 <= moment < _LAST:
            raise UsageError("the period is outside of the years 1970 to 9998", hint="write it as 2026-03-01")
    if since is not None and until is not None:
        if period is not None:
            raise UsageError("the period is said twice", hint="give two of --since, --until and --period")
        return _before(_checked(since, until))
    if since is not None:
        end = now if period is None else _moved(since, period, 1)
        return _before(_checked(since, end))
    if until is not None:
        begin = _moved(until, period or "month", -1)
        return Span(begin, until), Span(_moved(begin, period or "month", -1), begin)
    return _calendar(now, period or "month")


def _checked(since: float, until: float) -> Span:
    if since >= until:
        raise UsageError(
            f"the period ends at {_shown(until)}, before it begins at {_shown(since)}",
            hint="--since names its first moment, --until the first behind it",
        )
    return Span(since, until)


def _before(span: Span) -> tuple[Span, Span]:
    return span, Span(max(0.0, span.since - span.seconds), span.since)


def _calendar(now: float, period: str) -> tuple[Span, Span]:
    """The day, week (from Monday) or month that the last moment before `now` lies in, as far as it is over."""
    day = datetime.fromtimestamp(now, UTC) - timedelta(microseconds=1)
    begin = day.replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "week":
        begin -= timedelta(days=begin.weekday())
    elif period == "month":
        begin = begin.replace(day=1)
    since = begin.timestamp()
    earlier = _moved(since, period, -1)
    if now >= _moved(since, period, 1):
        return Span(since, now), Span(earlier, since)
    return Span(since, now), Span(earlier, min(since, earlier + now - since))


def _moved(at: float, period: str, by: int) -> float:
    """A moment a day, a week or a month later or earlier; the last of a month where that has no such day."""
    moment = datetime.fromtimestamp(at, UTC)
    if period != "month":
        return (moment + timedelta(days=by * (7 if period == "week" else 1))).timestamp()
    months = moment.year * 12 + moment.month - 1 + by
    year, month = divmod(months, 12)
    following = datetime(year + (month == 11), (month + 1) % 12 + 1, 1, tzinfo=UTC)
    last = (following - timedelta(days=1)).day
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last)).timestamp()


def _shown(at: float) -> str:
    """A moment; a day where it is the first of one."""
    moment = datetime.fromtimestamp(at, UTC)
    is_day = moment == moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment.strftime("%Y-%m-%d" if is_day else "%Y-%m-%dT%H:%M:%SZ")
