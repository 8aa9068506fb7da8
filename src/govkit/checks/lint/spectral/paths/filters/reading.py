"""From the text of a filter's condition to its tree."""

from __future__ import annotations

from functools import lru_cache

from govkit.checks.lint.spectral.model import UNDEFINED
from govkit.checks.lint.spectral.paths.errors import PathError
from govkit.checks.lint.spectral.paths.filters import methods
from govkit.checks.lint.spectral.paths.filters.nodes import (
    Any_,
    Binary,
    Call,
    Choice,
    Context,
    Expression,
    Index,
    Items,
    Kind,
    Literal,
    Logical,
    Member,
    Pattern,
    Static,
    Unary,
)
from govkit.checks.lint.spectral.paths.filters.tokens import Token, tokens
from govkit.checks.lint.spectral.paths.regexes import regex

_CONTEXTS = frozenset({"@", "@property", "@parent", "@parentProperty", "@root", "@path"})
KINDS = frozenset(
    {
        "string",
        "number",
        "boolean",
        "integer",
        "null",
        "array",
        "object",
        "scalar",
        "undefined",
        "function",
        "nonFinite",
    }
)
_WORDS = {
    "true": (True, "boolean"),
    "false": (False, "boolean"),
    "null": (None, "null"),
    "undefined": (UNDEFINED, "undefined"),
    "NaN": (float("nan"), "number"),
    "Infinity": (float("inf"), "number"),
}
_PRECEDENCE = {
    "||": 1, "??": 1, "&&": 2, "==": 6, "!=": 6, "===": 6, "!==": 6, "<": 7, ">": 7, "<=": 7, ">=": 7,
    "+": 9, "-": 9, "*": 10, "/": 10, "%": 10, "in": 12, "~=": 20,
}  # fmt: skip
_DEEP = 64  # of nested parts: nobody writes more, and whoever walks the tree may recurse
_LONG = 100  # of members of members, and of sums: the tree nests as deeply


