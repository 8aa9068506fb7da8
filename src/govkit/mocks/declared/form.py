"""The form of `mock.yaml`: what a platform does that its description does not say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, JsonValue

from govkit.catalog.entries.form import ApiRef, Form, Text, Way
from govkit.catalog.entries.kind import Kind
from govkit.catalog.entries.kinds.system import RateLimit
from govkit.catalog.texts import Duration
from govkit.mocks.webhooks.odds import WebhooksForm


def _many(value: Any) -> Any:
    """One text as a list of one."""
    return [value] if isinstance(value, str) else value


def _ways(value: Any) -> Any:
    """Each text in a list as a list of one."""
    return [_many(one) for one in value] if isinstance(value, list) else _many_of_many(value)


def _many_of_many(value: Any) -> Any:
    return [[value]] if isinstance(value, str) else value


Texts = Annotated[tuple[Text, ...], BeforeValidator(_many, json_schema_input_type=Text | tuple[Text, ...])]
"""One text, or a list of them."""
Expression = Annotated[Text, Field(min_length=1)]
Status = Annotated[int, Field(ge=400, le=599, strict=True)]
Members = dict[Text, JsonValue]
"""An object whose texts may hold expressions."""


class Refusal(Form):
    """How something is refused: in the API's own form of an error, as far as that has a place for it."""

    status: Status | None = Field(default=None, description="The status; where the operation has no such, a like one.")
    type: Text | None = Field(default=None, description="The type of the problem, a URI.")
    code: Text | None = Field(default=None, description="The code of the error.")
    title: Text | None = Field(default=None, description="The title of the problem.")
    detail: Text | None = Field(default=None, description="What is wrong, with `{expressions}` in it.")
    at: Texts = Field(default=(), description="The fields of the request that are at fault, as JSON Pointers.")
    members: Members = Field(default_factory=dict, description="Other members of the error.")


class Rejection(Refusal):
    """A refusal for reasons of business."""

    when: Expression = Field(description="The condition under which it is refused.")


class Identifier(Form):
    """How records are named."""

    field: Text | None = Field(default=None, description="The field, where it is not the one that the path names.")
    form: Text = Field(
        description="What identifiers look like: `inv_{sequence}`, `INV-{year}-{sequence:000000}`, "
        "`{$record.region}-{sequence}`."
    )


