"""What the runtime keeps, as tables: the same on SQLite and PostgreSQL.

Moments are seconds since 1970 (UTC). What is JSON is text, so that both databases keep it as it was.
"""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""What SQLite counts up by itself is INTEGER alone."""


def _table(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(f"govkit_{name}", METADATA, *parts, sqlite_autoincrement=True)


_REPEATED = sa.text("repeats > 0")
_FINISHED = sa.text("finished_at IS NOT NULL")


EVENTS = _table(
    "events",
    sa.Column("seq", _ID, primary_key=True, autoincrement=True),  # the arrival sequence
    sa.Column("source", sa.Text, nullable=False),  # the system that it comes from
    sa.Column("event_id", sa.Text, nullable=False),  # what the source calls it
    sa.Column("type", sa.Text, nullable=False),  # `billing.subscription.amended`, `erp.invoice.changed`
    sa.Column("channel", sa.Text, nullable=False),  # webhook, poll, schedule, reconciliation, bulk
    sa.Column("body", sa.Text, nullable=False),  # JSON: the inputs of its workflows
    sa.Column("occurred_at", sa.Text),  # as the source has it
    sa.Column("received_at", sa.Float, nullable=False),
    sa.Column("trace", sa.Text),  # W3C traceparent of its reception
    sa.Column("repeats", sa.Integer, nullable=False, default=0),  # how often it came again
    sa.Column("echo_of", sa.Text),  # the key of the effect that caused it
    sa.UniqueConstraint("event_id", "source", name="govkit_events_once"),  # found by the identifier alone as well
    sa.Index("govkit_events_type", "type", "seq"),
    sa.Index("govkit_events_source", "source", "seq"),
    sa.Index("govkit_events_received", "received_at"),
    sa.Index("govkit_events_repeated", "source", "repeats", sqlite_where=_REPEATED, postgresql_where=_REPEATED),
)

RUNS = _table(
    "runs",
    sa.Column("id", _ID, primary_key=True, autoincrement=True),  # its place in its lane: the order of arrival
    sa.Column("event", _ID, nullable=False),  # EVENTS.seq
    sa.Column("workflow", sa.Text, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False, default=0),  # 0, then 1 for each replay
    sa.Column("key", sa.Text, nullable=False),  # the business key
    sa.Column("pin", sa.Text, nullable=False),  # PINS.digest: what it runs
    sa.Column("state", sa.Text, nullable=False),  # see `states`
    sa.Column("stretch", sa.Integer, nullable=False, default=0),  # how often it was taken up
    sa.Column("deaths", sa.Integer, nullable=False, default=0),  # how often its process died meanwhile
    sa.Column("due", sa.Float, nullable=False, default=0.0),  # not before, where it is ready or waits
    sa.Column("executor", sa.Text),  # who took it up
    sa.Column("step", sa.Text),  # where it waits or is parked
    sa.Column("note", sa.Text),  # why it waits, how it ended
    sa.Column("context", sa.Text, nullable=False, default="{}"),  # JSON: customer, contract, region, amount, …
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("started_at", sa.Float),
    sa.Column("finished_at", sa.Float),
    sa.Column("expect_by", sa.Float),  # when people want to know that it is late
    sa.Column("late_told", sa.Boolean, nullable=False, default=False),
    sa.UniqueConstraint("event", "workflow", "generation", name="govkit_runs_once"),
    sa.Index("govkit_runs_state", "state", "due", "id", "workflow"),  # with all that is asked to claim and to count
    # by key alone as well; with the state, so that a lane with a long past is as quick as one without
    sa.Index("govkit_runs_lane", "key", "workflow", "state", "id"),
    # what is over, in the order in which it ended, with all that figures of it ask for
    sa.Index(
        "govkit_runs_finished",
        "finished_at",
        "workflow",
        "state",
        "generation",
        "created_at",
        sqlite_where=_FINISHED,
        postgresql_where=_FINISHED,
    ),
)

EFFECTS = _table(
    "effects",
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # of event and step: the idempotency key
    sa.Column("run", _ID, nullable=False),
    sa.Column("event", _ID, nullable=False),
    sa.Column("workflow", sa.Text, nullable=False),
    sa.Column("step", sa.Text, nullable=False),  # `customers/each[co_1]/account`
    sa.Column("system", sa.Text, nullable=False),
    sa.Column("api", sa.Text, nullable=False),  # `erp@2.2.0`
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("request", sa.Text, nullable=False),  # JSON: parameters and body
    sa.Column("digest", sa.Text, nullable=False),  # of the request
    sa.Column("state", sa.Text, nullable=False),  # sending, committed, refused, unknown, absent
    sa.Column("status", sa.Integer),
    sa.Column("answer", sa.Text),  # JSON of the body that came
    sa.Column("tries", sa.Integer, nullable=False, default=0),  # the number of the last try of the step
    sa.Column("variant", sa.Integer, nullable=False, default=0),  # how often it was refused or undone
    sa.Column("first_sent_at", sa.Float, nullable=False),
    sa.Column("last_sent_at", sa.Float, nullable=False),
    sa.Column("decided_at", sa.Float),
    sa.Column("decided_by", sa.Text),  # answer, look-up, person
    sa.Column("undoes", sa.Text),  # the key of the effect that it takes back
    sa.Column("resource", sa.Text),  # `account acc-1`: what was written
    sa.Column("mark", sa.Text),  # what its echo would show: see `effects.echoes`
    sa.Index("govkit_effects_run", "run"),
    sa.Index("govkit_effects_event", "event", "step"),
    sa.Index("govkit_effects_mark", "system", "mark"),
    sa.Index("govkit_effects_state", "state", "system"),  # with all that is asked to count
)

EXCEPTIONS = _table(
    "exceptions",
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("run", _ID, nullable=False),
    sa.Column("event", _ID, nullable=False),
    sa.Column("workflow", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("try", sa.Integer, nullable=False),  # which try of the step it was
    sa.Column("state", sa.Text, nullable=False),  # open, retrying, resolved, dismissed, superseded
    sa.Column("kind", sa.Text, nullable=False),  # `tax-configuration`, `exhausted`, `unknown`, `mapping`, …
    sa.Column("detail", sa.Text),
    sa.Column("cause", sa.Text, nullable=False),  # what those with one cause have in common
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("customer", sa.Text),
    sa.Column("contract", sa.Text),
    sa.Column("region", sa.Text),
    sa.Column("amount", sa.Text),  # exact
    sa.Column("currency", sa.Text),
    sa.Column("context", sa.Text, nullable=False, default="{}"),
    sa.Column("blocked", sa.Text, nullable=False, default="[]"),  # JSON: the steps that wait behind it
    sa.Column("status", sa.Integer),
    sa.Column("request", sa.Text),
    sa.Column("answer", sa.Text),
    sa.Column("effect", sa.Text),  # EFFECTS.key, where it is about a write
    sa.Column("unknown", sa.Boolean, nullable=False, default=False),  # nobody knows whether the write was made
    sa.Column("compensated", sa.Boolean, nullable=False, default=False),
    sa.Column("raised_at", sa.Float, nullable=False),
    sa.Column("closed_at", sa.Float),
    sa.Column("closed_by", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("resolution", sa.Text),  # JSON: see `exceptions.resolutions`
    sa.UniqueConstraint("run", "step", "try", name="govkit_exceptions_once"),
    sa.Index("govkit_exceptions_state", "state", "id"),
    sa.Index("govkit_exceptions_event", "event", "workflow", "raised_at"),
    # all that the queue is counted, added up and put in order by
    sa.Index(
        "govkit_exceptions_cause",
        "state",
        "cause",
        "currency",
        "amount",
        "raised_at",
        "run",
        "workflow",
        "owner",
        "customer",
        "unknown",
    ),
)

AUDIT = _table(
    "audit",
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),  # retry, mend, dismiss, replay, decide, merge, split, …
    sa.Column("run", _ID),
    sa.Column("exception", _ID),
    sa.Column("detail", sa.Text, nullable=False, default="{}"),
    sa.Index("govkit_audit_run", "run"),
    sa.Index("govkit_audit_exception", "exception", "actor", "at"),
    sa.Index("govkit_audit_at", "at"),
    sa.Index("govkit_audit_actor", "actor", "id"),
    sa.Index("govkit_audit_action", "action", "id"),
)

LINKS = _table(
    "links",
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("system", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("local", sa.Text, nullable=False),
    sa.Column("golden", sa.Text, nullable=False),
    sa.Column(
        "second", sa.Boolean, nullable=False, default=False
    ),  # it came by a merge: what is written names the other
    sa.Column("settled", sa.Boolean, nullable=False, default=False),  # people decided it: no record moves it any more
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("by", sa.Text, nullable=False),  # the key of an effect, a mapping, a person
    sa.UniqueConstraint("entity", "system", "type", "local", name="govkit_links_once"),
    sa.Index("govkit_links_golden", "entity", "golden"),
)

PINS = _table(
    "pins",
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),  # JSON: the document, its mappings, entities and contracts by version
    sa.Column("at", sa.Float, nullable=False),
)

CURSORS = _table(
    "cursors",
    sa.Column("poll", sa.Text, primary_key=True),  # `erp.listInvoices`
    sa.Column("cursor", sa.Text),
    sa.Column("asked_at", sa.Float),
    sa.Column("due", sa.Float, nullable=False, default=0.0),
    sa.Column("failed", sa.Text),  # why the last one failed
    sa.Column("holder", sa.Text),  # who asks now, until `held_until`
    sa.Column("held_until", sa.Float, nullable=False, default=0.0),
)

POLLED_RECORDS = _table(
    "polled_records",
    sa.Column("poll", sa.Text, primary_key=True),  # `erp.listInvoices`
    sa.Column("record", sa.Text, primary_key=True),  # what it calls itself
    sa.Column("digest", sa.Text, nullable=False),  # as it was read last; empty where several have its name
    sa.Column("changes", sa.Integer, nullable=False),  # since it was read first
    sa.Column("asked_at", sa.Float, nullable=False),  # when the reading began that read it last
)

REFUSED = _table(
    "refused",
    sa.Column("system", sa.Text, primary_key=True),  # who was to have sent it; empty where there is no such system
    sa.Column("reason", sa.Text, primary_key=True),  # `signature`, `stale`, `body`, …
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("first_at", sa.Float, nullable=False),
    sa.Column("last_at", sa.Float, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),  # of the last, without any value that it held
)

ACCESSES = _table(
    "accesses",
    sa.Column("day", sa.Text, primary_key=True),  # UTC
    sa.Column("consumer", sa.Text, primary_key=True),  # who asked; empty where nobody knows
    sa.Column("version", sa.Text, primary_key=True),  # `enterprise@1.0.0`
    sa.Column("operation", sa.Text, primary_key=True),  # `GET /customers/{id}`
    sa.Column("status", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("last_at", sa.Float, nullable=False),
)

WORKERS = _table(
    "workers",
    sa.Column("executor", sa.Text, primary_key=True),
    sa.Column("started_at", sa.Float, nullable=False),
    sa.Column("beat_at", sa.Float, nullable=False),
)

ALERTS = _table(
    "alerts",
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("subject", sa.Text, nullable=False, unique=True),  # `exception 12`, `late 7`: told once
    sa.Column("kind", sa.Text, nullable=False),  # exception, late, escalated, platform-down, …
    sa.Column("heap", sa.Text, nullable=False),  # what those that are told as one have in common
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("data", sa.Text, nullable=False),  # JSON: what it is about, in names and never in payloads
    sa.Column("filed", sa.Boolean, nullable=False, default=False),  # it is in the messages of all who want it
    sa.Index("govkit_alerts_filed", "filed", "id"),
    sa.Index("govkit_alerts_heap", "heap", "id"),
)

MESSAGES = _table(
    "messages",
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),  # what receivers tell a repeated delivery by
    sa.Column("sink", sa.Text, nullable=False),  # who is told
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("heap", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # waiting, sent, dead
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("due", sa.Float, nullable=False),  # not before; while it is delivered, until when nobody else tries
    sa.Column("tries", sa.Integer, nullable=False, default=0),
    sa.Column("count", sa.Integer, nullable=False),  # of how many alerts it tells
    sa.Column("told", sa.Text, nullable=False),  # JSON: the first of them, and what all are about
    sa.Column("body", sa.Text),  # the CloudEvent, from the first try on
    sa.Column("sent_at", sa.Float),
    sa.Column("error", sa.Text),  # why the last try failed
    sa.Index("govkit_messages_due", "state", "due", "sink"),
    sa.Index("govkit_messages_heap", "sink", "heap", "id"),
)

ESCALATIONS = _table(
    "escalations",
    sa.Column("exception", _ID, primary_key=True, autoincrement=False),
    sa.Column("step", sa.Integer, nullable=False),  # how many steps of its team's escalation it climbed
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("asked", sa.Text, nullable=False),  # who is asked now, in words
    sa.Column("at", sa.Float, nullable=False),  # since when
    sa.Column("next_due", sa.Float),  # when the next is asked; None where there is none
    sa.Index("govkit_escalations_due", "next_due"),
)

RECONCILED = _table(
    "reconciled",
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("reconciliation", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # running, done, failed
    sa.Column("started_by", sa.Text, nullable=False),  # a person, or `schedule`
    sa.Column("holder", sa.Text, nullable=False),  # who runs it, until `held_until`
    sa.Column("held_until", sa.Float, nullable=False),
    sa.Column("started_at", sa.Float, nullable=False),
    sa.Column("finished_at", sa.Float),
    sa.Column("note", sa.Text),  # why it failed
    sa.Column("figures", sa.Text),  # JSON: see `reconciling.figures`
    sa.Index("govkit_reconciled_name", "reconciliation", "id"),
)

DIFFERENCES = _table(
    "differences",
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("reconciliation", sa.Text, nullable=False),
    sa.Column("system", sa.Text, nullable=False),  # that differs from the record
    sa.Column("object", sa.Text, nullable=False),  # the canonical identifier
    sa.Column("field", sa.Text, nullable=False, default=""),  # empty where it is about the object
    sa.Column("kind", sa.Text, nullable=False),  # differs, missing, surplus, absent, extra, several, unmapped, double
    sa.Column("state", sa.Text, nullable=False),  # open, sent, repaired, gone, flapping
    sa.Column("record", sa.Text, nullable=False),  # the system that has the last word
    sa.Column("local", sa.Text),  # what the system calls it
    sa.Column("expected", sa.Text),  # what the record says
    sa.Column("found", sa.Text),  # what the system says
    sa.Column("detail", sa.Text),
    sa.Column("first_run", _ID, nullable=False),  # RECONCILED.id
    sa.Column("last_run", _ID, nullable=False),
    sa.Column("first_seen", sa.Float, nullable=False),
    sa.Column("last_seen", sa.Float, nullable=False),
    sa.Column("body", sa.Text),  # JSON: the event that starts its repair; of an object with several, the first has it
    sa.Column("event", _ID),  # EVENTS.seq of its repair
    sa.Column("repairs", sa.Integer, nullable=False, default=0),  # repairs of runs in a row that did not last
    sa.Column("closed_at", sa.Float),
    sa.Column("closed_by", sa.Text),  # the workflow that repaired it; nothing where it went by itself
    sa.Index("govkit_differences_open", "reconciliation", "state", "system"),
    sa.Index("govkit_differences_state", "state", "event"),
    sa.Index("govkit_differences_object", "reconciliation", "object", "system", "field"),
)

LOADS = _table(
    "loads",
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("workflow", sa.Text, nullable=False),
    sa.Column("system", sa.Text, nullable=False),  # whose list is read
    sa.Column("list", sa.Text, nullable=False),  # `erp@2.2.0 listCustomers`
    sa.Column("state", sa.Text, nullable=False),  # running, paused, failed, done, left
    sa.Column("started_by", sa.Text, nullable=False),
    sa.Column("holder", sa.Text, nullable=False),  # who reads, until `held_until`
    sa.Column("held_until", sa.Float, nullable=False),
    sa.Column("started_at", sa.Float, nullable=False),
    sa.Column("finished_at", sa.Float),
    sa.Column("position", sa.Text, nullable=False, default="{}"),  # JSON: what the next page is asked with
    sa.Column("lap", sa.Integer, nullable=False, default=1),  # how often the list is read, see `bulk.loading`
    sa.Column("fresh", sa.Integer, nullable=False, default=0),  # events of this lap that were new
    sa.Column("pages", sa.Integer, nullable=False, default=0),
    sa.Column("records", sa.Integer, nullable=False, default=0),
    sa.Column("events", sa.Integer, nullable=False, default=0),  # of records that were new, or changed
    sa.Column("note", sa.Text),  # why it does not go on
    sa.Index("govkit_loads_workflow", "workflow", "id"),
)

LOADED = _table(
    "loaded",
    sa.Column("run", _ID, primary_key=True, autoincrement=False),
    sa.Column("load", _ID, nullable=False),  # LOADS.id: what started it
    sa.Column("yields", sa.Boolean, nullable=False),  # it is taken up behind all that events started
    sa.Index("govkit_loaded_load", "load"),
    sa.Index("govkit_loaded_yields", "yields", "run"),
)

LOADED_RECORDS = _table(
    "loaded_records",
    sa.Column("workflow", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),  # `listCustomers:C-1`
    sa.Column("digest", sa.Text, nullable=False),  # as it was read last; empty where several have its name
    sa.Column("event_id", sa.Text, nullable=False),  # the event that this made
    sa.Column("load", _ID, nullable=False),  # LOADS.id: what read it last
    sa.Column("seq", _ID, nullable=False),  # EVENTS.seq
    sa.Index("govkit_loaded_records_seq", "seq"),
)

VERSION = _table("version", sa.Column("version", sa.Integer, primary_key=True))
