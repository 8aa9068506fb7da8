"""Git, asked through its own executable: revisions, merge bases, what changed between two of them.

No argument passes a shell, a revision can never be taken for an option, and nothing in the repository is written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from govkit.errors import GitError

if TYPE_CHECKING:
    import subprocess

_TIMEOUT = 60.0
_UNSHALLOW = "run `git fetch --unshallow origin`, or set `fetch-depth: 0` for actions/checkout"
# A hook is told where its repository lies; here the folder that one asks from says it.
_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE")


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs: `old` is None where it was added, `new` where it was removed; two names are a rename."""

    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A file of a revision: its mode (`120000` is a symbolic link), its blob and its path from the top."""

    mode: str
    blob: str
    path: str


class Repository:
    """A Git repository with its working tree, or a bare one. Paths are relative to `toplevel`, with `/`."""

    def __init__(self, toplevel: Path) -> None:
        self.toplevel = toplevel

    @classmethod
    def find(cls, cwd: Path) -> Repository | None:
        """The repository that holds a folder, or None; GitError where Git is missing or refuses to look."""
        answer = _call(["rev-parse", "--show-toplevel"], cwd)
        if answer.returncode and b"must be run in a work tree" in answer.stderr:
            answer = _call(["rev-parse", "--absolute-git-dir"], cwd)
        if answer.returncode == 0:
            return cls(Path(_path(answer.stdout.removesuffix(b"\n"))))
        if b"not a git repository" in answer.stderr:
            return None
        raise _failed(answer)

    @cached_property
    def is_shallow(self) -> bool:
        """Whether the history was cut off when it was cloned."""
        return self._run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def commit(self, revision: str) -> str:
        """The full id of the commit that a revision names. Raises GitError that says what might be meant."""
        if "\0" not in revision and revision:
            answer = _call(
                ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"], self.toplevel
            )
            if answer.returncode == 0 and not answer.stdout.startswith(b"^"):
                return answer.stdout.decode().strip()
            kind = self.kind(revision)
            if kind in ("tree", "blob"):
                raise GitError(
                    f"there is no revision {revision!r} in {self.toplevel.name}: that is a {kind}, not a commit",
                    hint="name a branch, a tag or a commit; a file of one is REV:path",
                )
        raise GitError(f"there is no revision {revision!r} in {self.toplevel.name}", hint=self._revision_hint(revision))

    def kind(self, name: str) -> str | None:
        """What a name stands for in this repository: `commit`, `tag`, `tree`, `blob`; None where for nothing."""
        if "\0" in name or not name or name.startswith("-"):
            return None
        answer = _call(["rev-parse", "--verify", "--quiet", "--end-of-options", name], self.toplevel)
        if answer.returncode or answer.stdout.startswith(b"^"):
            return None
        found = _call(["cat-file", "-t", answer.stdout.decode().strip()], self.toplevel)
        return found.stdout.decode().strip() if found.returncode == 0 else None

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is no commit yet."""
        return self._run("rev-list", "-n1", "--all") == b""

    @cached_property
    def is_bare(self) -> bool:
        """Whether there is no working tree."""
        return self._run("rev-parse", "--is-bare-repository").strip() == b"true"

    def _revision_hint(self, revision: str) -> str:
        import difflib

        names = self._run("for-each-ref", "--format=%(refname:lstrip=2)").decode("utf-8", "replace").split("\n")
        names = [name for name in names if name and not name.endswith("/HEAD")]
        if not names and self.is_empty:
            return "the repository has no commit yet"
        hints = []
        close = difflib.get_close_matches(revision, names, 3, 0.6)
        if close:
            hints.append(f"did you mean {' or '.join(close)}?")
        if self.is_shallow:
            hints.append(f"this is a shallow clone: {_UNSHALLOW}")
        elif not close:
            branch = revision.removeprefix("origin/")
            named = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_./-]*", branch) and not re.fullmatch(r"[0-9a-f]{7,}", branch)
            hints.append(
                f"if it exists elsewhere, run `git fetch origin {branch}`" if named else "run `git fetch origin`"
            )
        return "; ".join(hints)

    def merge_base(self, a: str, b: str) -> str:
        """The id of the commit that two revisions share. Raises GitError where their histories do not meet."""
        answer = _call(["merge-base", self.commit(a), self.commit(b)], self.toplevel)
        if answer.returncode == 0:
            return answer.stdout.decode().split()[0]
        if answer.returncode != 1:
            raise _failed(answer)
        if self.is_shallow:
            raise GitError(
                f"the commit that {a} and {b} share is not in this shallow clone",
                hint=f"the history was cut off when it was cloned: {_UNSHALLOW}",
            )
        raise GitError(
            f"{a} and {b} have no commit in common: their histories are unrelated",
            hint="name a revision from the same history, such as the branch that this one was started from",
        )

    def changed(self, base: str, head: str | None) -> list[FileChange]:
        """What differs between two commits, or a commit and the working tree (None), sorted by name.

        The working tree counts as it lies: untracked files too, ignored ones not.
        """
        if head is not None:
            return _sorted(_changes(self._diff(base, head)))
        changes = _changes(self._diff(base))
        others = [path for path in self._untracked() if not path.endswith("/")]
        if others and any(change.new is None for change in changes):
            return _sorted(self._changed_with(others, base))
        at_base = {change.old for change in changes}
        return _sorted([*changes, *(FileChange(None, path) for path in others if path not in at_base)])

    def _diff(self, *revisions: str, index: Path | None = None) -> bytes:
        options = ("--name-status", "-z", "-M", "--no-ext-diff", "--no-textconv", "--no-relative", "--no-color")
        return self._run("diff", *options, *revisions, "--", index=index)

    def _untracked(self) -> list[str]:
        return _paths(self._run("ls-files", "--others", "--exclude-standard", "-z"))

    def _changed_with(self, others: list[str], base: str) -> list[FileChange]:
        """Changes of the working tree, untracked files taken in through a copy of the index, so that moves are seen."""
        import shutil
        import tempfile

        with tempfile.TemporaryDirectory(prefix="govkit-") as folder:
            index = Path(folder) / "index"
            real = self.toplevel / _path(self._run("rev-parse", "--git-path", "index").removesuffix(b"\n"))
            if real.exists():
                shutil.copyfile(real, index)
            names = b"\0".join(os.fsencode(path) for path in others)
            add = ("add", "--intent-to-add", "--pathspec-from-file=-", "--pathspec-file-nul")
            self._run("--literal-pathspecs", "-c", "advice.addEmbeddedRepo=false", *add, index=index, stdin=names)
            return _changes(self._diff(base, index=index))

    def mentioning(self, words: Iterable[str], commit: str | None, under: str = "") -> list[str]:
        """The files below a folder that hold one of some whole words, at a commit or in the working tree (None).

        Untracked files of the working tree are among them, ignored ones are not.
        """
        special = re.compile(r"([\\.^$*+?()\[\]{}|])")
        return self._grep([special.sub(r"\\\1", word) for word in words], commit, under, "-w")

    def matching(self, patterns: Iterable[str], commit: str | None, under: str = "") -> list[str]:
        """As `mentioning`, for extended regular expressions (POSIX)."""
        return self._grep(patterns, commit, under)

    def _grep(self, patterns: Iterable[str], commit: str | None, under: str, *options: str) -> list[str]:
        wanted = [part for pattern in patterns for part in ("-e", pattern)]
        revision = [] if commit is None else [self.commit(commit)]
        untracked = ["--untracked"] if commit is None else []
        asked = ("grep", *untracked, "-l", "-z", "-a", "-E", "--no-color", "--full-name", *options, *wanted, *revision)
        answer = _call(("--literal-pathspecs", *asked, "--", *([under] if under else ())), self.toplevel)
        if answer.returncode > 1:  # 1 is: nothing found
            raise _failed(answer)
        start = f"{revision[0]}:" if revision else ""
        return sorted(path.removeprefix(start) for path in _paths(answer.stdout))

    def is_dirty(self, paths: Sequence[str] = ()) -> bool:
        """Whether the working tree differs from HEAD, untracked files included; below some paths only, if given."""
        status = ("status", "--porcelain", "-z", "--untracked-files=normal", "--ignore-submodules=none")
        return bool(self._run("--literal-pathspecs", *status, "--", *paths))

    def default_branch(self) -> str | None:
        """The branch that others branch from: what origin/HEAD names, else origin/main, main and the like."""
        answer = _call(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"], self.toplevel)
        named = [answer.stdout.decode().strip()] if answer.returncode == 0 else []
        for name in (*named, "origin/main", "origin/master", "main", "master"):
            folder = "remotes" if name.startswith("origin/") else "heads"
            if _call(["show-ref", "--verify", "--quiet", f"refs/{folder}/{name}"], self.toplevel).returncode == 0:
                return name
        return None

    @property
    def branch(self) -> str | None:
        """The branch that is checked out; None where none is."""
        answer = _call(["symbolic-ref", "--quiet", "--short", "HEAD"], self.toplevel)
        return answer.stdout.decode("utf-8", "replace").strip() or None if answer.returncode == 0 else None

    def tree(self, commit: str) -> dict[str, str]:
        """The blob of every file of a commit, by path."""
        return {entry.path: entry.blob for entry in self.entries(commit)}

    def entries(self, commit: str) -> list[TreeEntry]:
        """Every file of a commit; submodules are left out."""
        found = []
        for line in self._run("ls-tree", "-r", "-z", "--full-tree", self.commit(commit)).split(b"\0"):
            about, _, path = line.partition(b"\t")
            if path:
                mode, kind, blob = about.decode().split()
                if kind == "blob":
                    found.append(TreeEntry(mode, blob, _path(path)))
        return found

    def _run(self, *arguments: str, index: Path | None = None, stdin: bytes = b"") -> bytes:
        answer = _call(arguments, self.toplevel, index=index, stdin=stdin)
        if answer.returncode:
            raise _failed(answer)
        return answer.stdout


def environment(index: Path | None = None) -> dict[str, str]:
    """What Git is started with: it answers in English, takes no locks, and asks nobody for a password."""
    variables = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    variables |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    return variables if index is None else variables | {"GIT_INDEX_FILE": str(index)}


def missing_git() -> GitError:
    """The error where there is no Git executable."""
    return GitError("Git is needed here and is not installed", hint="install git, or put its folder on PATH")


def git_setting(name: str, folder: Path) -> str | None:
    """What the user has told Git under a name, such as `user.email`. Raises GitError where Git cannot be asked."""
    answer = _call(["config", "--get", name], folder)
    return answer.stdout.decode("utf-8", "replace").strip() or None if answer.returncode == 0 else None


def _call(
    arguments: Sequence[str], cwd: Path, *, index: Path | None = None, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    import subprocess  # most of what reads documents starts no process, and would wait for it

    command = ["git", *arguments]
    try:
        return subprocess.run(  # noqa: S603  no shell, and every revision stands behind a guard
            command, cwd=cwd, env=environment(index), input=stdin, capture_output=True, timeout=_TIMEOUT, check=False
        )
    except FileNotFoundError as error:
        if cwd.is_dir():
            raise missing_git() from error
        raise GitError(f"there is no folder {cwd}") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"`git {arguments[0]}` did not answer within {_TIMEOUT:.0f} seconds") from error
    except OSError as error:
        raise GitError(f"git cannot be started in {cwd}: {error.strerror}") from error


def _failed(answer: subprocess.CompletedProcess[bytes]) -> GitError:
    text = answer.stderr.decode("utf-8", "replace").strip()
    first, _, rest = text.partition("\n")
    hint = None
    if "dubious ownership" in text:
        command = re.search(r"git config .*", rest)
        hint = f"if you trust it, run `{command.group().strip()}`" if command else None
    return GitError(f"Git says: {first.removeprefix('fatal: ') or f'exit code {answer.returncode}'}", hint=hint)


def _path(name: bytes) -> str:
    return os.fsdecode(name)


def _paths(output: bytes) -> list[str]:
    return [_path(name) for name in output.split(b"\0") if name]


def _changes(output: bytes) -> list[FileChange]:
    """The changes in the output of `git diff --name-status -z`."""
    parts = iter(output.split(b"\0"))
    found = []
    for status in parts:
        match status[:1]:
            case b"":
                break
            case b"R":
                found.append(FileChange(_path(next(parts)), _path(next(parts))))
            case b"C":
                next(parts)
                found.append(FileChange(None, _path(next(parts))))
            case b"A":
                found.append(FileChange(None, _path(next(parts))))
            case b"D":
                found.append(FileChange(_path(next(parts)), None))
            case _:
                path = _path(next(parts))
                found.append(FileChange(path, path))
    return found


def _sorted(changes: list[FileChange]) -> list[FileChange]:
    return sorted(changes, key=lambda change: (change.new or change.old or "", change.old or ""))
