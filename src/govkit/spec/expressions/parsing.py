"""Tokens → trees, within a grammar: one language, of which each place that holds expressions allows a part."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from govkit.spec.expressions.errors import ExpressionError
from govkit.spec.expressions.functions import Function
from govkit.spec.expressions.lexer import Sort, Token, tokens
from govkit.spec.expressions.tree import COMPARING, LEVELS, Binary, Call, ListOf, Literal, Name, Tree, Unary, Within

_DEEPEST = 60
_CONSTANTS = {"true": True, "false": False, "null": None}
_LOGIC = frozenset({"&&", "||", "!"})
_EQUALITY = frozenset({"==", "!="})


class Feature(StrEnum):
    """A part of the language that a grammar may allow."""

    EQUALITY = "== and !="
    ORDER = "< and >"
    LOGIC = "&&, || and !"
    MEMBERSHIP = "in"
    ARITHMETIC = "arithmetic"
    LISTS = "lists"
    CALLS = "functions"
    EVERY = "* in pointers"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What expressions may be made of: features, the names that values begin with (None: any), functions."""

    features: Collection[Feature] = tuple(Feature)
    names: Collection[str] | None = None
    functions: Mapping[str, Function] = field(default_factory=dict)

    def with_names(self, *names: str) -> Grammar:
        """The same grammar with other names."""
        return Grammar(self.features, names, self.functions)


def parsed(text: str, grammar: Grammar) -> Tree:
    """The tree of a text. Raises ExpressionError."""
    parser = _Parser(tokens(text), grammar)
    tree = parser.expression(0)
    parser.end()
    return tree


def parsed_in_braces(text: str, start: int, grammar: Grammar) -> tuple[Tree, int]:
    """The tree of the text up to the brace that closes it, and the place behind that. Raises ExpressionError."""
    parser = _Parser(tokens(text, start, braced=True), grammar)
    tree = parser.expression(0)
    last = parser.end()
    if last.text != "}":
        raise ExpressionError("the brace is not closed", last.column, "write {{ for a brace that means itself")
    return tree, last.column


def close_to(word: str, known: Collection[str], before: str = "") -> str:
    """A hint at the word that was probably meant."""
    found = difflib.get_close_matches(word[:100], [str(one) for one in known], 1, 0.6)
    if found:
        return f"did you mean `{before}{found[0]}`?"
    listed = ", ".join(f"{before}{one}" for one in sorted(known)[:30])
    return f"there are {listed}" if listed else ""


