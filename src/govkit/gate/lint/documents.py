"""The documents of API versions under lint: what is poor in each, and what they say that is compared with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from govkit.catalog.entries import VersionOf
from govkit.errors import InputError
from govkit.findings import Finding
from govkit.gate.cache import Cache
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.estates.definitions import open_definition
from govkit.gate.estates.watched import Watched, findings_form
from govkit.gate.lint.facts import Facts
from govkit.gate.lint.kept import Kept
from govkit.gate.lint.rulesets import Ruling, digest_of_all
from govkit.gate.lint.single import linted
from govkit.gate.options import Options
from govkit.spec.documents import Files
from govkit.spec.openapi import Contract


class Documents:
    """The documents of an estate, each read when somebody asks and it is not what it was."""

    def __init__(self, files: Files, cache: Cache | None) -> None:
        self._files = files
        self._facts = Kept(files, cache, "facts")
        self._findings = Kept(files, cache, "findings")
        self._last: tuple[VersionOf, Contract, dict[str, str | None]] | None = None

    def facts(self, version: VersionOf) -> Facts | None:
        """What a version's document says; None where it cannot be read, which is told elsewhere."""
        try:
            said = self._facts.of(
                "\n".join(version.files), lambda files: asdict(Facts.of(self._contract(files, version)))
            )
        except InputError:
            return None
        return Facts(**{name: tuple(value) if isinstance(value, list) else value for name, value in said.items()})  # type: ignore[arg-type]  # as they were written

    def findings(self, version: VersionOf, rulings: Sequence[Ruling], *, own: bool = True) -> list[Finding]:
        """What is poor in a version's document by some rulesets and, if asked, by govkit's rules. Raises InputError."""
        labels = [ruling.file.label for ruling in rulings]
        name = "\n".join((version.api.name, self._files.label(version.files[0]), *version.files, str(own), *labels))

        def make(files: Watched) -> object:
            found = linted(self._contract(files, version), rulings, own=own, known_owner=True)
            return findings_form().dump_python(found, mode="json")

        said = self._findings.of(name, make, digest_of_all(rulings))
        return list(findings_form().validate_python(said)) if said else []

    @property
    def asked(self) -> dict[str, str | None]:
        """The files that facts were read from, by their digests; None for one that is not there."""
        return self._facts.asked

    def save(self) -> None:
        """Keeps what was found for the next time."""
        self._facts.save()
        self._findings.save()

    def _contract(self, files: Watched, version: VersionOf) -> Contract:
        """The contract of a version; the last one is not read twice."""
        if self._last is None or self._last[0] is not version:
            watched = Watched(self._files)
            library, document = open_definition(watched, version.files, [])
            contract = contract_of(library, document, Options(), version.api.name)
            self._last = version, contract, watched.asked
        files.asked |= self._last[2]
        return self._last[1]
