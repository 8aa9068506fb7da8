"""What may befall a delivery, as it is declared: it comes twice, late, behind the next, never, or ill signed.

The forms need pydantic, and whoever serves one file declares nothing: this is imported where something is declared.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator

from govkit.catalog.entries.form import Form
from govkit.catalog.texts import Duration
from govkit.mocks.webhooks.fates import SUGGESTED

_LONGEST = 30 * 86_400.0
_Odds = Annotated[float, Field(ge=0, le=1)]
_Seconds = Annotated[float, Field(ge=0, le=_LONGEST)]


class BadOrder(ValueError):
    """An order that is none; says why."""


class Delay(Form):
    """How often deliveries come late, and by how much."""

    odds: _Odds = Field(default=1.0, description="How often, 0 to 1.")
    seconds: tuple[_Seconds, _Seconds] = Field(description="The least and the most.")

    @field_validator("seconds")
    @classmethod
    def _ordered(cls, value: tuple[float, float]) -> tuple[float, float]:
        if value[0] > value[1]:
            raise ValueError("names the least first, then the most")
        return value


class Odds(Form):
    """What befalls deliveries of some events. Of several that fit, the first counts."""

    system: str = Field(default="*", description="The systems, with `*` for any text.")
    event: str = Field(default="*", description="The events, with `*` for any text.")
    duplicate: _Odds = Field(default=0.0, description="How often an event is delivered twice.")
    delay: Delay | None = Field(default=None, description="How often, and by how much, it comes late.")
    reorder: _Odds = Field(default=0.0, description="How often it comes behind the next one.")
    lose: _Odds = Field(default=0.0, description="How often it is never sent.")
    corrupt: _Odds = Field(default=0.0, description="How often the first try has a signature of another secret.")
    stale: _Odds = Field(default=0.0, description="How often the first try was signed long ago.")
    times: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="How many deliveries it strikes; all without it."
    )


class Retries(Form):
    """How often a delivery is tried that was not taken."""

    after: tuple[Duration, ...] = Field(
        default=(), max_length=50, description="The pauses between tries, as ISO 8601 writes them."
    )
    jitter: _Odds = Field(default=0.1, description="How much longer a pause may be, as a part of it.")
    timeout: Annotated[float, Field(gt=0, le=120)] = Field(
        default=10.0, description="Seconds in which a receiver must answer, on the machine's clock."
    )

    @property
    def pauses(self) -> tuple[float, ...]:
        """The pauses in seconds; by default those that Standard Webhooks suggests."""
        return tuple(one.total_seconds() for one in self.after) or SUGGESTED


class WebhooksForm(Form):
    """How the webhooks of a system behave."""

    odds: tuple[Odds, ...] = Field(default=(), description="What befalls deliveries; the first that fits counts.")
    retries: Retries = Field(default=Retries(), description="How often a delivery is tried.")


def orders_of(raw: Any) -> list[Odds]:
    """Orders as JSON has them: one, or a list. Raises BadOrder."""
    listed = raw if isinstance(raw, list) else [raw]
    if len(listed) > 1_000:
        raise BadOrder("there are at most 1,000 orders at a time")
    try:
        return [Odds.model_validate(one) for one in listed]
    except ValidationError as error:
        raise BadOrder(complaint(error)) from error


def complaint(error: ValidationError) -> str:
    """The first thing that is wrong, in one line."""
    found = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(map(str, found["loc"]))
    return f"`{place}`: {found['msg']}" if place else str(found["msg"])
