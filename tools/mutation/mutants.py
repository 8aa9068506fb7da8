"""The mutants of a module: what mutmut's operators make of it, without those that change no law.

Left out are changes of what is only said to people (the arguments of `raise`, texts with blanks), of what only the
type checker reads (`cast`), and of what runs when a module is imported: rules and tables are data, and tests of their
examples hold them.
"""

from __future__ import annotations

import ast
import difflib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

import libcst as cst
from mutmut.mutation.file_mutation import Mutation, create_mutations

from tools.mutation.grafting import changed


@dataclass(frozen=True)
class Mutant:
    """A module with one small change: its whole text, the lines of the first statement that differs, the difference."""

    file: str
    text: str
    lines: range
    diff: tuple[str, ...]

    @property
    def line(self) -> int:
        """Where it differs first."""
        return self.lines.start


def possible(file: Path, root: Path) -> list[Mutant]:
    """All mutants of a module that could change a law, in the order of the source."""
    name, text = str(file.relative_to(root)), file.read_text(encoding="utf-8")
    return list(_made(name, text, _mutations(name, text)))


def sample(file: Path, root: Path, count: int, seed: int) -> tuple[int, list[Mutant]]:
    """How many mutants a module has, and some of them, the same for the same seed and source.

    Of a small module it is an eighth of them, two at least.
    """
    name, text = str(file.relative_to(root)), file.read_text(encoding="utf-8")
    module, mutations = _mutations(name, text)
    drawn = random.Random(f"{seed}:{name}").sample(mutations, len(mutations))  # noqa: S311  a sample, not a secret
    count = min(count, max(2, len(mutations) // 8))
    chosen: list[Mutant] = []
    for mutant in _made(name, text, (module, drawn)):
        if len(chosen) == count:
            break
        chosen.append(mutant)
    return len(mutations), sorted(chosen, key=lambda one: (one.line, one.diff))


def _mutations(name: str, text: str) -> tuple[cst.Module, list[Mutation]]:
    module, mutations, _, _ = create_mutations(name, text)
    said = _Said()
    module.visit(said)
    return module, [one for one in mutations if _changes_a_law(one, said)]


def _changes_a_law(mutation: Mutation, said: _Said) -> bool:
    node = mutation.original_node
    if not isinstance(mutation.contained_by_top_level_function, cst.FunctionDef) or id(node) in said.nodes:
        return False
    return not (isinstance(node, cst.SimpleString) and " " in node.value)


class _Said(cst.CSTVisitor):
    """The nodes below a `raise` and in a `cast`, by their identity."""

    def __init__(self) -> None:
        super().__init__()
        self.nodes: set[int] = set()

    def visit_Raise(self, node: cst.Raise) -> None:  # the library's name for it
        self.nodes |= {id(one) for one in _below(node)}

    def visit_Call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Name) and node.func.value == "cast":
            self.nodes |= {id(node), *(id(one) for one in _below(node.args[0]))}


def _below(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _below(child)


def _made(name: str, text: str, of: tuple[cst.Module, list[Mutation]]) -> Iterator[Mutant]:
    module, mutations = of
    statements = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    original = _compiled(text, name)
    assert original is not None
    for one in mutations:
        mutated = module.deep_replace(one.original_node, one.mutated_node)
        assert isinstance(mutated, cst.Module)
        code = _compiled(mutated.code, name)
        if code is not None and any(changed(original, code)):
            line, diff = _difference(text, mutated.code)
            yield Mutant(name, mutated.code, _statement(statements, line), diff)


def _compiled(text: str, name: str) -> CodeType | None:
    try:
        return compile(text, name, "exec", dont_inherit=True)
    except SyntaxError:  # an operator does not see that `return` stands in a loop of a generator, or `*` in a call
        return None


def _difference(old: str, new: str) -> tuple[int, tuple[str, ...]]:
    """The first line that differs, and all that do: `-` before, `+` after."""
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    changes = [one for one in matcher.get_opcodes() if one[0] != "equal"]
    lines = [
        line
        for _, first, last, new_first, new_last in changes
        for line in (*(f"-{one}" for one in before[first:last]), *(f"+{one}" for one in after[new_first:new_last]))
    ]
    return changes[0][1] + 1, tuple(lines)


def _statement(statements: list[ast.stmt], line: int) -> range:
    """The lines of the smallest statement about a line, its head where it has a body; first among them the line."""
    around = [one for one in statements if one.lineno <= line <= (one.end_lineno or one.lineno)]
    smallest = min(around, key=lambda one: (one.end_lineno or one.lineno) - one.lineno)
    body = getattr(smallest, "body", None)
    last = body[0].lineno if isinstance(body, list) else (smallest.end_lineno or smallest.lineno) + 1
    return range(smallest.lineno, max(last, line + 1))
