"""What people do with exceptions by a form: said first what would happen, and done when that is confirmed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govkit.client.jsontext import loads
from govkit.errors import UsageError
from govkit.portal.page import Ask
from govkit.portal.pages._runtime import runtime
from govkit.reports.jsontext import dumps

if TYPE_CHECKING:
    from govkit.sync.exceptions.actions import Actions, Change
    from govkit.sync.exceptions.listing import Narrowed

_SURE = "sure"
_FIELDS = ("does", "ids", "reason", "body", "patch", "step", "answer")
"""What a confirmation sends once more."""
_IN_JSON = ("body", "patch", "answer")
_SHOWN = 500
"""Exceptions of which an outcome tells one by one."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done: what its button says, and how it is done."""

    title: str
    do: Callable[[Ask, Actions, Narrowed], list[Change]]
    is_for_one: bool = False


def acted(ask: Ask, ids: tuple[int, ...], here: str, back: str) -> dict[str, Any]:
    """The page that tells what an act does, or did; `here` takes its forms. Raises NoRuntime."""
    act, sure = ACTS.get(ask.sent("does")), ask.sent(_SURE) == "yes"
    found: list[Change] = []
    wrong = ""
    try:
        found = changes(ask, act, ids, dry_run=not sure)
    except UsageError as error:
        wrong = " ".join(filter(None, (f"{error.message}.", error.hint)))
    refused = sum(1 for one in found if one.refused)
    return {
        "title": f"{act.title if act else 'Nothing'}: {'done' if sure and not wrong else 'what would happen'}",
        "template": "outcome",
        "trail": [("Exceptions", "/exceptions")],
        "changes": found[:_SHOWN],
        "total": len(found),
        "refused": refused,
        "acts": len(found) - refused,
        "wrong": wrong,
        "sure": sure,
        "act": act,
        "fields": {name: _once_more(name, ask.sent(name)) for name in _FIELDS if name in ask.form},
        "edited": _edited(ask.form.get("body", "")),
        "path": ask.links.to(here),
        "back": back,
    }


def _once_more(name: str, text: str) -> str:
    """What a confirmation sends of a field: JSON on one line, with escapes for what a page would not show."""
    if name not in _IN_JSON:
        return text
    try:
        return " ".join(line.strip() for line in dumps(loads(text)).split("\n"))
    except ValueError:
        return text


def _edited(text: str) -> str:
    """A body as it is edited further: laid out where it is JSON, else as it was written."""
    try:
        return dumps(loads(text))
    except ValueError:
        return text


def changes(ask: Ask, act: Act | None, ids: tuple[int, ...], *, dry_run: bool) -> list[Change]:
    """What an act does to exceptions, or would do. Raises UsageError, InputError, NoRuntime."""
    from govkit.sync.exceptions.actions import Actions
    from govkit.sync.exceptions.listing import Narrowed

    if act is None or (act.is_for_one and len(ids) != 1):
        raise UsageError("the form does not say what is to be done")
    if not ids:
        raise UsageError("no exception is named", hint="There are none that are so any more.")
    with runtime(ask) as database:
        actions = Actions(database, actor=ask.actor.name, now=time.time, dry_run=dry_run)
        return act.do(ask, actions, Narrowed(ids=ids))


def _retry(ask: Ask, actions: Actions, which: Narrowed) -> list[Change]:
    return actions.retry(which, from_step=ask.sent("step") or None)


def _retry_current(ask: Ask, actions: Actions, which: Narrowed) -> list[Change]:
    from govkit.sync.exceptions.ways import repinning

    ask.state.estate.refuse_problems()
    return actions.retry(which, current=repinning(ask.state.estate, time.time), from_step=ask.sent("step") or None)


def _replay(ask: Ask, actions: Actions, which: Narrowed) -> list[Change]:
    from govkit.sync.exceptions.estates import replays

    ask.state.estate.refuse_problems()
    subscriptions, keep = replays(ask.state.estate, time.time)
    return actions.replay(which, subscriptions, keep)


def _dismiss(ask: Ask, actions: Actions, which: Narrowed) -> list[Change]:
    return actions.dismiss(which, ask.sent("reason"))


def _mend(ask: Ask, actions: Actions, which: Narrowed) -> list[Change]:
    return _mended(ask, actions, which, json_sent(ask, "body", "the body"), is_patch=False)


def _patch(ask: Ask, actions: Actions, which: Narrowed) -> list[Change]:
    return _mended(ask, actions, which, json_sent(ask, "patch", "the patch"), is_patch=True)


def _mended(ask: Ask, actions: Actions, which: Narrowed, given: Any, *, is_patch: bool) -> list[Change]:
    from govkit.spec.documents.merging import merged
    from govkit.sync.exceptions.estates import mending
    from govkit.sync.values import MISSING

    ask.state.estate.refuse_problems()

    def edit(body: Any) -> Any:
        return merged(None if body is MISSING else body, given) if is_patch else given

    return actions.mend(which, edit, mending(ask.state.estate, ask.state.contract))


def _absent(_: Ask, actions: Actions, which: Narrowed) -> list[Change]:
    return actions.decide(which.ids[0], "absent")


def _committed(ask: Ask, actions: Actions, which: Narrowed) -> list[Change]:
    from govkit.sync.values import MISSING

    answer = json_sent(ask, "answer", "the answer") if ask.sent("answer") else MISSING
    return actions.decide(which.ids[0], "committed", answer)


def json_sent(ask: Ask, name: str, what: str) -> Any:
    """The JSON of a field, its numbers exact. Raises UsageError."""
    try:
        return loads(ask.sent(name))
    except ValueError as error:
        raise UsageError(f"{what} is no JSON: {error}", hint="Go back, and write JSON.") from error


ACTS: Mapping[str, Act] = {
    "retry": Act("Retry", _retry),
    "retry-current": Act("Retry as the workflow is now", _retry_current),
    "replay": Act("Replay the event", _replay),
    "dismiss": Act("Dismiss", _dismiss),
    "mend": Act("Send the edited body", _mend, is_for_one=True),
    "patch": Act("Patch the bodies", _patch),
    "absent": Act("The write was not made", _absent, is_for_one=True),
    "committed": Act("The write was made", _committed, is_for_one=True),
}
"""What can be done, by what forms call it."""
