"""Laws of workflows: what the checks accept never meets an undefined value where one is needed."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import yaml
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from govkit.catalog.entries.estate import load_text
from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.facts import (
    CallsItself,
    Fact,
    FailureOpen,
    GoesBack,
    MappingUnfit,
    MayLack,
    Missing,
    NameUnknown,
    NeverSucceeds,
    Open,
    Refused,
    ValueUnknown,
)
from govkit.catalog.workflows.model import OperationCall
from govkit.catalog.workflows.rules._samples import BILLING, LEDGER, flow
from govkit.spec.schemas.standalone import Role
from tests.catalog.workflows.helpers import checking_of
from tests.properties.workflow_runs import Platform, Run, Undefined

_MATTERS = (
    CallsItself,
    FailureOpen,
    GoesBack,
    MappingUnfit,
    MayLack,
    Missing,
    NameUnknown,
    NeverSucceeds,
    Refused,
    ValueUnknown,
)
"""What keeps a workflow from being accepted, as far as values are concerned."""


def kept_from(fact: Fact) -> bool:
    """Whether a fact says that a value may be undefined, or is not what is taken."""
    told = isinstance(fact, Refused) and fact.identifies
    return isinstance(fact, _MATTERS) and not told and not (isinstance(fact, FailureOpen) and fact.quiet)


BILLING_HERE = (
    BILLING.replace(", maxLength: 40}", "}")
    .replace(
        "'404': {$ref: '#/components/responses/Problem'}",
        "'202': {description: Soon., content: {application/json: {schema: {$ref: '#/components/schemas/Soon'}}}}\n"
        "        '204': {description: Nothing.}\n"
        "        '404': {$ref: '#/components/responses/Problem'}",
    )
    .replace("memo: {type: string, maxLength: 100}", "memo: {type: [string, 'null']}")
    .replace(
        "customer: {type: string}}",
        "customer: {type: string}, reference: {type: [string, 'null']}, parts: {type: array, items: {type: object, "
        "required: [sku], properties: {sku: {type: string}, note: {type: string}}}}}",
    )
    .replace("required: [id, invoice]", "required: [id, invoice, reference]")
    .replace(
        "    Posted:\n",
        "    Soon:\n      type: object\n      required: [id]\n"
        "      properties: {id: {$ref: '#/components/schemas/Id'}, memo: {type: string}}\n    Posted:\n",
    )
)  # fmt: skip
LEDGER_HERE = LEDGER.replace(", memo: {type: string, maxLength: 100}}", ", memo: {type: string}}")

PARK = {"name": "park", "type": "end", "x-govkit-exception": {"kind": "exhausted"}}
KINDS = {
    "getInvoice": {
        "body": "$response.body", "memo": "$response.body#/memo", "lines": "$response.body#/lines",
        "sku": "$response.body#/lines/0/sku", "note": "$response.body#/lines/0/note", "total": "$response.body#/total",
    },
    "findDocuments": {
        "items": "$response.body#/items", "number": "$response.body#/items/0/number",
        "state": "$response.body#/items/0/state",
    },
    "bookDocument": {"number": "$response.body#/number", "state": "$response.body#/state", "body": "$response.body"},
    "addNote": {},
    "reverseDocument": {},
}  # fmt: skip
SOURCES = {"getInvoice": "billing", "addNote": "billing"}
INPUTS = ("$inputs.id", "$inputs.invoice", "$inputs.customer", "$inputs.reference", "$inputs.parts#/0/sku")


@st.composite
def conditions(draw: st.DrawFn, texts: list[str], *, answered: bool) -> str:
    """A condition on what may be there."""
    names = [*texts, *(("$response.body#/memo", "$response.body#/items/0/number") if answered else ())]
    atoms = [
        st.builds("{} {} null".format, st.sampled_from(names), st.sampled_from(["==", "!="])),
        st.builds("{} {} 'a'".format, st.sampled_from(names), st.sampled_from(["==", "!="])),
        st.builds("!({} == null)".format, st.sampled_from(names)),
    ]
    if answered:
        statuses = st.sampled_from([200, 201, 202, 204, 404, 422, 500])
        atoms += [st.builds("$statusCode {} {}".format, st.sampled_from(["==", "!=", ">=", "<"]), statuses)] * 2
        atoms += [st.builds("$response.body#/status {} 'open'".format, st.sampled_from(["==", "!="]))]
    atom = st.one_of(atoms)
    shape = draw(st.sampled_from(["{}", "{}", "{}", "{} && {}", "{} || {}", "!({} && {})", "!({} || {})"]))
    return shape.format(*(draw(atom) for _ in range(shape.count("{}"))))


@st.composite
def actions(draw: st.DrawFn, at: int, last: int, texts: list[str], *, failing: bool, answered: bool) -> list[Any]:
    """What may follow a step."""
    found: list[Any] = []
    for number in range(draw(st.integers(0, 2))):
        kinds = ["end", "goto"] if at < last else ["end"]
        kind = draw(st.sampled_from([*kinds, "retry"] if failing else kinds))
        criteria = draw(st.lists(conditions(texts, answered=answered), min_size=0 if not failing else 1, max_size=2))
        action: dict[str, Any] = {"name": f"a{number}", "type": kind}
        if criteria:
            action["criteria"] = [{"condition": one} for one in criteria]
        if kind == "goto":
            action["stepId"] = f"s{draw(st.integers(at + 1, last))}"
        if kind == "retry" and at and draw(st.booleans()):
            action["stepId"] = f"s{draw(st.integers(0, at))}"
        if failing and kind == "end":
            action["x-govkit-exception"] = {"kind": "known"}
        found.append(action)
    return [*found, PARK] if failing else found


@st.composite
def workflows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A workflow of up to five steps, and two that it may call."""
    count = draw(st.integers(1, 5))
    kinds = [draw(st.sampled_from([*KINDS, "part", "one"])) for _ in range(count)]
    steps = []
    for at, kind in enumerate(kinds):
        names = [
            (f"s{n}", one) for n, one in enumerate(kinds) if n != at and draw(st.integers(0, 9)) < (9 if n < at else 1)
        ]
        risky = draw(st.sampled_from(_risky(kinds, at))) if at and draw(st.booleans()) else None
        steps.append(draw(_step(at, count - 1, kind, names, risky)))
        if risky is not None:
            steps[at - 1].setdefault("onSuccess", []).insert(0, draw(_guard(risky, at, count - 1)))
    key = draw(st.sampled_from(["$inputs.invoice"] * 9 + ["$inputs.customer"]))
    start = {"owner": "team:revenue", "trigger": "billing.invoice.posted", "key": key}
    posting = {"workflowId": "posting", "x-govkit-workflow": start, "steps": steps}
    part_texts = ["$inputs.part#/sku", "$inputs.part#/note", "$inputs.extra"]
    part = {
        "workflowId": "part",
        "inputs": {
            "type": "object",
            "required": ["part"],
            "properties": {
                "part": {
                    "type": "object",
                    "required": ["sku"],
                    "properties": {"sku": {"type": "string"}, "note": {"type": "string"}},
                },
                "extra": {"type": "string"},
            },
        },
        "steps": [draw(_operation(0, 1, "addNote", part_texts)), draw(_operation(1, 1, "findDocuments", part_texts))],
    }  # fmt: skip
    required = draw(st.sampled_from([[], ["reference"]]))
    one = {
        "workflowId": "one",
        "inputs": {"type": "object", "required": required, "properties": {"reference": {"type": "string"}}},
        "steps": [draw(_operation(0, 0, "findDocuments", ["$inputs.reference"]))],
        "outputs": {"number": "$steps.s0.outputs.number", "items": "$steps.s0.outputs.items"},
    }
    used = [one for one, kind in ((part, "part"), (one, "one")) if kind in kinds]
    return [posting, *used]


