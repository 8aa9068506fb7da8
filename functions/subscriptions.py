"""What billing needs to know of a contract."""

from decimal import Decimal
from typing import Annotated, NotRequired, TypedDict

from govkit.functions import Refusal, Schema, SchemaOf, function

INTERVALS = {"monthly": "month", "quarterly": "quarter", "yearly": "year"}
"""What the CRM calls an interval, and what billing does, from the shortest to the longest."""


class Line(TypedDict):
    """Something that a contract entitles to, as the CRM tells it."""

    id: str
    product_code: str
    plan_code: NotRequired[str]
    quantity: str
    billing_interval: str


@SchemaOf("crm@4.2.0", "Contract")
class Contract(TypedDict):
    """A contract, as the CRM tells it."""

    id: str
    number: str
    currency: str
    start_date: str
    end_date: str
    lines: list[Line]


@SchemaOf("billing@3.0.0", "Price")
class Price(TypedDict):
    """A price, as billing tells it."""

    id: str
    plan_id: NotRequired[str | None]
    product_code: str
    currency: str
    type: str
    billing_interval: NotRequired[str | None]


class Item(TypedDict):
    """A price to take, and how often: of a metered one that is not known before."""

    price_id: str
    quantity: NotRequired[int]


@SchemaOf("billing@3.0.0", "SubscriptionCreate")
class Subscription(TypedDict):
    """What is to be sent to billing."""

    customer_id: str
    contract_id: str
    contract_number: str
    order_reference: str
    items: list[Item]
    currency: str
    billing_interval: str
    collection_method: str
    start_date: str
    end_date: str
    activation: str


@function
def subscription_of_contract(
    contract: Contract,
    prices: Annotated[list[Price], "Prices that can be sold.", Schema(maxItems=100)],
    customerId: Annotated[str, SchemaOf("billing@3.0.0", "CustomerId")],
    orderNumber: Annotated[str, "Number of the order in the ERP.", Schema(minLength=1, maxLength=40)],
) -> Subscription:
    """Make of a contract what billing needs to create its subscription.

    Finds for each line of the contract the price with its product, its billing interval and its plan, where it names
    one, in the currency of the contract; what is charged by use has a metered price of any interval. Makes of all of
    them one subscription that waits for its activation. Quantities become whole numbers. The longest interval of the
    lines is that of the subscription. A line without a price, or with more than one, is refused with 422.
    """
    chosen = [(line, _price(line, prices, contract["currency"])) for line in contract["lines"]]
    intervals = {price.get("billing_interval") for _, price in chosen}
    longest = next((one for one in reversed(INTERVALS.values()) if one in intervals), None)
    if longest is None:
        raise Refusal("interval", "Nothing recurs", f"No line of {contract['number']} is charged again and again.")
    return {
        "customer_id": customerId,
        "contract_id": contract["id"],
        "contract_number": contract["number"],
        "order_reference": orderNumber,
        "items": [_item(line, price) for line, price in chosen],
        "currency": contract["currency"],
        "billing_interval": longest,
        "collection_method": "automatic_payment",
        "start_date": contract["start_date"],
        "end_date": contract["end_date"],
        "activation": "manual",
    }


def _price(line: Line, prices: list[Price], currency: str) -> Price:
    found = [one for one in prices if one["currency"] == currency and _fits(one, line)]
    if len(found) != 1:
        what = f"{line['product_code']}, {line.get('plan_code', 'no plan')}, {line['billing_interval']}, {currency}"
        names = f": {', '.join(one['id'] for one in found)}" if found else ""
        title = "A line has more than one price" if found else "A line has no price"
        detail = f"For line {line['id']} ({what}) there are {len(found) or 'no'} prices{names}."
        raise Refusal("price", title, detail)
    return found[0]


def _fits(price: Price, line: Line) -> bool:
    """Whether a price is that of a line: a line may name no plan, and what is metered is billed in any interval."""
    if price["product_code"] != line["product_code"] or line.get("plan_code") not in (None, price.get("plan_id")):
        return False
    if line["billing_interval"] == "usage":
        return price["type"] == "metered"
    return price.get("billing_interval") == INTERVALS.get(line["billing_interval"])


def _item(line: Line, price: Price) -> Item:
    if price["type"] == "metered":
        return {"price_id": price["id"]}
    quantity = Decimal(line["quantity"])
    if quantity != int(quantity) or quantity < 1:
        detail = f"Line {line['id']} is for {line['quantity']}, and billing takes whole units, one or more."
        raise Refusal("quantity", "A quantity is no whole number", detail)
    return {"price_id": price["id"], "quantity": int(quantity)}
