"""Operations by which people do something about exceptions: one or many, each with a dry run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from govkit.portal.api.operation import KEY, Call, Operation
from govkit.portal.api.schemas import SAID, Json, anything, flag, listed, number, one_of, said, words
from govkit.portal.pages._acting import ACTS, changes
from govkit.portal.security.roles import Role
from govkit.reports.jsontext import dumps

_MOST = 10_000
_DRY = flag("Whether only what would happen is told.", default=False)
_IDS = {
    **listed("The numbers of the exceptions.", number("The number of an exception."), _MOST),
    "minItems": 1,
    "uniqueItems": True,
}


def _acting(form_of: Callable[[Json], dict[str, str]]) -> Callable[[Call], Json]:
    """An operation that does what a form of a page does."""

    def made(call: Call) -> Json:
        body = call.body
        numbers = [int(one) for one in body["ids"]] if "ids" in body else [int(body["id"])]
        form = form_of(body)
        ask = replace(call.ask, form=form)
        dry_run = bool(body.get("dryRun", False))
        found = changes(ask, ACTS[form["does"]], tuple(numbers), dry_run=dry_run)
        refused = sum(1 for one in found if one.refused)
        return {
            "dryRun": dry_run,
            "done": len(found) - refused,
            "refused": refused,
            "items": [
                said(
                    exception=str(one.exception.id),
                    isDone=not one.refused,
                    does=one.does or None,
                    refused=one.refused or None,
                    verdict=one.verdict or None,
                    differences=[each.as_json() for each in one.diff] or None,
                )
                for one in found
            ],
        }

    return made


def _retry(body: Json) -> dict[str, str]:
    return {"does": "retry-current" if body.get("current") else "retry", "step": body.get("step", "")}


def _replay(_: Json) -> dict[str, str]:
    return {"does": "replay"}


def _edit(body: Json) -> dict[str, str]:
    if "body" in body:
        return {"does": "mend", "body": dumps(body["body"])}
    return {"does": "patch", "patch": dumps(body["patch"])}


def _decide(body: Json) -> dict[str, str]:
    answer = {"answer": dumps(body["answer"])} if "answer" in body else {}
    return {"does": body["verdict"], **answer}


def _dismiss(body: Json) -> dict[str, str]:
    return {"does": "dismiss", "reason": body["reason"]}


def _body(required: Json, optional: Json | None = None, **more: Any) -> Json:
    return {
        "type": "object",
        "description": "What is to be done, and to which exceptions.",
        "properties": {**required, **(optional or {}), "dryRun": _DRY},
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


_OUTCOME: Any = {
    "dryRun": True,
    "done": 1,
    "refused": 0,
    "items": [{"exception": "17", "isDone": True, "does": "run 41 goes on at post"}],
}


def _operation(id_: str, path: str, summary: str, description: str, form: Callable[[Json], dict[str, str]], body: Json,
               sent: Json) -> Operation:  # fmt: skip
    return Operation(
        id=id_,
        method="post",
        path=path,
        tag="Exceptions",
        summary=summary,
        description=f"{description} Each exception is acted on by itself: what is refused of one holds no other up.",
        make=_acting(form),
        answer="Outcome",
        told="What was done, or would be.",
        parameters=(KEY,),
        body=body,
        sent={**sent, "dryRun": True},
        example=_OUTCOME,
        needs=Role.OPERATOR,
        of_runtime=True,
        may_conflict=True,
    )


OPERATIONS = (
    _operation(
        "retryExceptions", "/retries", "Retry exceptions",
        "Lets runs go on where they failed, or from an earlier step.",
        _retry,
        _body(
            {"ids": _IDS},
            {
                "step": words("The earlier step from which they go on."),
                "current": flag("Whether they go on as the workflow is now.", default=False),
            },
        ),
        {"ids": ["17"]},
    ),
    _operation(
        "replayExceptions", "/replays", "Replay the events of exceptions",
        "Sends their events once more to their workflows, as these are now.",
        _replay, _body({"ids": _IDS}), {"ids": ["17"]},
    ),
    _operation(
        "editExceptions", "/edits", "Edit failed requests",
        "Sends another body, of one exception, or patches the bodies of many (RFC 7396).",
        _edit,
        _body(
            {"ids": _IDS},
            {"body": anything("The body to send, of one exception."), "patch": anything("A JSON merge patch.")},
            oneOf=[{"required": ["body"]}, {"required": ["patch"]}],
        ),
        {"ids": ["17"], "patch": {"taxCode": "S-2"}},
    ),
    _operation(
        "decideException", "/decisions", "Decide whether a write was made",
        "Says of a write of which nobody knows whether it was made, and what it answered where it was.",
        _decide,
        _body(
            {
                "id": number("The number of the exception."),
                "verdict": one_of("Whether the write was made.", ("committed", "absent")),
            },
            {"answer": anything("What it would have answered.")},
        ),
        {"id": "17", "verdict": "absent"},
    ),
    _operation(
        "dismissExceptions", "/dismissals", "Dismiss exceptions", "Ends runs where they are; later runs go on.",
        _dismiss,
        _body({"ids": _IDS, "reason": {**words("Why; others read it later.", 500), "pattern": SAID}}),
        {"ids": ["17"], "reason": "written off by finance"},
    ),
)  # fmt: skip