def _risky(kinds: list[str], at: int) -> list[str]:
    """Values that a step may use and that may not be there."""
    outputs = [f"$steps.s{n}.outputs.{name}" for n, one in enumerate(kinds[:at]) for name in KINDS.get(one, ())]
    return [*INPUTS[2:], *(one for one in outputs if not one.endswith((".body", ".items", ".lines")))]


@st.composite
def _guard(draw: st.DrawFn, risky: str, at: int, last: int) -> dict[str, Any]:
    """An action that leads past a step where a value is not there; some are not enough."""
    shapes = ["{} == null"] * 4 + [
        "{} == null || $inputs.id == 'a'",
        "!({} != null)",
        "{} == null && $inputs.id == 'a'",
    ]
    onward = at < last and draw(st.booleans())
    criteria = [{"condition": draw(st.sampled_from(shapes)).format(risky)}]
    guard = {"name": "none", "type": "goto" if onward else "end", "criteria": criteria}
    return guard | ({"stepId": f"s{draw(st.integers(at + 1, last))}"} if onward else {})


@st.composite
def _step(
    draw: st.DrawFn, at: int, last: int, kind: str, names: list[tuple[str, str]], risky: str | None
) -> dict[str, Any]:
    outputs = {**KINDS, "one": {"number": "", "items": ""}, "part": {}}
    there = [(f"$steps.{step}.outputs.{name}", name) for step, one in names for name in outputs[one]]
    texts = [*INPUTS, *(text for text, name in there if name not in ("body", "items", "lines"))]
    if risky is not None:
        texts = ["$inputs.id", risky]
    elif draw(st.integers(0, 3)):
        texts = list(INPUTS[:2])
    lists = ["$inputs.parts", *(text for text, name in there if name == "lines")]
    bodies = [text for text, name in there if name == "body" and dict(names)[text.split(".")[1]] == "getInvoice"]
    step: dict[str, Any] = {"stepId": f"s{at}", "workflowId": kind}
    if kind == "part":
        step["x-govkit-for-each"] = {
            "items": draw(st.sampled_from(lists)),
            "as": "part",
            "key": draw(st.sampled_from(["/sku"] * 9 + ["/note"])),
        }
        if draw(st.booleans()):
            step["parameters"] = [{"name": "extra", "value": draw(st.sampled_from(texts))}]
    elif kind == "one":
        if draw(st.integers(0, 9)):
            step["parameters"] = [{"name": "reference", "value": draw(st.sampled_from(texts))}]
        step["outputs"] = {"number": "$outputs.number", "items": "$outputs.items"}
    else:
        return draw(_operation(at, last, kind, texts, bodies))
    success = draw(actions(at, last, texts, failing=False, answered=False))
    return step | ({"onSuccess": success} if success else {})