class _Parser:
    """Precedence climbing, bounded in depth."""

    def __init__(self, found: list[Token], grammar: Grammar) -> None:
        self._tokens = found
        self._at = 0
        self._grammar = grammar
        self._depths: dict[int, int] = {}

    def end(self) -> Token:
        """The last token, where nothing else is left."""
        token = self._tokens[self._at]
        if token.sort is not Sort.END:
            hint = "signs join values: ==, !=, <, <=, >, >=, &&, ||, in, +, -, *, /"
            if token.sort is Sort.WORD and token.text in ("and", "or", "not"):
                hint = f"write `{ {'and': '&&', 'or': '||', 'not': '!'}[token.text] }`"
            elif token.sort is Sort.SIGN and token.text in LEVELS:
                hint = "what is compared is not compared again: join comparisons with &&"
            raise ExpressionError(f"`{token.text}` does not follow", token.column, hint)
        return token

    def expression(self, depth: int, least: int = 1) -> Tree:
        """Values joined by signs that bind at least so tightly."""
        left = self._unary(depth + 1)
        while True:
            token = self._tokens[self._at]
            level = LEVELS.get(token.text, 0) if token.sort in (Sort.SIGN, Sort.WORD) else 0
            if level < least:
                return left
            self._allow(token)
            self._at += 1
            right = self.expression(depth + 1, level + 1)
            left = self._kept(Binary(token.text, left, right, token.column), left, right)
            if level == COMPARING:
                least = max(least, 1)
                following = self._tokens[self._at]
                if LEVELS.get(following.text) == COMPARING and following.sort in (Sort.SIGN, Sort.WORD):
                    hint = "what is compared is not compared again: join comparisons with &&"
                    raise ExpressionError(f"`{following.text}` does not follow", following.column, hint)

    def _kept(self, tree: Tree, *below: Tree) -> Tree:
        depth = 1 + max((self._depths.get(id(one), 0) for one in below), default=0)
        if depth > _DEEPEST:
            raise ExpressionError("the expression nests too deep", tree.column, "divide it")
        self._depths[id(tree)] = depth
        return tree

    def _unary(self, depth: int) -> Tree:
        token = self._tokens[self._at]
        if depth > _DEEPEST:
            raise ExpressionError("the expression nests too deep", token.column, "divide it")
        if token.sort is Sort.SIGN and token.text in "!-":
            self._allow(token)
            self._at += 1
            inner = self._unary(depth + 1)
            return self._kept(Unary(token.text, inner, token.column), inner)
        return self._within(self._primary(depth, token))

    def _within(self, tree: Tree) -> Tree:
        """The way down from a value, where one follows."""
        token = self._tokens[self._at]
        if token.sort is not Sort.STEPS:
            return tree
        self._at += 1
        members, pointer = token.value
        self._check_pointer(pointer, token)
        return self._kept(Within(tree, members, pointer, token.column), tree)

    def _primary(self, depth: int, token: Token) -> Tree:
        self._at += 1
        if token.sort is Sort.NAME:
            return self._name(token)
        if token.sort in (Sort.NUMBER, Sort.TEXT):
            return Literal(token.value, token.column)
        if token.sort is Sort.WORD:
            return self._word(depth, token)
        if token.text == "(" and token.sort is Sort.SIGN:
            tree = self.expression(depth + 1)
            self._expect(")")
            return tree
        if token.text == "[" and token.sort is Sort.SIGN:
            if Feature.LISTS not in self._grammar.features:
                raise ExpressionError("lists are not written here", token.column)
            items = self._listed(depth, "]")
            return self._kept(ListOf(items, token.column), *items)
        self._at -= 1
        missing = "a value is missing" if token.sort is Sort.END else f"`{token.text}` is no value"
        raise ExpressionError(missing, token.column, "a value is a name ($record.status), a text ('open') or a number")

    def _name(self, token: Token) -> Tree:
        root, members, pointer = token.value
        names = self._grammar.names
        if names is not None and root not in names:
            raise ExpressionError(f"there is no `${root}` here", token.column, close_to(root, names, "$"))
        self._check_pointer(pointer, token)
        return Name(root, members, pointer, token.column)

    def _check_pointer(self, pointer: tuple[str, ...] | None, token: Token) -> None:
        if pointer and "*" in pointer and Feature.EVERY not in self._grammar.features:
            raise ExpressionError("`*` is not taken in a pointer here", token.column, "name one item by its place")

    def _word(self, depth: int, token: Token) -> Tree:
        following = self._tokens[self._at]
        is_called = following.sort is Sort.SIGN and following.text == "("
        if token.text in _CONSTANTS and not is_called:
            return Literal(_CONSTANTS[token.text], token.column)
        if not is_called:
            hint = {"and": "write `&&`", "or": "write `||`", "not": "write `!`"}.get(token.text)
            hint = hint or f"a text stands in quotes, '{token.text}', and a value has a $ before its name"
            raise ExpressionError(f"`{token.text}` is no value", token.column, hint)
        if Feature.CALLS not in self._grammar.features:
            raise ExpressionError("functions are not called here", token.column)
        function = self._grammar.functions.get(token.text)
        if function is None:
            hint = close_to(token.text, self._grammar.functions)
            raise ExpressionError(f"there is no function `{token.text}`", token.column, hint)
        self._at += 1
        arguments = self._listed(depth, ")")
        self._check(function, arguments, token)
        return self._kept(Call(token.text, arguments, token.column), *arguments)

    @staticmethod
    def _check(function: Function, arguments: tuple[Tree, ...], token: Token) -> None:
        if not function.least <= len(arguments) <= function.most:
            count = f"{function.least}" if function.least == function.most else f"{function.least} to {function.most}"
            message = f"`{function.name}` takes {count} values, not {len(arguments)}"
            raise ExpressionError(message, token.column, f"write {function.signature}")
        for position, check in function.constants.items():
            if position < len(arguments):
                argument = arguments[position]
                if not isinstance(argument, Literal) or not isinstance(argument.value, str):
                    hint = f"write {function.signature}"
                    raise ExpressionError(f"`{function.name}` wants a text in quotes here", argument.column, hint)
                wrong = check(argument.value)
                if wrong:
                    raise ExpressionError(wrong, argument.column, f"write {function.signature}")

    def _listed(self, depth: int, end: str) -> tuple[Tree, ...]:
        items: list[Tree] = []
        if self._tokens[self._at].text == end and self._tokens[self._at].sort is Sort.SIGN:
            self._at += 1
            return ()
        while True:
            items.append(self.expression(depth + 1))
            token = self._tokens[self._at]
            if token.sort is Sort.SIGN and token.text == ",":
                self._at += 1
                continue
            self._expect(end)
            return tuple(items)

    def _expect(self, sign: str) -> None:
        token = self._tokens[self._at]
        if token.sort is not Sort.SIGN or token.text != sign:
            found = "the end" if token.sort is Sort.END else f"`{token.text}`"
            raise ExpressionError(f"`{sign}` is missing before {found}", token.column)
        self._at += 1

    def _allow(self, token: Token) -> None:
        """Raises ExpressionError where the grammar has no such sign."""
        sign = token.text
        if sign in _LOGIC:
            feature = Feature.LOGIC
        elif sign in _EQUALITY:
            feature = Feature.EQUALITY
        elif sign == "in":
            feature = Feature.MEMBERSHIP
        else:
            feature = Feature.ORDER if LEVELS.get(sign) == COMPARING else Feature.ARITHMETIC
        if feature not in self._grammar.features:
            raise ExpressionError(f"`{sign}` is not taken here", token.column)
