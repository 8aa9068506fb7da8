"""The schemas of one contract as a server meets them: a validator is built at its first use, of what it reaches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from govkit.direction import Direction
from govkit.mocks.drawing import Drawing
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract, MediaType
from govkit.spec.openapi.payloads import media_spots, value_schema
from govkit.spec.openapi.wire.reading import Reader
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Shape, Shapes, Spot
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.standalone import BudgetExceeded, Role, Standalone
from govkit.spec.schemas.validators import Refusal, Validator
from govkit.spec.schemas.vocabulary import ALL_FORMATS

_MOST_BRANCHES = 12


class Checked:
    """A spot with its validator, which is built at the first use."""

    __slots__ = ("_book", "_members", "_shape", "_validator", "accepts", "spot")

    accepts: Callable[[Any], bool]
    """Whether a value is allowed. Every message asks several times: once there is a validator, this is its own word."""

    def __init__(self, book: Schemas, spot: Spot) -> None:
        self.spot = spot
        self.accepts = self._accepts_first
        self._book = book
        self._members: dict[str, Checked] = {}
        self._shape: Shape | None = None
        self._validator: Validator | bool | None = False

    @property
    def validator(self) -> Validator | None:
        """The validator; None where the schema cannot be compiled, and nothing is refused."""
        if isinstance(self._validator, bool):
            self._validator = self._book.compiled(self.spot)
        return self._validator

    def _accepts_first(self, value: Any) -> bool:
        validator = self.validator
        self.accepts = _anything if validator is None else validator.accepts
        return self.accepts(value)

    @property
    def is_built(self) -> bool:
        """Whether the validator is there already."""
        return not isinstance(self._validator, bool)

    def release(self) -> None:
        """Gives the validator back; it is built anew where it is needed."""
        self._validator, self.accepts = False, self._accepts_first

    def refusals(self, value: Any) -> list[Refusal]:
        """Why a value is refused."""
        validator = self.validator
        return [] if validator is None else validator.refusals(value)

    @property
    def shape(self) -> Shape:
        """What the spot allows, merged."""
        if self._shape is None:
            self._shape = self._book.shapes.of(self.spot)
        return self._shape

    def names(self) -> list[str]:
        """The properties that the spot knows."""
        return self._book.reader.names(self.spot)

    def items(self) -> Checked | None:
        """The items of a list with their validator; None where nothing is said of them."""
        spot = self.shape.items
        return self._book.checked(spot) if spot else None

    def branches(self) -> list[Checked]:
        """The spot with each branch of its first union: what it may be, one at a time."""
        unions = self.shape.unions
        return (
            [self._book.checked((*self.spot, atom)) for atom in unions[0].branches[:_MOST_BRANCHES]] if unions else []
        )

    def drawn(self) -> Any:
        """A value that is allowed. Raises Undrawable."""
        return self._book.drawing.of(self.spot)

    def member(self, name: str) -> Checked:
        """A property with its validator."""
        known = self._members.get(name)
        if known is None:
            known = self._book.checked(self._book.reader.member(self.spot, name))
            if name in self.shape.properties:
                self._members[name] = known
        return known


def _anything(_: Any) -> bool:
    return True


class Schemas:
    """All schemas of one contract. `way` is request for what comes in and response for what goes out."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.shapes = Shapes()
        self.reader = Reader(self.shapes)
        self.drawing = Drawing(self.shapes, self.checked)
        self._spaces = {
            way: Space(contract.library, contract.dialect, way, ALL_FORMATS, dispatches=True) for way in Direction
        }
        self._known: dict[tuple[int, ...], Checked] = {}
        self._media: dict[tuple[int, str, Direction], tuple[MediaType, Checked]] = {}

    def compiled(self, spot: Spot) -> Validator | None:
        """The validator of a spot."""

        def document() -> Schema:
            return Standalone(Role.PLAIN, budget=100_000).document(spot)

        try:
            return Validator(document(), document)
        except (BudgetExceeded, ValueError, RecursionError):
            return None

    def checked(self, spot: Spot) -> Checked:
        """A spot with its validator, the same for the same schemas."""
        key = tuple(id(atom.schema) for atom in spot)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Checked(self, spot)
        return known

    def media(self, media: MediaType, way: Direction) -> Checked:
        """The schema of a body."""
        key = id(media.node.value), media.name, way
        known = self._media.get(key)
        if known is None:
            space = self._spaces[way]
            known = self._media[key] = media, self.checked(media_spots((media, media), (space, space))[0])
        return known[1]

    def value(self, node: Node, way: Direction) -> Checked:
        """The schema of a parameter or of a header."""
        space = self._spaces[way]
        return self.checked((Atom(value_schema(node, space), space),))