@st.composite
def _operation(
    draw: st.DrawFn, at: int, last: int, kind: str, texts: list[str], bodies: list[str] | None = None
) -> dict[str, Any]:
    text = st.sampled_from(texts)
    step: dict[str, Any] = {
        "stepId": f"s{at}",
        "operationId": f"$sourceDescriptions.{SOURCES.get(kind, 'ledger')}.{kind}",
    }
    name, location = {"findDocuments": ("reference", "query"), "reverseDocument": ("number", "path")}.get(
        kind, ("id", "path")
    )
    if kind != "bookDocument":
        step["parameters"] = [{"name": name, "in": location, "value": draw(text)}]
    elif bodies and draw(st.booleans()):
        body = {"x-govkit-mapping": "document-out", "payload": {"invoice-in": draw(st.sampled_from(bodies))}}
        step["requestBody"] = body
    else:
        totals = [one for one in texts if one.endswith(".total")]
        payload = {"reference": draw(text), "amount": draw(st.sampled_from(["5", *totals]))}
        step["requestBody"] = {"payload": payload | ({"memo": draw(text)} if draw(st.booleans()) else {})}
    if kind == "addNote":
        note = draw(st.one_of(text, st.builds("of {{{}}}".format, text)))
        step["requestBody"] = {
            "payload": {
                "text": note,
                "urgent": draw(st.sampled_from([True, "$inputs.urgent"])) if draw(st.integers(0, 9)) == 0 else True,
            }
        }
    usual = st.builds(
        "$statusCode {}".format, st.sampled_from(["< 300", "== 200", "== 201", "!= 404", "< 500", "!= 422"])
    )
    criteria = (
        draw(st.lists(st.one_of(usual, conditions(texts, answered=True)), max_size=2))
        if not draw(st.integers(0, 3))
        else []
    )
    if criteria:
        step["successCriteria"] = [{"condition": one} for one in criteria]
    outputs = dict(KINDS[kind])
    if outputs and draw(st.integers(0, 9)) == 0:
        outputs["memo"] = "$response.body#/nothing"
    if outputs:
        step["outputs"] = outputs
    success = draw(actions(at, last, texts, failing=False, answered=True))
    return (
        step
        | ({"onSuccess": success} if success else {})
        | {"onFailure": draw(actions(at, last, texts, failing=True, answered=True))}
    )


@cache
def descriptions() -> dict[str, Any]:
    return {"billing": yaml.safe_load(BILLING_HERE), "ledger": yaml.safe_load(LEDGER_HERE)}


HEAD = {
    "arazzo": "1.1.0",
    "info": {"title": "Posting", "version": "1.0.0"},
    "sourceDescriptions": [
        {"name": name, "type": "openapi", "url": f"../../specs/{name}.yaml"} for name in ("billing", "ledger")
    ],
}


def estate_with(listed: list[dict[str, Any]]) -> str:
    """The estate of the examples with other workflows."""
    text = flow("", billing=BILLING_HERE, ledger=LEDGER_HERE)
    _, _, rest = text.partition("# file: specs/billing.yaml")
    document = json.dumps({**HEAD, "workflows": listed})
    return f"# file: catalog/workflows/posting.arazzo.yaml\n{document}\n# file: specs/billing.yaml{rest}"


@settings(
    max_examples=max(settings().max_examples // 4, 10),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(workflows(), st.integers(0, 2**32))
def test_what_is_accepted_never_meets_an_undefined_value(listed: list[dict[str, Any]], seed: int) -> None:
    estate = load_text(estate_with(listed))
    checking = checking_of(estate)
    assert not checking.read.problems, checking.read.problems
    (document,) = checking.read.documents
    facts = [fact for checked in checking.document(document).values() for fact in checked.facts]
    found = [fact for fact in facts if kept_from(fact)]
    event("accepted" if not found else f"refused: {type(found[0]).__name__}")
    if found:
        return
    open_ = any(isinstance(fact, Open) for fact in facts)

    def refused(call: OperationCall, body: Any) -> str:
        workflow = document.workflows["posting"]
        version = checking.setting.contracts.of(workflow, call.operation.source)
        assert version is not None
        operation = checking.setting.contracts.operations(version)[call.operation.id]
        takes = checking.setting.contracts.request(Called(version, operation), "application/json")
        assert takes is not None
        told = checking.setting.fitting.validator(takes, Role.PLAIN).refusals(body, 1)
        return told[0].message if told and (not open_ or told[0].keyword == "required") else ""

    rng = random.Random(seed)
    platform = Platform(descriptions(), rng)
    for _ in range(40):
        try:
            Run(document, platform, refused).start("posting", platform.event("billing", "invoice.posted"))
        except Undefined as error:
            raise AssertionError(f"{error}: {json.dumps(listed)}") from error
