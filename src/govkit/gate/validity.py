"""Whether documents are in order, each by itself."""

from __future__ import annotations

from collections.abc import Sequence

from govkit.errors import UsageError
from govkit.findings import Finding
from govkit.gate.compared import contract_of, lines_of
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.gate.overlaying import opened
from govkit.spec.documents import Library
from govkit.spec.openapi.semantics import semantics
from govkit.spec.openapi.strictness import strict_findings


def validate(paths: Sequence[str], options: Options) -> Outcome:
    """Judges the documents at some paths, those below the working directory where none is given.

    With `strict`, openapi-spec-validator judges as well. Raises InputError for what cannot be read.
    """
    findings: list[Finding] = []
    libraries: list[Library] = []
    notes: list[str] = []
    if options.overlays and len(paths) > 1:
        raise UsageError(f"{len(paths)} paths are named, and overlays are for one document", hint="name one of them")
    for path in paths or (".",):
        for library, document in opened(path, options.overlays, notes).values():
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
        notes=tuple(notes),
        line_of=lines_of(libraries),
    )
