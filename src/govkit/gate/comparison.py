"""What changed between two contracts that somebody names."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.errors import UsageError
from govkit.findings import Finding
from govkit.gate.compared import compare_contracts, completed, contract_of, lines_of
from govkit.gate.configuration import settings
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.gate.presence import api_added, api_removed
from govkit.spec.documents import Document, Library, is_folder, open_source, sources_in

Named = dict[str, tuple[Library, Document]]


def diff(old: str, new: str, options: Options) -> Outcome:
    """Compares two documents, or the documents of two folders by name.

    Each argument is a file, a folder, `-` for standard input, or `REV:path`. Raises InputError, GitError, UsageError.
    """
    if old == new == "-":
        raise UsageError("only one side can come from standard input")
    options = completed(options, settings())
    before, after = _sources(old), _sources(new)
    if len(before) == len(after) == 1:
        ((_, left),), ((_, right),) = before.items(), after.items()
        findings = _compared(left, right, options)
        count = 1
    else:
        findings = list(_by_name(before, after, options))
        count = len(before.keys() | after.keys())
    read = [library for library, _ in (*before.values(), *after.values())]
    return Outcome(
        command="diff",
        findings=tuple(findings),
        profile=options.profile or "wire",
        old=old,
        new=new,
        compared=count,
        line_of=lines_of(read),
    )


def _sources(argument: str) -> Named:
    if not argument.strip():
        raise UsageError("an argument is empty", hint="is a variable empty that should name a document?")
    if is_folder(argument):
        return {name: (library, document) for name, library, document in sources_in(argument)}
    library, document = open_source(argument)
    return {document.path: (library, document)}


def _compared(old: tuple[Library, Document], new: tuple[Library, Document], options: Options) -> list[Finding]:
    return compare_contracts(contract_of(*old, options), contract_of(*new, options), options)


def _by_name(before: Named, after: Named, options: Options) -> Iterator[Finding]:
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield api_removed(contract_of(*before[name], options))
        elif name not in before:
            yield api_added(contract_of(*after[name], options))
        else:
            yield from _compared(before[name], after[name], options)
