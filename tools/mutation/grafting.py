"""Puts the code of a mutant into the functions that live in this process, whoever keeps them under whatever name."""

from __future__ import annotations

import functools
import gc
from collections import Counter
from collections.abc import Iterator
from types import CodeType, FunctionType


def changed(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The functions of a module that differ in a mutant of it, before and after; inner ones too, where they pair."""
    before, after = _inner(old), _inner(new)
    if [one.co_qualname for one in before] != [one.co_qualname for one in after]:
        return
    for one, other in zip(before, after, strict=True):
        if one != other:
            if one.co_name != "<module>" and not _is_class(one):
                yield one, other
            yield from changed(one, other)


def _inner(code: CodeType) -> list[CodeType]:
    return [one for one in code.co_consts if isinstance(one, CodeType)]


def _is_class(code: CodeType) -> bool:
    return "__qualname__" in code.co_names and "__module__" in code.co_names and not code.co_argcount


def graft(file: str, old: str, new: str) -> int:
    """Changes the functions of a module to those of another text of it, and says how many were changed.

    `file` is the module's file as functions know it. Two functions of one name in one line are told apart by nothing:
    they change with the function that makes them.
    """
    pairs = changed(compile(old, file, "exec", dont_inherit=True), compile(new, file, "exec", dont_inherit=True))
    found = [(_key(before), after) for before, after in pairs]
    often = Counter(key for key, _ in found)
    others = {key: after for key, after in found if often[key] == 1}
    count = 0
    for function in (one for one in gc.get_objects() if type(one) is FunctionType):
        code = function.__code__
        other = others.get(_key(code)) if code.co_filename == file else None
        if other is not None and len(other.co_freevars) == len(code.co_freevars):
            function.__code__ = other
            count += 1
    return count


def _key(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def forget() -> None:
    """Empties what functions of govkit keep of earlier calls: it may come from the code before the change."""
    for one in gc.get_objects():
        if type(one) is _CACHE and str(getattr(one, "__module__", "")).startswith("govkit."):
            one.cache_clear()


_CACHE = type(functools.cache(int))
