"""Where written values came from: events, answers, mappings, people; by what the run ran and not what is there now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from govkit.catalog.entries import load_text
from govkit.catalog.entries.rules._samples import entity, entry, file
from govkit.catalog.workflows.loading import read_document
from govkit.cli import govkit as program
from govkit.errors import UsageError
from govkit.sync.exceptions import audit
from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.listing import Narrowed
from govkit.sync.exceptions.mending import Verdict
from govkit.sync.exceptions.queue import Raised, raise_
from govkit.sync.inbox.retention import sweep
from govkit.sync.lineage.tracing import Lineage, Tracer, Write
from govkit.sync.lineage.values import Source, Written
from govkit.sync.running.pins import Pin, Pins, pinned
from govkit.sync.running.stops import Parked, Through
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import EFFECTS, EVENTS, LINKS, PINS, RUNS
from govkit.sync.store.texts import as_text
from govkit.sync.values import MISSING, Json
from tests.sync.running.scripted import KEYED, Trial, answer

STEPS = """\
- stepId: look
  operationId: $sourceDescriptions.erp.getOrder
  outputs: {terms: $response.body#/terms, whole: $response.body}
- stepId: order
  operationId: $sourceDescriptions.erp.createOrder
  parameters: [{name: customer, in: path, value: $inputs.customer}]
  requestBody:
    contentType: application/json
    payload: {days: $steps.look.outputs.terms#/days, kind: renewal, note: 'for {$inputs.customer}, {$inputs.reference}'}
  onFailure:
    - {name: refused, type: end, x-govkit-exception: {kind: refused, compensate: true}}
  outputs: {id: $response.body#/id}
  x-govkit-compensate:
    operationId: $sourceDescriptions.erp.cancelOrder
    parameters: [{name: order, in: path, value: $steps.order.outputs.id}]
- stepId: each
  workflowId: line
  parameters: [{name: order, value: $steps.order.outputs.id}]
  x-govkit-for-each: {items: $inputs.lines, as: item, key: /sku}
"""
MORE = """\
- workflowId: line
  x-govkit-workflow: {owner: ops}
  inputs: {type: object, properties: {order: {type: string}, item: {type: object}}}
  steps:
    - stepId: add
      operationId: $sourceDescriptions.erp.addLine
      requestBody: {contentType: application/json, payload: {order: $inputs.order, amount: $inputs.item#/amount}}
      onFailure:
        - {name: refused, type: end, x-govkit-exception: {kind: refused, compensate: true}}
      x-govkit-compensate: {none: it goes with the order}
"""
EVENT = {
    "customer": "cus_1",
    "reference": "r-1",
    "lines": [{"sku": "a/b", "amount": "1.10"}, {"sku": "c", "amount": "2.00"}],
}
TRAITS = {"createOrder": KEYED, "addLine": KEYED, "cancelOrder": KEYED}


class Stage:
    """A trial whose event, run and pin are in the database, as the runtime has them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.trial = Trial(database, STEPS, TRAITS, MORE)
        self.script = self.trial.platform.script
        self.script["getOrder"] = [answer(200, {"terms": {"days": 30}})]
        self.script["createOrder"] = [answer(201, {"id": "o-1"})]
        self.script["addLine"] = [answer(201, {"id": "l-1"})]
        self.script["cancelOrder"] = [answer(200, {"id": "o-1"})]
        kept(database, self.trial.pin, EVENT, self.trial.clock.now())

    def go(self) -> Through | Parked:
        return self.trial.go_on(**EVENT)

    def writes(self, name: str = "cus_1") -> list[Write]:
        return list(self.object(name).writes)

    def object(self, name: str, **narrowed: Any) -> Lineage:
        with self.database.reading() as connection:
            return Tracer(connection, lambda _run, _stretches: self.trial.journal.kept).object(
                "order", name, **narrowed
            )

    def effect(self, number: int) -> Write:
        with self.database.reading() as connection:
            found = Tracer(connection, lambda _run, _stretches: self.trial.journal.kept).effect(str(number))
        return found.writes[0]


def kept(database: Database, pin: Pin, body: Json, at: float, state: RunState = RunState.DONE) -> None:
    """An event, its run and what that runs, each the first of its sort."""
    with database.begin() as connection:
        Pins().keep(connection, pin, at)
        connection.execute(
            EVENTS.insert().values(
                source="billing", event_id="evt_1", type="billing.x", channel="webhook", body=as_text(body),
                received_at=at,
            )
        )  # fmt: skip
        connection.execute(
            RUNS.insert().values(
                event=1, workflow=pin.workflow, key="cus_1", pin=pin.digest, state=state, stretch=1, created_at=at,
                finished_at=at,
            )
        )  # fmt: skip


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def value(one: Write, pointer: str) -> Written:
    return next(each for each in one.values if each.pointer == pointer)


def came(one: Write, pointer: str) -> list[tuple[str, str, str, Json]]:
    return [(each.kind, each.step, each.pointer, each.value) for each in value(one, pointer).sources]


@pytest.mark.requirement("S7")
def test_each_value_leads_to_the_event_the_answer_or_the_text_that_it_came_from(stage: Stage) -> None:
    assert isinstance(stage.go(), Through)
    order = stage.effect(1)
    assert (order.operation, order.step, order.state, order.status) == ("createOrder", "order", "committed", 201)
    assert order.event is not None
    assert (order.event["source"], order.event["event_id"], order.event["channel"]) == ("billing", "evt_1", "webhook")
    assert came(order, "path customer") == [("event", "", "/customer", "cus_1")]
    assert came(order, "/days") == [("answer", "look", "/terms/days", 30)]
    (days,) = value(order, "/days").sources
    assert (days.call, days.status) == ("erp@1.0.0 getOrder", 200)
    assert came(order, "/kind") == [("constant", "", "", MISSING)]
    assert came(order, "/note") == [("event", "", "/customer", "cus_1"), ("event", "", "/reference", "r-1")]
    assert value(order, "/note").value == "for cus_1, r-1"


def test_a_value_is_followed_through_the_workflow_that_a_step_calls_item_by_item(stage: Stage) -> None:
    stage.go()
    lines = [stage.effect(2), stage.effect(3)]
    assert [one.step for one in lines] == ["each[a/b]/add", "each[c]/add"]
    assert came(lines[0], "/amount") == [("event", "", "/lines/0/amount", "1.10")]
    assert came(lines[1], "/amount") == [("event", "", "/lines/1/amount", "2.00")]
    assert came(lines[1], "/order") == [("answer", "order", "/id", "o-1")]


def test_what_was_taken_back_says_by_which_write(stage: Stage) -> None:
    stage.script["addLine"] = [answer(422, {"detail": "no such thing"})]
    assert isinstance(stage.go(), Parked)
    (order,) = [one for one in stage.writes("o-1") if one.operation == "createOrder"]
    (undo,) = [one for one in stage.writes("o-1") if one.operation == "cancelOrder"]
    assert (order.state, order.decided_by, order.undone_by) == ("absent", "undo", undo.number)
    assert undo.undoes == order.key
    assert came(undo, "path order") == [("answer", "order", "/id", "o-1")]


def test_what_a_person_mended_says_who_and_what_was_there_before(stage: Stage) -> None:
    stage.script["createOrder"] = [answer(422, {"detail": "31 days"}), answer(201, {"id": "o-1"})]
    parked = stage.go()
    assert isinstance(parked, Parked)
    with stage.database.begin() as connection:
        connection.execute(RUNS.update().values(state=RunState.PARKED))
        number = raise_(
            connection,
            Raised(
                run=1, event=1, workflow="trial", key="cus_1", step=parked.step, try_=parked.number, kind="refused",
                owner="ops", at=stage.trial.clock.now(), request=parked.request,
            ),
        )  # fmt: skip
    Actions(stage.database, actor="anna", now=stage.trial.clock.now).mend(
        Narrowed(ids=(number,)), lambda body: {**body, "days": 31}, lambda *_: Verdict()
    )
    stage.trial.resolutions[parked.step, parked.number] = {
        "action": "retry",
        "body": {"days": 31, "kind": "renewal", "note": "for cus_1, r-1"},
    }
    assert isinstance(stage.go(), Through)
    order = next(one for one in stage.writes() if one.state == "committed" and one.operation == "createOrder")
    (mended,) = order.mended
    assert (mended.by, mended.exception, mended.before["days"]) == ("anna", number, 30)
    assert any("31" in text for text in mended.diff)
    assert value(order, "/days").value == 31
    assert came(order, "/days") == [("answer", "look", "/terms/days", 30)], "what the workflow would have sent"


def test_a_later_write_of_the_same_object_is_told_and_the_last_comes_first(stage: Stage) -> None:
    stage.go()
    with stage.database.begin() as connection:
        row = dict(connection.execute(sa.select(EFFECTS).where(EFFECTS.c.id == 1)).one()._mapping)
        del row["id"]
        later = {**row, "key": "gk-later", "event": 1, "last_sent_at": row["last_sent_at"] + 60}
        connection.execute(EFFECTS.insert().values(later))
        other = {**later, "key": "gk-other", "request": as_text({"parameters": {"customer": "cus_2"}})}
        connection.execute(EFFECTS.insert().values(other))
    (latest, *_, first) = [one for one in stage.writes() if one.operation == "createOrder"]
    assert (latest.key, latest.later) == ("gk-later", ())
    assert first.later == (latest.number,), "one for another customer is none, whatever its answer is called"


def test_a_replay_finds_the_write_as_it_was_made(stage: Stage) -> None:
    stage.go()
    stage.trial.replay()
    stage.go()
    orders = [one for one in stage.writes() if one.operation == "createOrder"]
    assert [(one.tries, one.status) for one in orders] == [(1, 201)]


def test_an_estate_that_changed_meanwhile_tells_nothing_of_what_ran(stage: Stage, database: Database) -> None:
    stage.go()
    changed = Trial(database, STEPS.replace("kind: renewal", "kind: $inputs.reference"), TRAITS, MORE)
    with database.begin() as connection:
        Pins().keep(connection, changed.pin, 0.0)
    assert changed.pin.digest != stage.trial.pin.digest
    assert came(stage.effect(1), "/kind") == [("constant", "", "", MISSING)]


def test_a_run_that_was_pinned_anew_to_a_workflow_without_the_step_says_so(stage: Stage, database: Database) -> None:
    stage.go()
    steps = STEPS.replace("stepId: order", "stepId: purchase").replace("steps.order", "steps.purchase")
    changed = Trial(database, steps, TRAITS, MORE)
    with database.begin() as connection:
        connection.execute(RUNS.update().values(pin=Pins().keep(connection, changed.pin, 0.0)))
    order = stage.effect(1)
    assert order.values == ()
    assert "pinned anew" in order.notes[0]


# -------------------------------------------------------------------------------------------------- what is asked for


def test_an_object_is_found_by_whatever_any_system_calls_it(stage: Stage) -> None:
    stage.go()
    link(stage.database, "erp", "order", "o-1")
    link(stage.database, "billing", "order", "b-9")
    assert {one.number for one in stage.writes("b-9")} == {one.number for one in stage.writes("o-1")} == {1, 2, 3}
    assert stage.object("b-9").identifiers == ("billing:order:b-9", "erp:order:o-1")
    assert stage.object("erp:order:o-1").writes == stage.object("o-1").writes


def test_a_name_that_is_part_of_another_is_another(stage: Stage) -> None:
    stage.go()
    assert stage.writes("cus_") == stage.writes("cus_11") == stage.writes("%") == []


def test_fields_and_systems_narrow_it(stage: Stage) -> None:
    stage.go()
    (order,) = stage.object("cus_1", field="/days").writes
    assert [one.pointer for one in order.values] == ["/days"]
    assert stage.object("cus_1", field="day").writes == ()
    assert stage.object("cus_1", system="crm").writes == ()


def test_a_write_that_there_is_not_is_refused(stage: Stage) -> None:
    with stage.database.reading() as connection:
        tracer = Tracer(connection, lambda _run, _stretches: {})
        for name in ("7", "gk-none", "9" * 40, "'; drop table"):
            with pytest.raises(UsageError, match="there is no write"):
                tracer.effect(name)


# --------------------------------------------------------------------------------------------------- what is not there


def test_what_retention_took_away_is_said(stage: Stage) -> None:
    stage.go()
    link(stage.database, "erp", "order", "o-1", by=stage.effect(1).key)
    sweep(stage.database, stage.trial.clock.now() + 1)
    found = stage.object("o-1")
    assert found.writes == ()
    assert "1 earlier write" in found.notes[0]
    assert "retention" in found.notes[0]


def test_answers_that_are_not_kept_are_said_and_the_event_still_tells(stage: Stage) -> None:
    stage.go()
    stage.trial.journal.kept.clear()
    order = stage.effect(1)
    (days,) = value(order, "/days").sources
    assert (days.step, days.value, days.is_kept) == ("look", MISSING, False)
    assert came(order, "path customer") == [("event", "", "/customer", "cus_1")]
    assert "not kept any more" in order.notes[0]


def test_a_pin_that_is_gone_leaves_what_was_sent(stage: Stage) -> None:
    stage.go()
    with stage.database.begin() as connection:
        connection.execute(PINS.delete())
    assert "not kept any more" in stage.effect(1).notes[0]


def link(database: Database, system: str, kind: str, local: str, by: str = "anna") -> None:
    with database.begin() as connection:
        connection.execute(
            LINKS.insert().values(
                entity="order", system=system, type=kind, local=local, golden="erp:order:o-1", at=0.0, by=by
            )
        )


# ------------------------------------------------------------------------------------------------------------ mappings

ESTATE = (
    entity("fields: {name: {record: crm}}\nidentifiers: [{system: crm, type: company}, {system: billing, type: c}]")
    + file("catalog/entities/customer.schema.json", '{"type": "object", "properties": {"name": {"type": "string"}}}')
    + entry("System", "crm", "owner: revenue\ndomain: d\nbusinessOwner: revenue")
    + entry("System", "billing", "owner: revenue\ndomain: d\nbusinessOwner: revenue")
    + "".join(
        entry(
            "API", name,
            f"system: {name}\nowner: revenue\nbusinessOwner: revenue\naudience: internal\n"
            f"versions: [{{version: 1.0.0, definition: specs/{name}.yaml}}]",
        )
        for name in ("crm", "billing")
    )
    + entry(
        "Mapping", "crm-customer",
        "owner: revenue\nentity: customer\napi: crm@1.0.0\nschema: Company\ndirection: in\nidentity: {id: id}\n"
        "fields:\n  name: legal_name\n  phones: {each: lines, fields: {number: no}}",
    )
    + entry(
        "Mapping", "billing-customer",
        "owner: revenue\nentity: customer\napi: billing@1.0.0\nschema: Customer\ndirection: out\n"
        "fields:\n  title: {with: upper, from: name}\n  reference: id\n"
        "  calls: {each: phones, fields: {to: number}}",
    )
    + file(
        "catalog/workflows/trial.arazzo.yaml",
        """
        arazzo: 1.1.0
        info: {title: Trial, version: 1.0.0}
        sourceDescriptions:
          - {name: crm, type: openapi, url: ../../specs/crm.yaml}
          - {name: billing, type: openapi, url: ../../specs/billing.yaml}
          - {name: own, type: openapi, url: ../../specs/own.yaml}
        workflows:
          - workflowId: trial
            x-govkit-workflow: {owner: revenue}
            steps:
              - stepId: read
                operationId: $sourceDescriptions.crm.getCompany
                outputs: {body: $response.body}
              - stepId: rated
                operationId: $sourceDescriptions.own.rate
                outputs: {rate: $response.body#/rate}
              - stepId: write
                operationId: $sourceDescriptions.billing.putCustomer
                requestBody:
                  contentType: application/json
                  x-govkit-mapping: billing-customer
                  payload: {crm-customer: $steps.read.outputs.body}
                  replacements: [{target: /rate, value: $steps.rated.outputs.rate}]
        """,
    )
)  # fmt: skip


def mapped(database: Database) -> Write:
    estate = load_text(ESTATE)
    assert estate.problems == (), [one.message for one in estate.problems]
    (document,) = estate.workflow_documents
    read = read_document(document)
    assert not isinstance(read, list), read
    made = pinned(estate, read, read.workflows["trial"], ())
    sources = {"crm": "crm@1.0.0", "billing": "billing@1.0.0", "own": "own@1.0.0"}
    kept(database, Pin(made.workflow, made.consumer, made.files, sources, ("own",)), {}, 10.0)
    body = {"title": "ACME", "reference": "co_1", "calls": [{"to": "1"}, {"to": "2"}], "rate": 3}
    with database.begin() as connection:
        connection.execute(
            EFFECTS.insert().values(
                key="gk-1", run=1, event=1, workflow="trial", step="write", system="billing", api="billing@1.0.0",
                operation="putCustomer", request=as_text({"parameters": {}, "body": body}), digest="d",
                state="committed", status=200, first_sent_at=20.0, last_sent_at=20.0,
            )
        )  # fmt: skip
    company = {"id": "co_1", "legal_name": "Acme", "lines": [{"no": "1"}, {"no": "2"}]}
    journal: Mapping[str, Mapping[str, Json]] = {
        "read#1": {"status": 200, "at": 11.0, "body": as_text({"legal_name": "Old"})},
        "read#2": {"status": 200, "at": 12.0, "body": as_text(company)},
        "read#3": {"status": 200, "at": 21.0, "body": as_text({"legal_name": "New"})},
        "rated#1": {"status": 200, "at": 13.0, "body": as_text({"rate": 3})},
    }
    with database.reading() as connection:
        return Tracer(connection, lambda _run, _stretches: journal).effect("gk-1").writes[0]


def test_a_mapped_value_names_its_field_both_mappings_and_what_was_read_before_it_was_sent(database: Database) -> None:
    title = value(mapped(database), "/title")
    assert (title.field, title.how, title.mapping.partition("#")[0]) == ("customer/name", "upper", "billing-customer")
    (source,) = title.sources
    assert (source.pointer, source.value, source.at) == ("/legal_name", "Acme", 12.0)
    assert source.mapping.partition("#")[0] == "crm-customer"
    assert len(source.mapping.partition("#")[2]) == 12, "its version, by the digest of its text"


def test_items_of_lists_lead_to_the_items_that_they_were(database: Database) -> None:
    one = mapped(database)
    assert [(each.pointer, each.field) for each in one.values if "calls" in each.pointer][-2:] == [
        ("/calls/0/to", "customer/phones/*/number"),
        ("/calls/1/to", "customer/phones/*/number"),
    ]
    assert came(one, "/calls/1/to") == [("answer", "read", "/lines/1/no", "2")]


def test_the_identifier_of_an_object_leads_to_that_of_the_record(database: Database) -> None:
    assert came(mapped(database), "/reference") == [("answer", "read", "/id", "co_1")]


def test_what_a_function_made_is_followed_no_further(database: Database) -> None:
    (source,) = value(mapped(database), "/rate").sources
    assert isinstance(source, Source)
    assert (source.kind, source.step, source.call, source.value) == ("function", "rated", "own@1.0.0 rate", 3)


def test_who_said_that_a_write_was_made_is_named(stage: Stage) -> None:
    stage.go()
    key = stage.effect(1).key
    with stage.database.begin() as connection:
        connection.execute(EFFECTS.update().where(EFFECTS.c.id == 1).values(decided_by="person"))
        audit.record(connection, at=1.0, actor="ben", action="decide", run=1, verdict="committed", effect=key)
    assert stage.effect(1).decided == "ben"


# ---------------------------------------------------------------------------------------------------------- the command


def govkit(database: Database, *arguments: str) -> Result:
    address = database.url.render_as_string(hide_password=False)
    return CliRunner().invoke(program, ["sync", "lineage", *arguments, "--database", address], env={"COLUMNS": "100"})


def test_the_command_shows_where_values_came_from_even_where_the_engine_never_ran(database: Database) -> None:
    mapped(database)
    found = govkit(database, "customer", "co_1")
    assert found.exit_code == 0, found.output
    assert "Write 1  billing@1.0.0 putCustomer  committed 200  1970-01-01T00:00:20Z" in found.stdout
    assert '/title = "ACME"  customer/name, by billing-customer#' in found.stdout
    assert "from read (crm@1.0.0 getCompany) /legal_name, not kept any more by crm-customer#" in found.stdout
    assert "a function: what it made is followed no further" in " ".join(found.stdout.split())
    assert max(map(len, found.stdout.splitlines())) <= 100
    (written,) = json.loads(govkit(database, "--effect", "1", "--format", "json").stdout)["writes"]
    assert written["values"][0]["sources"][0]["mapping"].startswith("crm-customer#")
    assert (written["event"]["id"], written["run"]["workflow"]) == ("evt_1", "trial")


def test_the_command_refuses_half_a_question(
    database: Database, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    for arguments in ((), ("customer",), ("customer", "co_1", "--effect", "1"), ("--effect", "1", "--field", "x")):
        found = govkit(database, *arguments)
        assert found.exit_code == 2
        assert "say which object is meant, or which write" in found.stderr
    assert "did you mean `customer`?" in govkit(database, "custmer", "co_1").stderr
    assert "nothing was written" in govkit(database, "customer", "\x1b[31m").stdout
    assert "\x1b[31m" not in govkit(database, "customer", "\x1b[31m").stdout
