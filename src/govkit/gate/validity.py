"""Whether documents are in order, each by itself."""

from __future__ import annotations

from collections.abc import Sequence

from govkit.errors import UsageError
from govkit.findings import Finding
from govkit.gate.compared import contract_of, lines_of
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.spec.documents import Document, Library, is_folder, open_source, sources_in
from govkit.spec.openapi.semantics import semantics
from govkit.spec.openapi.strictness import strict_findings


def _documents(path: str) -> list[tuple[Library, Document]]:
    if not path.strip():
        raise UsageError("a path is empty", hint="is a variable empty that should name a document?")
    if is_folder(path):
        return [(library, document) for _, library, document in sources_in(path)]
    return [open_source(path)]


def validate(paths: Sequence[str], options: Options) -> Outcome:
    """Judges the documents at some paths, those below the working directory where none is given.

    With `strict`, openapi-spec-validator judges as well. Raises InputError for what cannot be read.
    """
    findings: list[Finding] = []
    libraries: list[Library] = []
    for path in paths or (".",):
        for library, document in _documents(path):
            libraries.append(library)
            contract = contract_of(library, document, Options())
            findings += semantics(contract)
            if options.strict:
                findings += strict_findings(contract)
    return Outcome(
        command="validate",
        findings=tuple(findings),
        new=", ".join(paths) or ".",
        compared=len(libraries),
        line_of=lines_of(libraries),
    )