class Effect(Form):
    """What else is written: `create`, `update` or `delete`. A collection of another system is `erp:/invoices`."""

    create: Text | None = Field(default=None, description="The collection in which a record is made.")
    update: Text | None = Field(default=None, description="The collection whose records change.")
    delete: Text | None = Field(default=None, description="The collection whose records go.")
    each: Expression | None = Field(default=None, description="A list: it is done once for each item, called `$each`.")
    when: Expression | None = Field(default=None, description="The condition under which it is done.")
    where: Expression | None = Field(default=None, description="Which records, each called `$item` (update, delete).")
    record: Members = Field(default_factory=dict, description="The record (create); what it lacks is completed.")
    set: dict[Way, JsonValue] = Field(default_factory=dict, description="Fields and their values (update).")
    transition: Text | None = Field(default=None, description="The move that the records make (update).")
    as_: Text | None = Field(default=None, alias="as", description="The name of the record for what follows.")

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError where it is not one thing that is done."""
        if sum(one is not None for one in (self.create, self.update, self.delete)) != 1:
            raise ValueError("does one of `create`, `update` and `delete`")
        if self.create is None and self.where is None:
            raise ValueError("says by `where` which records: `where: $item.id == $record.id`")
        wrong = [
            name
            for name, said, fits in (
                ("where", self.where, self.create is None),
                ("record", self.record, self.create is not None),
                ("set", self.set, self.update is not None),
                ("transition", self.transition, self.update is not None),
            )
            if said and not fits
        ]
        if wrong:
            raise ValueError(f"has no use for `{wrong[0]}`")


class Action(Form):
    """What happens besides."""

    set: dict[Way, JsonValue] = Field(default_factory=dict, description="Fields of the record, and their values.")
    effects: tuple[Effect, ...] = Field(default=(), description="What is written elsewhere, in order.")
    emits: Texts = Field(default=(), description="The events that are sent.")


class Transition(Action):
    """A move from one state to another."""

    from_: Texts = Field(
        default=(), alias="from", description="The states that it starts from; any where none is named."
    )
    to: Text = Field(description="The state that it leads to.")
    by: Texts = Field(
        default=(),
        description="The operations that make it, as under `operations`. Without any: whoever writes the field.",
    )


class StateMachine(Form):
    """The states of a record, and where each may go."""

    field: Text | None = Field(default=None, description="The field that holds the state, if not `status` or `state`.")
    initial: Texts = Field(default=(), description="The states that a new record may have, the usual one first.")
    transitions: dict[Text, Transition] = Field(description="The moves by name; no other is allowed.")
    refusal: Refusal = Field(default_factory=Refusal, description="How another move is refused; usually with 409.")


class Reference(Form):
    """A field that names a record."""

    to: Text = Field(description="The collection; one of another system is written `erp:/customers`.")
    field: Way | None = Field(default=None, description="The field that has the same value there; else its identifier.")
    on_delete: Literal["allow", "refuse"] = Field(
        default="allow", description="Whether a record may go while others name it."
    )
    refusal: Refusal = Field(default_factory=Refusal, description="How a name of nothing is refused; usually with 422.")


def _reference(value: Any) -> Any:
    return {"to": value} if isinstance(value, str) else value


AReference = Annotated[Reference, BeforeValidator(_reference, json_schema_input_type=Text | Reference)]


class Settling(Form):
    """When a write can be read back."""

    after: Duration | Literal["system"] = Field(description="How long after; `system`: the settle time of the System.")
    only: Literal["lists", "all"] = Field(default="all", description="Whether only lists are late, or all reads.")


def _settling(value: Any) -> Any:
    return {"after": value} if isinstance(value, str) else value


class Collection(Form):
    """What holds for the records of a collection."""

    identifier: Identifier | None = Field(default=None, description="How records are named.")
    state_machine: StateMachine | None = Field(default=None, description="The states of a record.")
    derived: dict[Way, Expression] = Field(
        default_factory=dict,
        description="Fields that follow from others, computed in this order at every write. `*` is each item "
        "of a list, called `$item` in the expression.",
    )
    derived_sent: Literal["ignore", "refuse"] = Field(
        default="ignore", description="What becomes of a derived field that a caller sends."
    )
    references: dict[Way, AReference] = Field(default_factory=dict, description="Fields that name other records.")
    unique: Annotated[
        tuple[tuple[Way, ...], ...],
        BeforeValidator(_ways, json_schema_input_type=Text | tuple[Text | tuple[Text, ...], ...]),
    ] = Field(
        default=(), description="Fields, or lists of fields, of which no two records have the same; 409 elsewise."
    )
    immutable: Texts = Field(default=(), description="Fields that do not change once they are there.")
    settle: Annotated[Settling, BeforeValidator(_settling, json_schema_input_type=Text | Settling)] | None = Field(
        default=None, description="When a write can be read back: `PT90S`, or `system`."
    )


class Shown(Form):
    """A record that is answered, wherever its collection lies."""

    of: Text = Field(description="The collection: `/deals`.")
    where: Expression = Field(description="Which of its records, called `$item`; the first of them, else 404.")


class Reply(Form):
    """What an operation answers, where that cannot be inferred."""

    record: Shown | None = Field(
        default=None, description="The record that is the body, with its entity tag, in the place of a `body`."
    )
    status: Annotated[int, Field(ge=200, le=399, strict=True)] | None = Field(
        default=None, description="The status; the usual one where none is named."
    )
    body: JsonValue = Field(default=None, description="The body, with expressions; what it lacks is completed.")
    headers: dict[Text, Text] = Field(default_factory=dict, description="Headers, with `{expressions}`.")

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError where it is two bodies."""
        if self.record is not None and "body" in self.model_fields_set:
            raise ValueError("has a `record` or a `body`, not both")


class Operation(Action):
    """What an operation does besides what can be inferred."""

    refuse: tuple[Rejection, ...] = Field(default=(), description="Reasons to refuse, the first that holds counts.")
    instead: Expression | None = Field(
        default=None,
        description="Of an operation that makes a record: which `$item` of its collection is the answer in its place.",
    )
    answer: Reply | None = Field(default=None, description="What it answers.")


class Event(Form):
    """A webhook of the contract, and when it is sent."""

    collection: Text | None = Field(
        default=None, description="The collection that it is about. Without one, it is sent where `emits` names it."
    )
    on: Annotated[
        tuple[Literal["created", "changed", "deleted"], ...],
        BeforeValidator(_many, json_schema_input_type=Text | tuple[Text, ...]),
    ] = Field(default=(), description="The writes that cause it.")
    reaches: Texts = Field(default=(), description="The states whose reaching causes it.")
    when: Expression | None = Field(default=None, description="What must hold besides, of `$record` and `$before`.")
    after: Duration | None = Field(default=None, description="How long after the write it is sent.")
    body: Members = Field(
        default_factory=dict, description="The body, with expressions. What it lacks, the example and the schema give."
    )
    key: Expression | None = Field(default=None, description="The key by which events are kept in order.")


