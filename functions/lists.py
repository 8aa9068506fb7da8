"""Sorting and choosing."""

from typing import Annotated, NotRequired, TypedDict

from govkit.functions import Refusal, Schema, SchemaOf, function


@SchemaOf("billing@3.0.0", "SubscriptionEntity")
class Entity(TypedDict):
    """A company that uses a subscription, as billing tells it; what else it has stays as it is."""

    external_id: str
    parent_external_id: NotRequired[str | None]


Companies = Annotated[list[Entity], "The companies.", Schema(maxItems=200)]


class Entities(TypedDict):
    """Companies that use a subscription."""

    entities: Companies


@SchemaOf("billing@3.0.0", "Entitlement")
class Entitlement(TypedDict):
    """What a customer may use, as billing tells it; what else it has stays as it is."""

    feature: str


Rights = Annotated[list[Entitlement], "The entitlements.", Schema(maxItems=100)]


class Entitlements(TypedDict):
    """Entitlements of a customer."""

    entitlements: Rights


@function
def parents_first(entities: Companies) -> Annotated[Entities, "The same companies, parents first."]:
    """Sort companies so that parents come before their children.

    Sorts the companies of a subscription by `parent_external_id`. A parent that is not in the list counts as known.
    Companies that do not depend on each other keep their order. Where parents lead back to a company, the answer is 422
    and names it.
    """
    left, known, found = list(entities), {one["external_id"] for one in entities}, list[Entity]()
    while left:
        ready = next((one for one in left if one.get("parent_external_id") not in known), None)
        if ready is None:
            circle = " → ".join(_circle(left))
            raise Refusal("circle", "The parents form a circle", f"Each is a child of the next: {circle}.")
        left.remove(ready)
        found.append(ready)
        if not any(one["external_id"] == ready["external_id"] for one in left):
            known.discard(ready["external_id"])
    return {"entities": found}


def _circle(entities: list[Entity]) -> list[str]:
    """The companies of a circle, from one to itself; each of them has a parent among them."""
    parents = {one["external_id"]: str(one.get("parent_external_id")) for one in entities}
    way = [next(iter(parents))]
    while way[-1] not in way[:-1]:
        way.append(parents[way[-1]])
    return way[way.index(way[-1]) :]


@function
def first_of_each_feature(entitlements: Rights) -> Annotated[Entitlements, "Each feature once."]:
    """Choose the entitlement that counts of each feature.

    Billing lists an override before what it overrides. Of the entitlements with the same `feature` the first is kept;
    the order stays.
    """
    found: dict[str, Entitlement] = {}
    for one in entitlements:
        found.setdefault(one["feature"], one)
    return {"entitlements": list(found.values())}
