"""The looser ways of JSONPath-Plus to read an expression: cut into words, each of which is a step."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from govkit.checks.lint.spectral.paths.ascending import ascended, here_and_below
from govkit.checks.lint.spectral.paths.errors import PathError
from govkit.checks.lint.spectral.paths.filters.reading import KINDS, read
from govkit.checks.lint.spectral.paths.grammar import MOST_UPS, filters
from govkit.checks.lint.spectral.paths.tree import Branch, Condition, Names, Slice, Step

_KINDS = re.compile(rf"@(?:{'|'.join(sorted(KINDS | {'other'}))})\(\)")
_KIND_INSIDE = re.compile(r";(@[a-zA-Z]+\(\));")
_FILTER = re.compile(r"[\['](\??\(.*?\))[\]'](?!.\])")
_QUOTED = re.compile(r"\[['\"]([^'\]]*)['\"]\]")
_BOUNDARY = re.compile(r"['\"]?\.['\"]?(?![^\[]*\])|\[['\"]?")
_UPS = re.compile(r";?(\^+);?")
_REST = re.compile(r";$|'?\]|'$")
_KEPT = re.compile(r"#(\d+)")
_SLICE = re.compile(r"(-?\d*):(-?\d*):?(\d*)")
_FROM_END = re.compile(r"\(\s*@\.length\s*-\s*(\d+)\s*\)")
_MOST = 64


def words(expression: str) -> list[str]:
    """The words that JSONPath-Plus cuts an expression into, by the same steps."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(_KIND_INSIDE.sub(r"\1", match[1]))
        return f"[#{len(kept) - 1}]"

    text = _KINDS.sub(";\\g<0>;", expression)
    text = _FILTER.sub(keep, text)
    text = _QUOTED.sub(lambda match: "['" + match[1].replace(".", "%@%").replace("~", "%%@@%%") + "']", text)
    text = _BOUNDARY.sub(";", text.replace("~", ";~;"))
    text = text.replace("%@%", ".").replace("%%@@%%", "~")
    text = _UPS.sub(lambda match: ";" + ";".join(match[1]) + ";", text)
    text = _REST.sub("", re.sub(r";;;|;;", ";..;", text))
    found = []
    for word in text.split(";"):
        numbered = _KEPT.search(word)
        found.append(kept[int(numbered[1])] if numbered and int(numbered[1]) < len(kept) else word)
    return found[1:] if len(found) > 1 and found[0] == "$" else found


class _Ways:
    """The ways as they grow, word by word. `deep`: the next word is looked for at any depth."""

    def __init__(self, expression: str) -> None:
        self.text = expression
        self.branches = [Branch(())]
        self.deep = False
        self.is_over = False
        self.ups = 0

    def take(self, word: str) -> None:
        """Goes on by a word."""
        special = _WORDS.get(word)
        if special is not None:
            special(self)
        elif word.startswith("?("):
            self._filter(word)
        elif word.startswith("("):
            self._from_end(word)
        elif word.startswith("@"):
            self._kind(word)
        else:
            self._keys(word)

    def _keys(self, word: str) -> None:
        if (found := _SLICE.fullmatch(word)) is not None:
            start, end, step = (int(part) if part else 0 for part in found.groups())
            self.step(Step(Slice(start, end or None, step or 1, is_counted=True)))
        elif word.startswith("`"):
            self.step(Step(Names((word[1:],))))
        elif "," in word:
            self._union(word.split(","))
        else:
            self.step(Step(Names((word,))))

    def step(self, step: Step) -> None:
        """One step down, for each of the ways."""
        step = replace(step, deep=self.deep)
        self.branches = [replace(branch, steps=(*branch.steps, step)) for branch in self.branches]
        self.deep = False

    def _union(self, names: list[str]) -> None:
        if not any(name in _WORDS or name[:1] in ("?", "(", "@", "`") or ":" in name for name in names):
            self.step(Step(Names(tuple(dict.fromkeys(names)))))
            return
        before, deep, found = self.branches, self.deep, list[Branch]()
        for name in names:
            self.branches, self.deep = before, deep
            self.take(name)
            found += self.branches
        self.branches = found

    def _filter(self, word: str) -> None:
        text = word[2:-1] if word.endswith(")") else word[2:]
        try:
            self.step(Step(None, conditions=filters(read(text))))
        except PathError as error:
            raise error.moved(max(0, self.text.find(text))) from None

    def _from_end(self, word: str) -> None:
        found = _FROM_END.fullmatch(word)
        if found is None:
            raise PathError(
                f"[{word}] is no expression that is known", max(0, self.text.find(word)), "there is [(@.length-1)]"
            )
        start = -int(found[1])
        self.step(Step(Slice(start, start + 1 or None, 1, is_counted=True)))

    def _kind(self, word: str) -> None:
        try:
            conditions = filters(read(word))
        except PathError as error:
            raise error.moved(max(0, self.text.find(word))) from None
        self.settle()
        self.branches = [_with(branch, conditions) for branch in self.branches]
        self.is_over = True

    def settle(self) -> None:
        """Where dots came before, at any depth means: here, and at every object and array below."""
        if self.deep:
            self.branches = [way for branch in self.branches for way in here_and_below(branch)]
            self.deep = False

    def go_deep(self) -> None:
        """`..`."""
        self.deep = True

    def go_up(self) -> None:
        """`^`."""
        self.settle()
        self.branches = [way for branch in self.branches for way in ascended(branch)]
        self.ups += 1
        if len(self.branches) > _MOST or self.ups > MOST_UPS:
            raise PathError("the expression goes up and down too often")

    def want_key(self) -> None:
        """`~`, behind which nothing counts."""
        self.settle()
        self.branches = [replace(branch, keyed=True) for branch in self.branches]
        self.is_over = True


_WORDS: dict[str, Callable[[_Ways], None]] = {
    "*": lambda ways: ways.step(Step()),
    "..": _Ways.go_deep,
    "^": _Ways.go_up,
    "~": _Ways.want_key,
    "$": lambda _: None,
}


def _with(branch: Branch, conditions: tuple[Condition, ...]) -> Branch:
    if not branch.steps:
        return replace(branch, at_root=(*branch.at_root, *conditions))
    last = branch.steps[-1]
    return replace(branch, steps=(*branch.steps[:-1], replace(last, conditions=(*last.conditions, *conditions))))


def read_fallback(expression: str) -> tuple[Branch, ...]:
    """The ways of an expression. Raises PathError."""
    ways = _Ways(expression)
    for word in words(expression):
        if ways.is_over:
            break
        ways.take(word)
    if ways.deep:
        raise PathError("nothing stands behind ..", len(expression), "all nodes below are ..*")
    return tuple(ways.branches)
