"""Words for values that their schemas refuse."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.findings import Severity
from govkit.spec.documents import format_pointer
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.problems import Problem, code
from govkit.spec.openapi.rules._values import MOST, MOST_SCHEMAS, Case, judged
from govkit.spec.openapi.survey import survey_of
from govkit.spec.schemas.validators import Refusal

_LONGEST = 110


def problems(contract: Contract, keyword: str) -> Iterator[Problem]:
    """The refused values of one keyword, `default` or `example`, each once however many schemas refuse it."""
    found = judged(survey_of(contract))
    seen = set()
    for case, refusals in found.refused:
        place = (id(case.document), case.pointer)
        if case.keyword == keyword and place not in seen:
            seen.add(place)
            yield Problem(case.document, case.pointer, _message(case, refusals), path=_data_path(refusals[0]))
    if found.left_out and keyword == "example":
        message = (
            f"{found.left_out:,} uses of examples were not judged: the limits are {MOST:,} examples and defaults "
            f"in all, and {MOST_SCHEMAS} schemas for one shared example"
        )
        yield Problem(contract.document, (), message, severity=Severity.INFO)


def _message(case: Case, refusals: tuple[Refusal, ...]) -> str:
    first, more = refusals[0], len(refusals) - 1
    where = f" at {code(format_pointer(first.path))}" if first.path else ""
    others = f" ({more} more {'reason' if more == 1 else 'reasons'})" if more else ""
    return f"the {case.keyword} is not what {_schema(case)} allows:{where} {_short(first.message)}{others}"


def _schema(case: Case) -> str:
    """What the schema is called: the component that it is or refers to."""
    reference = case.schema.value.get("$ref") if isinstance(case.schema.value, dict) else None
    if isinstance(reference, str):
        return code(reference.rpartition("/")[2])
    if len(case.schema.pointer) == 3 and case.schema.pointer[:2] == ("components", "schemas"):
        return code(str(case.schema.pointer[2]))
    return "its schema"


def _short(message: str) -> str:
    """The validator's words with the value that they begin with cut in its middle."""
    message = " ".join(message.split())
    return message if len(message) <= _LONGEST else f"{message[:40]}…{message[40 - _LONGEST :]}"


def _data_path(refusal: Refusal) -> str:
    return format_pointer(tuple("*" if isinstance(part, int) else part for part in refusal.path))