class Timer(Action):
    """Something that happens to a record by itself, on the clock of the mocks."""

    collection: Text = Field(description="The collection.")
    at: Expression | None = Field(default=None, description="The instant or day at which it happens.")
    after: Duration | None = Field(default=None, description="How long after `when` began to hold it happens.")
    when: Expression | None = Field(default=None, description="The condition that must hold, of `$record`.")
    transition: Text | None = Field(default=None, description="The move that the record makes.")
    scenario: bool = Field(
        default=False,
        strict=True,
        description="Whether it happens to what the scenario tells, too, when the clock is moved on over its instant; "
        "else such records begin to move when they are written.",
    )

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError where it is not said when."""
        if (self.at is None) == (self.after is None):
            raise ValueError("says when: either `at` an instant, or `after` a duration")
        if self.scenario and self.at is None:
            raise ValueError("happens to what the scenario tells only `at` an instant")


class ProviderState(Form):
    """A state that pacts and tests put a platform into, by its name."""

    params: Members = Field(default_factory=dict, description="The parameters, with the values they have by default.")
    remove: dict[Text, Expression] = Field(
        default_factory=dict, description="By collection: which records go first, each called `$item`."
    )
    records: dict[Text, tuple[Members, ...]] = Field(
        default_factory=dict, description="By collection: records that are put; what they lack is completed."
    )
    settings: Members = Field(default_factory=dict, description="Settings and their values.")
    clock: Text | None = Field(default=None, description="The instant at which the clock stands still.")
    faults: tuple[Members, ...] = Field(default=(), description="Faults, as the control API takes them.")
    values: Members = Field(default_factory=dict, description="Values that are answered, of `$params` and `$records`.")


class MockSpec(Form):
    """A mock."""

    api: ApiRef | None = Field(
        default=None, description="The versions of the API that it is about; others are served without it."
    )
    seed: Texts = Field(default=(), description="Files beside this one that hold the first records, by collection.")
    settings: Members = Field(default_factory=dict, description="Switches and values that rules read as `$settings`.")
    collections: dict[Text, Collection] = Field(default_factory=dict, description="By path, such as `/invoices`.")
    operations: dict[Text, Operation] = Field(
        default_factory=dict, description="By operationId, or `METHOD /path` where it has none."
    )
    events: dict[Text, Event] = Field(default_factory=dict, description="By the name of the webhook.")
    event_log: Text | None = Field(default=None, description="The collection in which sent events are listed.")
    rate_limit: Literal["system"] | RateLimit | None = Field(
        default=None,
        description="How many requests it takes from the start, also without `--rate-limits`: `system`, as its System "
        "says, or a limit of its own.",
    )
    webhooks: WebhooksForm = Field(
        default=WebhooksForm(), description="How events are delivered, and what befalls them."
    )
    timers: dict[Text, Timer] = Field(default_factory=dict, description="By name.")
    states: dict[Text, ProviderState] = Field(
        default_factory=dict, description="By the name that pacts use; `{name}` in it is a parameter."
    )


KIND = Kind(
    name="Mock",
    folder="mocks",
    summary="What a platform does that its description does not say: identifiers, states, rules, events.",
    spec=MockSpec,
    example="""\
apiVersion: govkit/v1
kind: Mock
metadata:
  name: billing
spec:
  api: billing@3
  settings:
    closedPeriods: []
  collections:
    /invoices:
      identifier: {form: 'inv_{sequence}'}
      stateMachine:
        field: status
        initial: draft
        transitions:
          finalize: {from: draft, to: open, by: finalizeInvoice, set: {issue_date: '= today()'}}
          pay: {from: open, to: paid}
      derived:
        totals/total: sum($record.lines, $item.amount)
      references:
        customer_id: /customers
  operations:
    finalizeInvoice:
      refuse:
        - when: $record.period.start in $settings.closedPeriods
          status: 422
          code: period_closed
          detail: The period {$record.period.start} is closed.
  events:
    invoice.finalized:
      collection: /invoices
      reaches: open
      body: {data: {invoice: $record}}
""",
)
