"""The profile of Arazzo 1.1 in which workflows are written, as forms: a key that they do not know is a mistake.

It is Arazzo (https://spec.openapis.org/arazzo/v1.1.0.html) without what has no clear meaning when it runs, with five
extensions: `x-govkit-workflow`, `x-govkit-mapping`, `x-govkit-for-each`, `x-govkit-compensate`, `x-govkit-exception`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Discriminator, Field, JsonValue, Tag, model_validator

from govkit.catalog.entries.form import Form, Name, TeamRef, Text, tagged
from govkit.catalog.texts import Duration

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$")]
"""The name of a workflow, a step, an action or an output: letters, digits, `-` and `_`."""
Pointer_ = Annotated[str, Field(pattern=r"^(?:/(?:[^~/]|~[01])+)+$")]
"""A JSON Pointer (RFC 6901) to something within."""
Expression = Text
"""A runtime expression (Arazzo 1.1.0, Runtime Expressions), or a text with some in braces."""


@tagged("(reference)")
class ReferenceForm(Form):
    """A component that stands in the place."""

    reference: Annotated[str, Field(pattern=r"^\$components\.[A-Za-z]+\.[A-Za-z0-9_.-]+$")] = Field(
        description="The component: `$components.failureActions.park`."
    )


class CriterionForm(Form):
    """A condition that must hold."""

    condition: Text = Field(description="The condition: `$statusCode == 200`.")
    type: Literal["simple"] = Field(default="simple", description="Simple conditions are the only ones.")


@tagged("(parameter)")
class ParameterForm(Form):
    """A value for a parameter of an operation, or for an input of a workflow."""

    name: Text = Field(description="The name of the parameter or input.")
    in_: Literal["path", "query", "header", "cookie", "querystring"] | None = Field(
        default=None, alias="in", description="Where the parameter stands; an input stands nowhere."
    )
    value: JsonValue = Field(description="The value, or an expression for it.")


@tagged("(trigger)")
class PollForm(Form):
    """A trigger: each change that a poll of a system finds."""

    poll: Text = Field(description="Source and operationId of a poll that the system declares: `erp.listInvoices`.")


@tagged("(schedule)")
class ScheduleForm(Form):
    """A trigger: the clock."""

    schedule: Text = Field(description="A cron expression of five fields, in UTC: `0 5 * * *`.")


@tagged("(reconciliation)")
class FoundForm(Form):
    """A trigger: an object of which a reconciliation found that a system has it otherwise than its record."""

    reconciliation: Name = Field(description="The name of the Reconciliation.")
    system: Name = Field(description="The system that differs, which the workflow repairs.")
    finds: Literal["differs", "missing", "any"] = Field(
        default="differs",
        description="differs: fields have other values; missing: the system does not have the object; any: both.",
    )


def _kind_of_trigger(value: Any) -> str:
    if isinstance(value, str):
        return "(webhook)"
    if isinstance(value, Form):
        return str(type(value).tag)
    if isinstance(value, dict) and "reconciliation" in value:
        return "(reconciliation)"
    return "(schedule)" if isinstance(value, dict) and "schedule" in value else "(trigger)"


TriggerForm: TypeAlias = Annotated[
    Union[  # noqa: UP007  pydantic reads it
        Annotated[Text, Tag("(webhook)")],
        Annotated[PollForm, Tag("(trigger)")],
        Annotated[ScheduleForm, Tag("(schedule)")],
        Annotated[FoundForm, Tag("(reconciliation)")],
    ],
    Discriminator(_kind_of_trigger),
]


class BulkForm(Form):
    """How all that is there reaches a workflow: each record of a list starts a run, at lower priority than events."""

    list_: Text = Field(alias="list", description="Source and operationId of a list of a system: `erp.listCustomers`.")
    parameters: dict[Text, JsonValue] = Field(
        default_factory=dict, description="What each page is asked with, by the names of parameters: `{status: open}`."
    )
    inputs: dict[Text, JsonValue] = Field(
        description="What a run is given, by the names of inputs: values, and expressions for parts of the record "
        "(`$item#/customerNumber`)."
    )


class RegionsForm(Form):
    """The regions whose data alone a workflow is for."""

    by: Expression = Field(description="Where a run says of which region it is: `$inputs.invoice#/region`.")
    are: tuple[Text, ...] = Field(
        min_length=1, description="The regions. A run of any other parks before its first step, with the kind `region`."
    )


class StartForm(Form):
    """`x-govkit-workflow`: what starts a workflow, and what it is to the business."""

    owner: TeamRef = Field(description="The team that answers for the process.")
    trigger: TriggerForm | None = Field(
        default=None,
        description="What starts a run: `billing.subscription.amended`, a webhook of a source; a poll; a schedule; "
        "what a reconciliation finds. Without one, other workflows call it, or `govkit sync bulk` starts it.",
    )
    bulk: BulkForm | None = Field(
        default=None, description="How `govkit sync bulk` starts a run for each record that a system has already."
    )
    key: Expression | None = Field(
        default=None, description="The business key: runs of one key go one after the other, in order of arrival."
    )
    context: dict[Name, Expression] = Field(
        default_factory=dict,
        description="What people are told about a run: customer, contract, region, amount, currency. `minor-amount` is "
        "an amount in minor units of the currency, as a system has it that counts cents.",
    )
    regions: RegionsForm | None = Field(
        default=None, description="The regions whose data it is for, so that it may go where only theirs may."
    )
    expect_within: Duration | None = Field(default=None, description="How soon a run should be through (ISO 8601).")
    superseded_by: Literal["later-event"] | None = Field(
        default=None,
        description="`later-event`: what a run shows is the newest there is, so that one which waits for people is "
        "needless as soon as a later event of its key is there. It needs a key, and writes by PUT alone.",
    )


def _kind_of_mapping(value: Any) -> str:
    return "(name)" if isinstance(value, str) else "(members)"


class ReplacementForm(Form):
    """A value that is set in the body, once a mapping made it (Arazzo 1.1.0, Payload Replacement Object)."""

    target: Pointer_ = Field(description="Where in the body (JSON Pointer).")
    value: JsonValue = Field(description="The value, or an expression for it.")


class BodyForm(Form):
    """A request body."""

    content_type: Text = Field(default="application/json", description="The media type.")
    payload: JsonValue = Field(
        description="The body; what a mapping makes is an object that names each source by the mapping that reads it."
    )
    replacements: tuple[ReplacementForm, ...] = Field(default=(), description="Values set in what a mapping made.")
    mapping: (
        Annotated[
            Annotated[Name, Tag("(name)")] | Annotated[dict[Text, Name], Tag("(members)")],
            Discriminator(_kind_of_mapping),
        ]
        | None
    ) = Field(
        default=None,
        alias="x-govkit-mapping",
        description="The mapping that makes the body, or that of each member which one makes.",
    )


class ExceptionForm(Form):
    """`x-govkit-exception`: a failure that people are told of."""

    kind: Name = Field(description="What happened, in a word: `tax-configuration`.")
    owner: TeamRef | None = Field(default=None, description="Who mends it, where it is not the workflow's owner.")
    detail: Expression | None = Field(default=None, description="What they should see of it.")
    compensate: bool = Field(default=False, description="Whether the steps before are undone.")


@tagged("(action)")
class SuccessActionForm(Form):
    """What follows a step that went well."""

    name: Identifier = Field(description="The name of the action.")
    type: Literal["end", "goto"] = Field(description="end: the run is through; goto: a later step is next.")
    step_id: Identifier | None = Field(default=None, description="The step that is next.")
    criteria: tuple[CriterionForm, ...] = Field(default=(), description="All of these hold; none: always.")

    @model_validator(mode="after")
    def _leads_somewhere(self) -> SuccessActionForm:
        if (self.type == "goto") != (self.step_id is not None):
            raise ValueError("names the next step under `stepId` where its type is `goto`, and only there")
        return self


@tagged("(failure)")
class FailureActionForm(Form):
    """What follows a step that failed."""

    name: Identifier = Field(description="The name of the action.")
    type: Literal["end", "retry", "goto"] = Field(description="end, retry the step, or goto a later step.")
    step_id: Identifier | None = Field(
        default=None, description="goto: the step that is next; retry: the earlier step from which the run goes on."
    )
    retry_after: Annotated[float, Field(ge=0, le=86_400)] | None = Field(
        default=None, description="Seconds before the first retry; later ones wait longer."
    )
    retry_limit: Annotated[int, Field(ge=1, le=100, strict=True)] = Field(default=1, description="How often at most.")
    criteria: tuple[CriterionForm, ...] = Field(default=(), description="All of these hold; none: always.")
    exception: ExceptionForm | None = Field(
        default=None, alias="x-govkit-exception", description="The exception that people are told of."
    )

    @model_validator(mode="after")
    def _is_one_thing(self) -> FailureActionForm:
        if self.type == "goto" and self.step_id is None:
            raise ValueError("names the next step under `stepId` where its type is `goto`")
        if self.type == "end" and self.step_id is not None:
            raise ValueError("leads to no step where its type is `end`")
        if self.type != "retry" and self.retry_after is not None:
            raise ValueError("waits only where its type is `retry`")
        if self.type != "end" and self.exception is not None:
            raise ValueError("tells people only where its type is `end`")
        return self


def _referred(tag: str) -> Discriminator:
    """Tells a reference from what it refers to."""

    def kind(value: Any) -> str:
        refers = isinstance(value, ReferenceForm) or (isinstance(value, dict) and "reference" in value)
        return "(reference)" if refers else tag

    return Discriminator(kind)


AnyParameter: TypeAlias = Annotated[
    Annotated[ParameterForm, Tag("(parameter)")] | Annotated[ReferenceForm, Tag("(reference)")],
    _referred("(parameter)"),
]
AnySuccess: TypeAlias = Annotated[
    Annotated[SuccessActionForm, Tag("(action)")] | Annotated[ReferenceForm, Tag("(reference)")],
    _referred("(action)"),
]
AnyFailure: TypeAlias = Annotated[
    Annotated[FailureActionForm, Tag("(failure)")] | Annotated[ReferenceForm, Tag("(reference)")],
    _referred("(failure)"),
]


class ForEachForm(Form):
    """`x-govkit-for-each`: a sub-workflow for each item of a list."""

    items: Expression = Field(description="The list.")
    as_: Identifier = Field(alias="as", description="The input of the sub-workflow that gets the item.")
    key: Pointer_ | None = Field(default=None, description="What tells one item from another (JSON Pointer into it).")
    concurrency: Annotated[int, Field(ge=1, le=100, strict=True)] = Field(
        default=1, description="How many at a time, at most. The runtime takes one after the other."
    )


class CompensationForm(Form):
    """`x-govkit-compensate`: how a step is undone, or why it is not."""

    operation_id: Text | None = Field(default=None, description="The operation that undoes it.")
    parameters: tuple[AnyParameter, ...] = Field(default=(), description="Its parameters.")
    request_body: BodyForm | None = Field(default=None, description="Its body.")
    none: Text | None = Field(default=None, description="Why nothing needs to be undone.")

    @model_validator(mode="after")
    def _is_one_thing(self) -> CompensationForm:
        if (self.none is None) == (self.operation_id is None):
            raise ValueError("names the operation that undoes the step, or says under `none` why nothing is undone")
        if self.none is not None and (self.parameters or self.request_body is not None):
            raise ValueError("has neither parameters nor a body where nothing is undone")
        return self


class StepForm(Form):
    """A step: a call of an operation, or of another workflow of the document."""

    step_id: Identifier = Field(description="The name of the step in its workflow.")
    description: Text | None = Field(default=None, description="What it does, for people.")
    operation_id: Text | None = Field(
        default=None, description="The operation: `$sourceDescriptions.erp.putContractObligations`."
    )
    workflow_id: Identifier | None = Field(default=None, description="The workflow of this document.")
    parameters: tuple[AnyParameter, ...] = Field(default=(), description="Parameters of the call.")
    request_body: BodyForm | None = Field(default=None, description="The body of the call.")
    success_criteria: tuple[CriterionForm, ...] = Field(default=(), description="When it went well; none: any 2xx.")
    on_success: tuple[AnySuccess, ...] = Field(default=(), description="What follows when it went well.")
    on_failure: tuple[AnyFailure, ...] = Field(
        default=(), description="What follows when it failed, in place of the workflow's own list."
    )
    outputs: dict[Identifier, Expression] = Field(default_factory=dict, description="What later steps may use.")
    timeout: Annotated[int, Field(gt=0, le=3_600_000, strict=True)] | None = Field(
        default=None, description="Milliseconds after which the call counts as failed."
    )
    for_each: ForEachForm | None = Field(
        default=None, alias="x-govkit-for-each", description="Calls the workflow for each item of a list."
    )
    compensate: CompensationForm | None = Field(
        default=None, alias="x-govkit-compensate", description="How it is undone."
    )

    @model_validator(mode="after")
    def _is_one_call(self) -> StepForm:
        if (self.operation_id is None) == (self.workflow_id is None):
            raise ValueError("calls one operation (`operationId`) or one workflow (`workflowId`)")
        if self.workflow_id is not None and (self.request_body is not None or self.compensate is not None):
            raise ValueError("calls a workflow, which has neither a request body nor an undo of its own")
        if self.for_each is not None and self.workflow_id is None:
            raise ValueError("repeats a workflow: name it under `workflowId`")
        return self


class WorkflowForm(Form):
    """A workflow."""

    workflow_id: Identifier = Field(description="The name of the workflow, in the whole catalog.")
    summary: Text | None = Field(default=None, description="What it does, in a sentence.")
    description: Text | None = Field(default=None, description="What it does, at length (CommonMark).")
    inputs: dict[str, JsonValue] | None = Field(default=None, description="A JSON Schema of its inputs.")
    steps: tuple[StepForm, ...] = Field(min_length=1, max_length=500, description="Its steps, in order.")
    success_actions: tuple[AnySuccess, ...] = Field(default=(), description="What follows a step that says nothing.")
    failure_actions: tuple[AnyFailure, ...] = Field(default=(), description="What follows a failure by default.")
    outputs: dict[Identifier, Expression] = Field(default_factory=dict, description="What its caller may use.")
    start: StartForm | None = Field(
        default=None, alias="x-govkit-workflow", description="What starts it; without it, others call it."
    )


class SourceForm(Form):
    """A source description: the API version that operations are of."""

    name: Identifier = Field(description="The name of the source in this document.")
    url: Text = Field(description="The description, from this file on: `../../specs/erp/2.2.0/openapi.yaml`.")
    type: Literal["openapi"] = Field(default="openapi", description="OpenAPI descriptions are the only sources.")


class InfoForm(Form):
    """What the document says of itself."""

    title: Text = Field(description="The title.")
    version: Text = Field(description="The version of this document.")
    summary: Text | None = Field(default=None, description="What it holds, in a sentence.")
    description: Text | None = Field(default=None, description="What it holds, at length (CommonMark).")


class ComponentsForm(Form):
    """What several workflows of a document share."""

    inputs: dict[Identifier, dict[str, JsonValue]] = Field(default_factory=dict, description="JSON Schemas of inputs.")
    parameters: dict[Identifier, ParameterForm] = Field(default_factory=dict, description="Parameters.")
    success_actions: dict[Identifier, SuccessActionForm] = Field(default_factory=dict, description="After success.")
    failure_actions: dict[Identifier, FailureActionForm] = Field(default_factory=dict, description="After failure.")


class DocumentForm(Form):
    """A document."""

    arazzo: Annotated[str, Field(pattern=r"^1\.1\.[0-9]+$")] = Field(description="The version of Arazzo: `1.1.0`.")
    self_: Text | None = Field(default=None, alias="$self", description="The address of this document.")
    info: InfoForm = Field(description="What the document says of itself.")
    source_descriptions: tuple[SourceForm, ...] = Field(min_length=1, description="The API versions that are called.")
    workflows: tuple[WorkflowForm, ...] = Field(min_length=1, max_length=100, description="The workflows.")
    components: ComponentsForm = Field(default_factory=ComponentsForm, description="What workflows share.")
