"""How a field is made of others: the forms of the small language in which mappings are declared.

A way leads from an object down to a value: names between slashes, `0` for the first item of a list (escapes `~1` and
`~0` as in RFC 6901). Inside `each` and `in` it starts at the item or object; a slash before it starts at the record.
`.` is the item or object itself: of a list of texts, each text.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias, Union

from pydantic import Discriminator, Field, JsonValue, Tag

from govkit.catalog.entries.form import EntityRef, Form, Text, Way, tagged

Scalar: TypeAlias = str | int | float | bool | None


@tagged("(value)")
class ConstantForm(Form):
    """The same value always."""

    value: JsonValue = Field(description="The value.")


@tagged("(from)")
class TakenForm(Form):
    """A value as it is."""

    from_: Way = Field(alias="from", description="Where it is taken from.")
    default: JsonValue = Field(default=None, description="The value where there is none.")


@tagged("(map)")
class MapForm(Form):
    """A value for each of those that may come: all of them must stand here."""

    map: dict[str, Scalar] = Field(min_length=1, description="From each value of the source to that of the target.")
    from_: Way | None = Field(
        default=None, alias="from", description="Where the value is taken from; else from the field of the same name."
    )
    default: Scalar = Field(default=None, description="The value where the source has none at all.")


@tagged("(with)")
class FunctionForm(Form):
    """A value that a function makes of others; `govkit explain` tells of each function."""

    with_: Text = Field(alias="with", description="The name of the function.")
    from_: Union[Way, tuple[Union[Way, ConstantForm], ...]] = Field(  # noqa: UP007  pydantic reads it
        alias="from", description="What it is made of: a way, or one for each argument in order."
    )
    default: JsonValue = Field(default=None, description="The value where there is none.")


@tagged("(each)")
class EachForm(Form):
    """A list, item by item of another: an object of `fields`, or one value each."""

    each: Way = Field(description="The list.")
    fields: dict[Way, Declaration] | None = Field(default=None, description="The fields of each object.")
    item: Declaration | None = Field(default=None, description="What becomes of each item that is no object.")

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError where it is not said what becomes of an item, or twice."""
        if (self.fields is None) == (self.item is None):
            raise ValueError("says under `fields` or under `item` what becomes of each item")


@tagged("(fields)")
class ObjectForm(Form):
    """An object. It is there where what it is made of is."""

    fields: dict[Way, Declaration] = Field(min_length=1, description="Its fields.")
    in_: Way | None = Field(default=None, alias="in", description="The object whose members its ways name.")


@tagged("(list)")
class ListForm(Form):
    """A list of what is named here, without what has no value."""

    list: tuple[Declaration, ...] = Field(min_length=1, description="The items.")


@tagged("(first)")
class FirstForm(Form):
    """The first of several that has a value."""

    first: tuple[Declaration, ...] = Field(min_length=2, description="In the order in which they are tried.")


@tagged("(ref)")
class ReferenceForm(Form):
    """Another object: its identifier in the system becomes the canonical one, and the other way."""

    ref: EntityRef = Field(description="The entity of the object.")
    from_: Way = Field(alias="from", description="Where the identifier is taken from.")
    type: Text | None = Field(
        default=None, description="The type of the identifier in the system, where the entity has several there."
    )


_BY_KEY = {
    "each": "(each)",
    "list": "(list)",
    "first": "(first)",
    "value": "(value)",
    "with": "(with)",
    "ref": "(ref)",
    "map": "(map)",
    "fields": "(fields)",
}


def _kind_of(declared: Any) -> str:
    """Which form a declaration has: told by its keys, most telling first."""
    if isinstance(declared, str):
        return "(way)"
    if isinstance(declared, Form):
        return str(type(declared).tag)
    keys = declared if isinstance(declared, dict) else {}
    return next((tag for key, tag in _BY_KEY.items() if key in keys), "(from)")


Declaration: TypeAlias = Annotated[
    Union[  # noqa: UP007  pydantic reads it
        Annotated[Way, Tag("(way)")],
        Annotated[ConstantForm, Tag("(value)")],
        Annotated[TakenForm, Tag("(from)")],
        Annotated[MapForm, Tag("(map)")],
        Annotated[FunctionForm, Tag("(with)")],
        Annotated[EachForm, Tag("(each)")],
        Annotated[ObjectForm, Tag("(fields)")],
        Annotated[ListForm, Tag("(list)")],
        Annotated[FirstForm, Tag("(first)")],
        Annotated[ReferenceForm, Tag("(ref)")],
    ],
    Discriminator(_kind_of),
]
"""How one field is made."""

for _form in (EachForm, ObjectForm, ListForm, FirstForm):
    _form.model_rebuild()
