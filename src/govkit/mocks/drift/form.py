"""The form of an order of drift, in a scenario and in the control API alike."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from govkit.catalog.entries.form import Form, Text, Way

MOST = 100_000
_Count = Annotated[int, Field(ge=0, le=MOST, strict=True)]


class DriftOrder(Form):
    """Records of one collection that are to be otherwise than the other platforms have them."""

    system: Text | None = Field(
        default=None, description="The system, by the name that it is served under; needless where there is one only."
    )
    collection: Text = Field(description="The path of the collection, as `/customers`.")
    differ: _Count = Field(default=0, description="In how many records a field says something else.")
    missing: _Count = Field(default=0, description="How many records are not there.")
    extra: _Count = Field(default=0, description="How many records are there that no other platform knows.")
    fields: tuple[Way, ...] = Field(
        default=(),
        description="The fields that may say something else, as `email` or `billing_address/city`. Without any: those "
        "at the top that neither name the record or another nor tell when it was written.",
    )
    seed: Annotated[int, Field(ge=0, strict=True)] | None = Field(
        default=None, description="What decides which records, and how; the seed of the mocks where nothing is said."
    )

    def model_post_init(self, _: object, /) -> None:
        """Raises ValueError where nothing is ordered."""
        if not self.differ + self.missing + self.extra:
            raise ValueError("says how many records `differ`, are `missing` or are `extra`")
