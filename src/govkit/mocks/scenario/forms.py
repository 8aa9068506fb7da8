"""The files of a scenario: `mocks/scenario.yaml` says what is so, `mocks/<system>/records.yaml` how a system has it."""

from __future__ import annotations

from typing import Any

from pydantic import Field, JsonValue

from govkit.catalog.entries import Kind
from govkit.catalog.entries.form import ApiVersionRef, Day, EntityRef, Form, Text
from govkit.mocks.drift.form import DriftOrder

MOST_RECORDS = 1_000_000


class FactKind(Form):
    """One kind of facts."""

    entity: EntityRef | None = Field(default=None, description="The canonical entity that each is a record of.")
    each: int = Field(
        default=1, ge=1, le=100, strict=True, description="How many there are for each of the records asked for."
    )
    count: int | None = Field(
        default=None,
        ge=0,
        le=MOST_RECORDS,
        strict=True,
        description="How many there are, however many records are asked for.",
    )
    of: dict[Text, Text] = Field(
        default_factory=dict,
        description="Other facts that one belongs to, by the names that expressions use: `customer: div($n, 2)`, or "
        "`parent: 'customer: $n - 1'` where the name is not that of the kind.",
    )
    when: Text | None = Field(default=None, description="An expression: whether there is one of that number.")
    let: dict[Text, JsonValue] = Field(default_factory=dict, description="Values that others are made of.")
    identifiers: dict[Text, dict[Text, JsonValue]] = Field(
        default_factory=dict, description="Its identifiers by system and type, the usual type of a system first."
    )
    record: dict[Text, JsonValue] = Field(
        default_factory=dict, description="The members of the canonical record, `id` among them."
    )
    story: dict[Text, dict[Text, JsonValue]] = Field(
        default_factory=dict,
        description="Facts that are told and not made, by name: what of them is otherwise than usual. An identifier is "
        "written `system/type`, a fact that it belongs to by that one's name.",
    )


class ScenarioSpec(Form):
    """What is so in the business, for all systems alike."""

    records: int = Field(
        default=40, ge=1, le=MOST_RECORDS, strict=True, description="How many of each kind there are, if nobody asks."
    )
    on: Day = Field(description="The day as of which all is told.")
    words: dict[Text, JsonValue] = Field(default_factory=dict, description="Lists and tables that expressions name.")
    drift: tuple[DriftOrder, ...] = Field(
        default=(),
        description="Records in which systems disagree from the start, and again after each reset.",
    )
    facts: dict[Text, FactKind] = Field(min_length=1, description="The kinds of facts.")


class Shown(Form):
    """Records of a collection: each shows a fact, or is given as it is."""

    over: Text | None = Field(default=None, description="The kind of facts that are shown.")
    when: Text | None = Field(default=None, description="An expression: which of them are.")
    mapping: Text | None = Field(
        default=None, description="The mapping that is run backwards over the canonical record of each."
    )
    fields: dict[Text, JsonValue] = Field(
        default_factory=dict, description="Members beside those that the mapping makes, or in their place."
    )
    items: dict[Text, dict[Text, JsonValue]] = Field(
        default_factory=dict, description="Members of the items of a list that the mapping makes; `item` is its item."
    )
    links: dict[Text, Text] = Field(
        default_factory=dict, description="Path parameters above the collection that no field of a record tells."
    )
    omit: tuple[Text, ...] = Field(default=(), description="Members that the mapping makes, and this collection lacks.")
    instead: bool = Field(default=False, description="Whether these records stand instead of the examples, not beside.")
    records: tuple[dict[str, Any], ...] = Field(default=(), description="Records as they are.")
    examples: dict[Text, dict[Text, Text]] = Field(
        default_factory=dict,
        description="Where the examples of the description belong, by their identifiers (where they have none, by "
        "their numbers from 0): the path parameters above each. Without `links`, all examples are shown anyway.",
    )

    def model_post_init(self, _: object, /) -> None:
        """Raises ValueError where it is not said what is shown, or twice."""
        if sum(bool(said) for said in (self.over, self.records, self.examples)) != 1:
            raise ValueError("says one of `over` (which facts are shown), `records` and `examples`")


class ApiRecords(Form):
    """The records of one version of an API."""

    api: ApiVersionRef = Field(description="The version of the API.")
    collections: dict[Text, tuple[Shown, ...]] = Field(
        min_length=1, description="What each collection begins with, by its path."
    )


class RecordsSpec(Form):
    """How a system has what is so."""

    apis: tuple[ApiRecords, ...] = Field(min_length=1, description="The versions of its API.")


SCENARIO = Kind(
    name="Scenario",
    folder="mocks",
    summary="What is so in the business, by rule and seed, for the mocks of all systems.",
    spec=ScenarioSpec,
    example="""\
apiVersion: govkit/v1
kind: Scenario
metadata:
  name: small-shop
spec:
  on: 2026-11-02
  words:
    towns: [Berlin, Utrecht, Ghent]
  facts:
    customer:
      entity: customer
      let:
        town: = pick($towns)
      identifiers:
        crm: {company: 'co_{2001 + $n}'}
        billing: {customer: 'cus_{2001 + $n}'}
      record:
        id: cst-{2001 + $n}
        name: Waterworks of {$town} {$n + 1}
        region: eu
        status: active
""",
)
RECORDS = Kind(
    name="Records",
    folder="mocks",
    summary="How a system has what is so: mappings run backwards, and what they do not tell.",
    spec=RecordsSpec,
    example="""\
apiVersion: govkit/v1
kind: Records
metadata:
  name: billing
spec:
  apis:
    - api: billing@3.0.0
      collections:
        /customers:
          - over: customer
            mapping: billing-3-customer
            fields:
              id: = key($self)
              phone: null
""",
)
