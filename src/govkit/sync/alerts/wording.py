"""Alerts in words of the business: whose contract, how much, what is against it, what waits, and who is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from govkit.catalog.entries import Estate
from govkit.sync.alerts.sinks import money_of
from govkit.sync.values import Json

_WHY = {
    "unknown": "nobody knows whether {system} made what was written",
    "mapping": "a value has no place in what is to be sent",
    "identity": "it is not clear who it is about",
    "event": "its event does not say whom it is about",
    "internal": "the runtime cannot go on with it",
    "pin": "nobody knows any more what it runs",
    "compensation": "what was written could not be taken back",
    "failed": "{system} does not do it",
    "refused": "{system} refuses it",
    "exhausted": "{system} did not do it, however often it was asked",
}
"""What the kinds of exceptions mean that workflows commonly raise, or the runtime by itself."""

_HOW = {
    "resolved": "is through",
    "superseded": "is needless, since something later stands for it",
    "dismissed": "was let go by people",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What the estate calls things."""

    estate: Estate | None = None

    def system(self, name: str) -> str:
        """A system by its title; also where it is named by its API."""
        estate = self.estate
        if estate is None or not name:
            return name or "the platform"
        api = estate.apis.get(name)
        found = estate.systems.get(name) or (estate.systems.get(str(api.spec.system)) if api is not None else None)
        return found.title if found is not None else name

    def team(self, name: str) -> str:
        """A team by its title."""
        found = self.estate.teams.get(name) if self.estate is not None else None
        return found.title if found is not None else name

    # -------------------------------------------------------------------------------------------------------- messages

    def one(self, kind: str, data: Mapping[str, Json]) -> str:
        """An alert on its own."""
        match kind:
            case "exception":
                return _sentences(f"{self.subject(data)} waits: {self.why(data)}", *self._around(data))
            case "late":
                until = f"it should have been through by {_moment(data.get('expectedBy'))}"
                return _sentences(
                    f"{self.subject(data)} is late: {until}, and is {data.get('state', 'open')}", *self._around(data)
                )
            case "escalated":
                team = self.team(str(data.get("owner", "")))
                asked = f"Nobody of {team} acted; now {data.get('asked', 'somebody else')} is asked"
                waits = f"{self.subject(data)} waits since {_moment(data.get('since'))}: {self.why(data)}"
                return _sentences(waits, asked, *self._blocked(data))
            case "resolved":
                how = _HOW.get(str(data.get("how")), "is settled")
                return _sentences(f"{self.subject(data)} waits no more: it {how}")
            case "platform-down":
                name = self.system(str(data.get("system", "")))
                return _sentences(
                    f"{name} is left alone for a while: it failed too often", "What needs it waits", *self._owner(data)
                )
            case "platform-up":
                return _sentences(f"{self.system(str(data.get('system', '')))} is called again")
        return str(data.get("text") or f"{kind}: {data.get('key', '')}")

    def several(self, kind: str, data: Mapping[str, Json], count: int, amounts: Mapping[str, Decimal]) -> str:
        """Many alerts that have one cause; `data` is that of the first of them."""
        total = ", ".join(_money(amount, currency) for currency, amount in amounts.items())
        what = {
            "exception": f"wait: {self.why(data)}",
            "late": "are late",
            "escalated": f"wait, and nobody acted: {self.why(data)}",
            "resolved": "wait no more",
        }.get(kind, "were told")
        workflow = _words(str(data.get("workflow", "")))
        first = f"{count:,} runs of {workflow}"
        return _sentences(
            f"{first}{f', about {total},' if total else ''} {what}",
            f"The first of them: {self.subject(data)}",
            *(self._owner(data) if kind != "resolved" else ()),
        )

    def subject(self, data: Mapping[str, Json]) -> str:
        """What an alert is about: `Subscription amendment of contract C-1001 for Globex (EU, EUR 12,000.00)`."""
        context = data.get("context", {})
        name = _words(str(data.get("workflow", ""))) or "run"
        parts = [name[:1].upper() + name[1:]]
        if context.get("contract"):
            parts.append(f"of contract {context['contract']}")
        who = context.get("customer")
        if who:
            parts.append(f"for {who}")
        elif not context.get("contract") and data.get("key"):
            parts.append(f"for {data['key']}")
        amount, currency = money_of(data)
        inside = [str(context["region"])] if context.get("region") else []
        inside += [_money(amount, currency)] if amount is not None else []
        return " ".join(parts) + (f" ({', '.join(inside)})" if inside else "")

    def why(self, data: Mapping[str, Json]) -> str:
        """What is against it, by the kind of the exception: never what a platform answered, which may hold anything."""
        kind, status = str(data.get("kind", "")), data.get("status")
        system = self.system(str(data.get("system", "")))
        if kind in _WHY:
            return _WHY[kind].format(system=system)
        refused = isinstance(status, int) and 400 <= status < 500
        return f"{system} {'refuses' if refused else 'does not do'} it ({_words(kind)})"

    def _around(self, data: Mapping[str, Json]) -> Sequence[str]:
        return (*self._blocked(data), *self._owner(data))

    def _blocked(self, data: Mapping[str, Json]) -> Sequence[str]:
        blocked = data.get("blocked") or ()
        return [f"Blocked: {', '.join(map(_words, blocked))}"] if blocked else []

    def _owner(self, data: Mapping[str, Json]) -> Sequence[str]:
        owner = str(data.get("owner", ""))
        return [f"Owner {self.team(owner)}"] if owner else []


def _sentences(*said: str) -> str:
    """Sentences on one line; nothing in them begins another, or steers a terminal."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", " ".join(f"{one}." for one in said))


def _words(name: str) -> str:
    """A name of the estate as words: `tax-configuration` is `tax configuration`."""
    return re.sub(r"[-_]+", " ", name)


def _money(amount: Decimal, currency: str) -> str:
    return f"{currency} {amount:,f}".strip()


def _moment(at: Json) -> str:
    if not isinstance(at, int | float | Decimal):
        return "some time"
    return datetime.fromtimestamp(float(at), UTC).strftime("%Y-%m-%d %H:%M UTC")
