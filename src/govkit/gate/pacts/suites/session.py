"""The end of a run of consumers' tests: which pacts are whole, what changes in the catalog, and how that is told."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from govkit.errors import GovkitError
from govkit.gate.configuration import estate_top
from govkit.gate.estates.loading import open_estate
from govkit.gate.pacts.suites.landing import Landed, Pair, landing

_PATTERNS = ("test_*.py", "*_test.py")


class Session:
    """What the tests of one run made, wherever they ran."""

    def __init__(
        self, catalog: Path, made: Sequence[dict[str, Any]], covered: Sequence[tuple[Path, bool]], *, stopped: bool
    ) -> None:
        """`covered` is what the run was asked for; one that was `stopped` has not run all of it."""
        self._catalog = catalog
        self._made = [one for one in made if "interactions" in one]
        self._lacking = [one.get("file") for one in made if one.get("lacks")]
        self._covered, self._stopped = covered, stopped
        self._homes = self._folders()
        self.lines: list[str] = []
        """What is told when the run is over."""

    def _folders(self) -> dict[Pair, Path]:
        """The folder of the tests of each pact: the closest one around all of them."""
        files: dict[Pair, set[str]] = defaultdict(set)
        for one in self._made:
            files[one["consumer"], one["api"]].add(str(Path(one["file"]).parent))
        return {pair: Path(os.path.commonpath(sorted(several))) for pair, several in files.items()}

    def is_whole(self, pair: Pair) -> bool:
        """Whether every test has run, and passed, of the folder in which the tests of a pact lie."""
        home = self._homes[pair]
        if self._stopped or None in self._lacking:
            return False
        if any(Path(file).is_relative_to(home) for file in self._lacking if file is not None):
            return False
        return any(all_of_it and home.is_relative_to(path) for path, all_of_it in self._covered) or self._by_files(home)

    def _by_files(self, home: Path) -> bool:
        """Whether the run was asked for each file of tests in a folder."""
        asked = {path.resolve() for path, all_of_it in self._covered if all_of_it}
        files = [one.resolve() for one in home.rglob("*.py") if any(fnmatch(one.name, like) for like in _PATTERNS)]
        return bool(files) and asked.issuperset(files)

    def finish(self, *, write: bool) -> bool:
        """Writes what changes, or only tells of it; whether the catalog is as the run has it, or is made so."""
        top = estate_top(self._catalog)
        assert top is not None, "tests that made pacts had a catalog"
        try:
            made = [((one["consumer"], one["api"]), one["interactions"]) for one in self._made]
            found = landing(open_estate(cwd=self._catalog), top, made, self.is_whole)
            if write:
                found.done()
        except GovkitError as error:
            self.lines += str(error).splitlines()
            return False
        for one in found.pacts:
            self.lines += self._told(one, write=write)
        for made_once in self._made:
            self.lines += made_once["unread"]
        if found.changes and not write:
            self.lines += ["the catalog is not as these tests have it: run them with --govkit-pacts=write, and commit"]
        return write or not found.changes

    def _told(self, one: Landed, *, write: bool) -> list[str]:
        said = ("written" if write else "missing") if one.is_new else "as it was"
        part = "" if self.is_whole((one.consumer, one.api)) else "; the run had a part of its tests, the rest stays"
        lines = [f"{one.path}: {said}{part}"]
        return lines + [f"  no test makes “{name}” any more" for name in one.dropped]
