"""What schemas say of lists, apart from their items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.shape import Spot


def misfit(fitting: Fitting, sent: Spot, taken: Spot) -> int | None:
    """How many items may come that are too many, or too few; None where their number fits."""
    may, must = fitting.shapes.of(sent).limits, fitting.shapes.of(taken).limits
    most = must.get("maxItems")
    if most is not None and may.get("maxItems", most + 1) > most:
        return int(most) + 1
    least = int(must.get("minItems", 0))
    return least - 1 if may.get("minItems", 0) < least else None


def doubts(fitting: Fitting, targets: Sequence[Spot], *, sure: int | None, several: bool) -> Iterator[str]:
    """Why some lists may not be taken though each item is.

    `sure` is how many items there are at least, None where none is lost; `several`: there may be more than one.
    """
    shapes = [fitting.shapes.of(target) for target in targets]
    if several and any(True in shape.sets.get("uniqueItems", ()) for shape in shapes):
        yield "no item may come twice, and nothing shows that none does"
    least = max((int(shape.limits.get("minItems", 0)) for shape in shapes), default=0)
    if sure is not None and sure < least:
        yield f"it must have {least} or more, and items that become nothing are left out"


def member_doubts(fitting: Fitting, targets: Sequence[Spot], sure: int) -> Iterator[str]:
    """Why some objects may not be taken though each member is: at least `sure` members are always there."""
    shapes = [fitting.shapes.of(target) for target in targets]
    least = max((int(shape.limits.get("minProperties", 0)) for shape in shapes), default=0)
    if sure < least:
        yield f"it must have {least} or more members, and there may be {sure or 'none'}"
