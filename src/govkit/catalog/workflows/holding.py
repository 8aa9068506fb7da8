"""Values held against what takes them: what every call and every body has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from govkit.catalog.workflows.facts import About, Fact, MayLack, Open, Refused, ValueUnknown
from govkit.catalog.workflows.model import Value
from govkit.catalog.workflows.scope import Scope
from govkit.catalog.workflows.setting import Setting
from govkit.catalog.workflows.types import Read, Type, Unknown
from govkit.spec.documents import Pointer
from govkit.spec.expressions.templates import Computed, Template, Woven
from govkit.spec.expressions.tree import written
from govkit.spec.schemas.shape import Spot


class Holder:
    """Holds values against schemas; what it finds is told to `say`, what is looked at stands in `reads`."""

    def __init__(self, setting: Setting, say: Callable[[Fact], None]) -> None:
        self.setting = setting
        self.say = say
        self.reads: list[Read] = []

    def read(self, one: Type | Unknown, how: str, at: Pointer, step: str = "") -> None:
        """Notes that a value is looked at."""
        if one.origins:
            self.reads.append(Read(step, how, one.origins, at))

    def typed(self, value: Value | Template, scope: Scope, at: Pointer, about: About) -> Type:
        """What a value may be; names that lead nowhere are said."""
        template = value.made if isinstance(value, Value) else value

        return scope.template(template, lambda found, expression, _: self.unknown(found, expression, at, about))

    def unknown(self, found: Unknown, expression: str, at: Pointer, about: About, key: str = "") -> None:
        """Says that an expression names what is not there."""
        self.say(
            ValueUnknown(
                at=at,
                expression=expression,
                message=found.message,
                name=found.name,
                known=found.known,
                origins=found.origins,
                key=key or expression,
                about=about,
            )
        )

    def lack(self, value: Value, what: str, one: Type, about: About) -> None:
        """Says that there may be nothing where something is needed."""
        expression = shown(value) or what
        self.say(
            MayLack(
                at=value.at,
                what=what,
                expression=expression,
                because=one.lacks[0],
                key=what,
                origins=one.origins,
                about=about,
            )
        )

    def hold(
        self,
        template: Template,
        one: Type,
        takes: Spot,
        at: Pointer,
        part: str,
        about: About,
        whole: Callable[[Any], Any] = lambda value: value,
        path: tuple[str | int, ...] = (),
        *,
        identifies: bool = False,
    ) -> bool:
        """Whether all that a value may be is taken; what is not is said, `whole` makes the message of it.

        `identifies`: it may be an identifier, whose form is the business of whoever gave it.
        """
        right = True
        for spot in one.spots:
            fit = self.setting.fitting.of(spot, takes)
            if fit.holds is False and not (isinstance(template, Woven) and self._takes_text(takes)):
                right = False
                self.say(
                    Refused(
                        at=at,
                        part=part,
                        path=path,
                        value=whole(fit.value),
                        because=fit.because,
                        key=f"{part} {path}",
                        origins=one.origins,
                        identifies=identifies and self._is_text(spot, takes),
                        about=about,
                    )
                )
                break
            if fit.holds is not True:
                because = fit.because if fit.holds is None else "a text is put together, and nobody knows how long"
                self.say(Open(at=at, part=part, because=because, key=f"{part} {path}", about=about))
        return right

    def _takes_text(self, takes: Spot) -> bool:
        """Whether some text is taken."""
        return "string" in self.setting.fitting.shapes.of(takes).types

    def _is_text(self, spot: Spot, takes: Spot) -> bool:
        """Whether both sides are texts, of which none are listed."""
        shape = self.setting.fitting.shapes.of(takes)
        listed = shape.enum is not None or shape.unions or shape.opaque or shape.types != {"string"}
        return not listed and self.setting.fitting.shapes.of(spot).types == {"string"}


def shown(value: Value) -> str:
    """A value as it is written, where it is an expression; empty for any other."""
    return written(value.made.tree) if isinstance(value.made, Computed) else ""
