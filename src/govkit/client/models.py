"""What generated models derive from, and what is kept of values that a contract does not know yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from govkit.client.pointers import member_of


class Model(BaseModel):
    """An object of a contract. Members that it does not know are kept, and sent on; None may also stand for absent.

    `model_fields_set` tells an absent member from one that is null, and only members that were set are sent.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        protected_namespaces=(),
        defer_build=True,
    )


class UnknownObject(Model):
    """One of several objects, of a kind that the contract does not know yet."""


class Unknown(str):
    """A value that the contract does not list: the provider has learnt a new word."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Unknown({super().__repr__()})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A text, where nothing that is listed fits."""
        del source, handler
        return core_schema.no_info_after_validator_function(cls._of, core_schema.str_schema())

    @classmethod
    def _of(cls, text: str) -> Self:
        return cls(text)


def by_tag(name: str, tags: Mapping[str, str]) -> Callable[[Any], str]:
    """What tells the members of a union apart: by the value of a property, to the tag of a member; to "" else."""

    def tag_of(value: Any) -> str:
        found = member_of(value, name)
        return tags.get(found, "") if isinstance(found, str) else ""

    return tag_of