@lru_cache(maxsize=4096)
def read(text: str) -> Expression:
    """The tree of a condition. Raises PathError."""
    return _Reader(text).whole()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def whole(self) -> Expression:
        found = self._expression()
        if self._token.kind != "end":
            raise self._error(f"{self._token.text!r} is not expected here")
        return found

    def _error(self, message: str, hint: str | None = None) -> PathError:
        return PathError(message, self._token.offset, hint)

    def _next(self) -> Token:
        token = self._token
        self._at += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self._token.kind == "operator" and self._token.text in texts

    def _took(self, text: str) -> bool:
        if self._is(text):
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._took(text):
            what = "the condition ends" if self._token.kind == "end" else f"{self._token.text!r} stands"
            raise self._error(f"{what} where {text!r} is expected")

    def _expression(self) -> Expression:
        self._depth += 1
        if self._depth > _DEEP:
            raise self._error("the condition nests too deeply")
        found = self._binary(0)
        if self._took("?"):
            yes = self._expression()
            self._expect(":")
            found = Choice(found, yes, self._expression())
        self._depth -= 1
        return found

    def _operator(self) -> str | None:
        token = self._token
        if token.kind == "operator" or (token.kind == "name" and token.text == "in"):
            return token.text if token.text in _PRECEDENCE else None
        return None

    def _binary(self, least: int) -> Expression:
        left, count = self._unary(), 0
        while (operator := self._operator()) is not None and _PRECEDENCE[operator] > least:
            self._at += 1
            right = self._binary(_PRECEDENCE[operator])
            count += 1
            if count > _LONG and operator not in ("||", "&&"):
                raise self._error("the condition has too many operators in a row")
            if operator in ("||", "&&"):
                left = _joined(operator, [left, right, *self._others(operator)])
            elif operator == "??":
                left = Logical(operator, left, right)
            elif operator == "~=":
                if not isinstance(right, Literal) or right.kind != "string":
                    raise self._error("~= wants a string with a regular expression behind it")
                left = Call(Pattern(right.value, ""), "test", (left,))
            else:
                left = Binary(operator, left, right)
        return left

    def _others(self, operator: str) -> list[Expression]:
        """What follows with the same operator."""
        found = []
        while self._took(operator):
            found.append(self._binary(_PRECEDENCE[operator]))
        return found

    def _unary(self) -> Expression:
        token = self._token
        if self._is("!", "-", "+") or (token.kind == "name" and token.text in ("typeof", "void")):
            self._at += 1
            self._depth += 1
            if self._depth > _DEEP:
                raise self._error("the condition nests too deeply")
            found = Unary(token.text, self._unary())
            self._depth -= 1
            return found
        return self._chain(self._primary())

    def _primary(self) -> Expression:
        token = self._next()
        if token.kind == "number":
            return Literal(_number(token.text), "number")
        if token.kind == "string":
            return Literal(token.value, "string")
        if token.kind == "regex":
            return self._pattern(token)
        if token.kind == "name":
            return self._name(token)
        if token.text == "(":
            found = self._expression()
            self._expect(")")
            return found
        if token.text == "[":
            return Items(self._list("]"))
        what = "the condition ends" if token.kind == "end" else f"{token.text!r} stands"
        raise PathError(f"{what} where a value is expected", token.offset)

    def _pattern(self, token: Token) -> Pattern:
        try:
            regex(token.text, token.value)
        except PathError as error:
            raise PathError(error.message, token.offset, error.hint) from None
        return Pattern(token.text, token.value)

    def _name(self, token: Token) -> Expression:
        name = token.text
        if name in _WORDS:
            return Literal(*_WORDS[name])
        if name.startswith("@"):
            if name[1:] in KINDS and self._took("("):
                self._expect(")")
                return Kind(name[1:])
            if name in _CONTEXTS:
                return Context(name)
            raise PathError(f"{name} has no meaning", token.offset, "there are " + ", ".join(sorted(_CONTEXTS)))
        if self._took("."):
            called = f"{name}.{self._member()}"
            if called in methods.STATIC:
                self._expect("(")
                return Static(called, self._list(")"))
            raise PathError(f"{called} has no meaning here", token.offset)
        raise PathError(f"the name {name} is not defined", token.offset, "a key with a hyphen is written @['a-b']")

    def _list(self, end: str) -> tuple[Expression, ...]:
        found: list[Expression] = []
        while not self._took(end):
            found.append(self._expression())
            if not self._took(","):
                self._expect(end)
                break
        return tuple(found)

    def _member(self) -> str:
        token = self._next()
        if token.kind != "name":
            raise PathError("a name is expected behind the dot", token.offset, "odd keys are written @['odd key']")
        return token.text

    def _chain(self, of: Expression) -> Expression:
        start = self._at
        while True:
            if self._at - start > 2 * _LONG:
                raise self._error("there are too many members of members")
            if self._is(".", "?."):
                of = self._dotted(of, optional=self._next().text == "?.")
            elif self._took("["):
                of = self._indexed(of, optional=False)
            elif self._is("("):
                raise self._error("only methods can be called", "such as .match(…), .includes(…), .startsWith(…)")
            else:
                return of

    def _dotted(self, of: Expression, *, optional: bool) -> Expression:
        if optional and self._took("["):
            return self._indexed(of, optional=True)
        offset = self._token.offset
        name = self._member()
        if not self._took("("):
            return Member(of, name, optional)
        if name not in methods.METHODS:
            hint = "there are " + ", ".join(sorted(methods.METHODS))
            raise PathError(f"the method {name} is not known", offset, hint)
        return Call(of, name, self._list(")"), optional)

    def _indexed(self, of: Expression, *, optional: bool) -> Expression:
        if self._took("?"):
            self._expect("(")
            condition = self._expression()
            self._expect(")")
            self._expect("]")
            return self._nested(of, condition)
        key = self._expression()
        self._expect("]")
        if isinstance(key, Literal) and key.kind == "string":
            return Member(of, key.value, optional)
        return Index(of, key, optional)

    def _nested(self, of: Expression, condition: Expression) -> Expression:
        match of:
            case Context("@"):
                return Any_(None, condition)
            case Member(Context("@"), name, False):
                return Any_(name, condition)
        raise self._error("a filter inside of a filter goes with @ or a member of it")


def _joined(operator: str, operands: list[Expression]) -> Expression:
    """Many conditions with one operator, as a tree that does not nest more than it must."""
    if len(operands) == 1:
        return operands[0]
    half = len(operands) // 2
    return Logical(operator, _joined(operator, operands[:half]), _joined(operator, operands[half:]))


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
