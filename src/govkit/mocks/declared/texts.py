"""The texts of a `mock.yaml` that hold expressions: read, held against the schemas, their mistakes told."""

from __future__ import annotations

from typing import Any

from govkit.mocks.declared.functions import GRAMMAR
from govkit.mocks.declared.kinds import Complain, Judge, Kind, Roots
from govkit.mocks.declared.mistakes import Mistakes
from govkit.mocks.declared.numbering import Form, form_of
from govkit.spec.documents import Pointer
from govkit.spec.expressions import ExpressionError, Template, TemplateError, Tree, parsed, template
from govkit.spec.expressions.evaluation import ITEM
from govkit.spec.expressions.templates import PLACE, Computed, Fixed, ForEach, Items, Members, Woven


class Texts:
    """Reads expressions; None stands for what could not be read, which has been told."""

    def __init__(self, judge: Judge, mistakes: Mistakes) -> None:
        self._judge = judge
        self._mistakes = mistakes

    def value(self, pointer: Pointer, text: str | None, roots: Roots) -> Tree | None:
        """An expression."""
        tree = self._parsed(pointer, text)
        if tree is not None:
            self._judge.kind_of(tree, roots, self._teller(pointer, text or ""))
        return tree

    def item_of(self, tree: Tree | None, roots: Roots) -> Kind:
        """The kind of the items of a list."""
        return self._judge.items_of(tree, roots, lambda *_: None) if tree is not None else None

    def condition(self, pointer: Pointer, text: str | None, roots: Roots) -> Tree | None:
        """An expression that is true or false."""
        tree = self._parsed(pointer, text)
        if tree is not None:
            self._judge.condition(tree, roots, self._teller(pointer, text or ""))
        return tree

    def template(self, pointer: Pointer, value: Any, roots: Roots) -> Template | None:
        """A value with expressions in it."""
        try:
            made = template(value, GRAMMAR)
        except TemplateError as error:
            at = (*pointer, *error.pointer)
            text = _at(value, error.pointer)
            self._mistakes.add(at, error.message, error.hint, text=text, column=error.column)
            return None
        self._check(pointer, value, made, roots)
        return made

    def form(self, pointer: Pointer, text: str, roots: Roots) -> Form | None:
        """The form of identifiers."""
        try:
            made = form_of(text, GRAMMAR)
        except ExpressionError as error:
            self._mistakes.add(pointer, error.message, error.hint, text=text, column=error.column)
            return None
        for part in (*made.before, *made.after):
            if not isinstance(part, str):
                self._check(pointer, text, part, roots)
        return made

    def _parsed(self, pointer: Pointer, text: str | None) -> Tree | None:
        if text is None:
            return None
        try:
            return parsed(text, GRAMMAR)
        except ExpressionError as error:
            self._mistakes.add(pointer, error.message, error.hint, text=text, column=error.column)
            return None

    def _teller(self, pointer: Pointer, text: str) -> Complain:
        def tell(column: int, message: str, hint: str) -> None:
            self._mistakes.add(pointer, message, hint, text=text, column=column)

        return tell

    def _check(self, pointer: Pointer, value: Any, made: Template, roots: Roots) -> None:
        """Holds all expressions of a template against the schemas."""
        match made:
            case Computed(tree=tree):
                shift = 1 if value.startswith("=") else 0
                tell = self._teller(pointer, value)
                self._judge.kind_of(tree, roots, lambda column, m, h: tell(column + shift, m, h))
            case Woven(parts=parts):
                for part in (one for one in parts if not isinstance(one, str)):
                    self._judge.kind_of(part, roots, self._teller(pointer, value))
            case Members(members=members):
                for name, inner in members.items():
                    self._check((*pointer, name), value[name], inner, roots)
            case Items(items=items):
                for at, inner in enumerate(items):
                    self._check((*pointer, at), value[at], inner, roots)
            case ForEach():
                self._check_each(pointer, value, made, roots)
            case Fixed():
                pass

    def _check_each(self, pointer: Pointer, value: Any, made: ForEach, roots: Roots) -> None:
        each = (*pointer, "$each")
        item = self._judge.items_of(made.source, roots, self._teller(each, value["$each"]))
        self._check((*pointer, "$make"), value["$make"], made.made, {**roots, ITEM: item, PLACE: None})


def _at(value: Any, pointer: tuple[str | int, ...]) -> str:
    for part in pointer:
        value = value[part]
    return value if isinstance(value, str) else ""
