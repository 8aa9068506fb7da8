"""Git: revisions, merge bases and changes, asked of real repositories."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from govkit.errors import GitError, InputError
from govkit.spec.documents import FileChange, GitFiles, Repository

if TYPE_CHECKING:
    from tests.spec.documents.conftest import Checkout

LONG = "".join(f"line {number}\n" for number in range(40))


def found(folder: Path) -> Repository:
    repository = Repository.find(folder)
    assert repository is not None
    return repository


def test_a_repository_is_found_from_a_sub_folder(checkout: Checkout) -> None:
    """From anywhere below the top, the same top is found."""
    checkout.write("specs/billing/openapi.yaml", "openapi: 3.1.0\n")
    assert found(checkout.folder / "specs" / "billing").toplevel == checkout.folder


def test_outside_of_a_repository_there_is_none(tmp_path: Path) -> None:
    """A folder that Git does not know is no error: the answer is None."""
    assert Repository.find(tmp_path) is None


def test_a_linked_worktree_is_a_repository_with_its_own_top(checkout: Checkout, tmp_path: Path) -> None:
    """`git worktree add` gives a folder whose `.git` is a file; revisions are shared with the main one."""
    commit = checkout.commit(a="1")
    checkout.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "-b", "feature")
    linked = found(tmp_path / "linked")
    assert linked.toplevel == tmp_path / "linked"
    assert linked.commit("main") == commit
    (tmp_path / "linked" / "new").write_text("x")
    assert linked.changed(commit, None) == [FileChange(None, "new")]
    assert found(checkout.folder).changed(commit, None) == []


def test_a_bare_repository_answers_too(checkout: Checkout, tmp_path: Path) -> None:
    """Servers have no working tree; revisions can be read all the same."""
    commit = checkout.commit(a="1")
    checkout.git("clone", "--quiet", "--bare", str(checkout.folder), str(tmp_path / "bare.git"))
    bare = found(tmp_path / "bare.git")
    with GitFiles(bare, "main") as files:
        assert (bare.commit("HEAD"), files.read("a")) == (commit, b"1")


def test_a_hook_does_not_lead_to_another_repository(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a hook GIT_DIR names the repository of the hook; the folder that one asks from wins."""
    commit = checkout.commit(a="1")
    monkeypatch.setenv("GIT_DIR", "nowhere/.git")
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere/index")
    assert found(checkout.folder).commit("HEAD") == commit


def test_revisions_are_named_as_git_names_them(checkout: Checkout) -> None:
    """Branches, tags, short ids and `~1` lead to the full id of a commit, an annotated tag to its commit."""
    first, second = checkout.commit(a="1"), checkout.commit(a="2")
    checkout.git("tag", "--annotate", "v1", "--message", "one", first)
    repository = found(checkout.folder)
    assert [repository.commit(name) for name in ("main", "HEAD~1", "v1", second[:10])] == [second, first, first, second]


def test_a_misspelt_revision_gets_the_close_names(checkout: Checkout) -> None:
    """Who types `mian` is asked whether `main` was meant."""
    checkout.commit()
    with pytest.raises(GitError, match="there is no revision 'mian'") as caught:
        found(checkout.folder).commit("mian")
    assert caught.value.hint == "did you mean main?"


def test_a_branch_that_was_never_fetched_gets_the_command_that_fetches_it(checkout: Checkout) -> None:
    """CI checks out one branch; the base is fetched by hand."""
    checkout.commit()
    with pytest.raises(GitError) as caught:
        found(checkout.folder).commit("origin/release")
    assert "git fetch origin release" in str(caught.value.hint)


def test_a_repository_without_commits_says_so(checkout: Checkout) -> None:
    """`HEAD` of a new repository is nothing yet."""
    with pytest.raises(GitError) as caught:
        found(checkout.folder).commit("HEAD")
    assert caught.value.hint == "the repository has no commit yet"


@pytest.mark.parametrize("revision", ["--output=stolen", "-h", "--all", "", "a\0b", "main..main", "^main", "HEAD HEAD"])
def test_a_revision_is_never_an_option(checkout: Checkout, revision: str) -> None:
    """Nothing that stands for a revision can make Git do something else."""
    checkout.commit()
    with pytest.raises(GitError, match="there is no revision"):
        found(checkout.folder).commit(revision)
    assert not (checkout.folder / "stolen").exists()


def test_a_branch_whose_name_starts_with_a_dash_can_be_named(checkout: Checkout) -> None:
    """Git forbids making one, but a server may hold one."""
    commit = checkout.commit()
    (checkout.folder / ".git" / "refs" / "heads" / "-x").write_text(commit + "\n")
    assert found(checkout.folder).commit("-x") == commit


def test_the_merge_base_is_where_two_branches_parted(checkout: Checkout) -> None:
    """What others merged after that does not count as a change of this branch."""
    parted = checkout.commit(a="1")
    checkout.git("switch", "--quiet", "--create", "feature")
    checkout.commit(a="2")
    checkout.git("switch", "--quiet", "main")
    checkout.commit(b="1")
    assert found(checkout.folder).merge_base("main", "feature") == parted


def test_unrelated_histories_have_no_merge_base(checkout: Checkout) -> None:
    """Two branches that never met are told apart from a clone that was cut off."""
    checkout.commit(a="1")
    checkout.git("switch", "--quiet", "--orphan", "other")
    checkout.commit(b="1")
    with pytest.raises(GitError, match="their histories are unrelated"):
        found(checkout.folder).merge_base("main", "other")


def shallow_clone(checkout: Checkout, folder: Path) -> Repository:
    checkout.commit(a="1")
    checkout.git("switch", "--quiet", "--create", "feature")
    checkout.commit(a="2")
    checkout.git("switch", "--quiet", "main")
    checkout.commit(b="1")
    url = checkout.folder.as_uri()
    checkout.git("clone", "--quiet", "--depth=1", "--no-single-branch", url, str(folder))
    return found(folder)


def test_a_shallow_clone_without_the_base_says_how_to_get_it(checkout: Checkout, tmp_path: Path) -> None:
    """The commonest mistake in CI: the checkout holds one commit."""
    clone = shallow_clone(checkout, tmp_path / "clone")
    assert clone.is_shallow
    with pytest.raises(GitError, match="is not in this shallow clone") as caught:
        clone.merge_base("origin/feature", "HEAD")
    assert "git fetch --unshallow origin" in str(caught.value.hint)
    assert "fetch-depth: 0" in str(caught.value.hint)


def test_a_revision_missing_from_a_shallow_clone_says_that_it_is_shallow(checkout: Checkout, tmp_path: Path) -> None:
    """`HEAD~1` exists in the whole history only."""
    clone = shallow_clone(checkout, tmp_path / "clone")
    with pytest.raises(GitError) as caught:
        clone.commit("HEAD~1")
    assert "shallow clone" in str(caught.value.hint)


def test_changes_between_two_commits(checkout: Checkout) -> None:
    """Added, changed, removed and renamed files, each once; a rename with edits is still a rename."""
    base = checkout.commit(changed="1", removed="only here", moved=LONG, same="1")
    for name in ("removed", "moved"):
        (checkout.folder / name).unlink()
    head = checkout.commit(changed="2", added="nowhere before", renamed=LONG + "one more\n")
    checkout.write("uncommitted", "x")
    assert found(checkout.folder).changed(base, head) == [
        FileChange(None, "added"),
        FileChange("changed", "changed"),
        FileChange("removed", None),
        FileChange("moved", "renamed"),
    ]


def test_the_working_tree_counts_as_it_lies(checkout: Checkout) -> None:
    """Untracked, staged and unstaged files count; ignored ones do not."""
    base = checkout.commit(**{".gitignore": "*.log\n", "edited": "1", "staged": "1"})
    checkout.write("edited", "2")
    checkout.write("staged", "2")
    checkout.git("add", "staged")
    checkout.write("new/file", "x")
    checkout.write("noise.log", "x")
    assert found(checkout.folder).changed(base, None) == [
        FileChange("edited", "edited"),
        FileChange(None, "new/file"),
        FileChange("staged", "staged"),
    ]


def test_a_move_that_was_not_staged_is_a_rename(checkout: Checkout) -> None:
    """`mv` without `git add` is one change, and the index of the user stays as it was."""
    base = checkout.commit(moved=LONG, other="1")
    (checkout.folder / "moved").rename(checkout.folder / "api v2.yaml")
    checkout.write("new", "x")
    before = checkout.git("status", "--porcelain")
    repository = found(checkout.folder)
    assert repository.changed(base, None) == [FileChange("moved", "api v2.yaml"), FileChange(None, "new")]
    assert checkout.git("status", "--porcelain") == before


def test_a_file_removed_from_the_index_only_is_no_change(checkout: Checkout) -> None:
    """`git rm --cached` leaves the file in the working tree, which is what counts."""
    base = checkout.commit(a="1", b="1")
    checkout.git("rm", "--quiet", "--cached", "a")
    assert found(checkout.folder).changed(base, None) == []


def test_a_nested_repository_is_not_part_of_the_working_tree(checkout: Checkout) -> None:
    """A clone inside a clone belongs to somebody else."""
    base = checkout.commit(a="1")
    checkout.git("clone", "--quiet", str(checkout.folder), "vendored")
    assert found(checkout.folder).changed(base, None) == []


ODD_NAMES = ["with space.yaml", "ünïcode/ключ.yaml", 'quote".yaml', "tab\t.yaml", "-dash.yaml", ":colon.yaml", "*.yaml"]


@pytest.mark.parametrize("name", [*ODD_NAMES, "line\nbreak.yaml"])
def test_odd_names_come_through(checkout: Checkout, name: str) -> None:
    """Names are taken as they are, whatever Git would quote."""
    base = checkout.commit()
    checkout.write(name, "1")
    repository = found(checkout.folder)
    assert repository.changed(base, None) == [FileChange(None, name)]
    head = checkout.commit()
    assert repository.changed(base, head) == [FileChange(None, name)]
    with GitFiles(repository, head) as files:
        assert (files.list(), files.read(name)) == ([name], b"1")


@pytest.mark.skipif(sys.platform == "darwin", reason="file names there are Unicode")
def test_a_name_that_is_no_utf_8_comes_through(checkout: Checkout) -> None:
    """Names are bytes to Git; Python's way of writing them down leads back to the file."""
    base = checkout.commit()
    name = os.fsdecode(b"caf\xe9.yaml")
    checkout.write(name, "1")
    repository = found(checkout.folder)
    assert repository.changed(base, None) == [FileChange(None, name)]
    with GitFiles(repository, checkout.commit()) as files:
        assert files.read(name) == b"1"


def test_settings_of_the_user_do_not_change_the_answers(checkout: Checkout) -> None:
    """Relative paths, other prefixes, external diffs and colours are for people."""
    base = checkout.commit(**{"sub/a": "1", "b": "1"})
    head = checkout.commit(**{"sub/a": "2", "b": "2"})
    for setting in ("diff.relative=true", "diff.external=false", "color.ui=always", "diff.renames=copies"):
        checkout.git("config", *setting.split("="))
    expected = [FileChange("b", "b"), FileChange("sub/a", "sub/a")]
    repository = found(checkout.folder / "sub")
    assert repository.changed(base, head) == expected
    checkout.git("reset", "--quiet", "--hard", base)
    checkout.write("b", "3")
    assert repository.changed(base, None) == expected[:1]


def test_a_dirty_working_tree(checkout: Checkout) -> None:
    """Edits and new files make it dirty; one may ask for some paths only."""
    checkout.commit(a="1", b="1")
    repository = found(checkout.folder)
    assert not repository.is_dirty()
    checkout.write("b", "2")
    assert repository.is_dirty()
    assert not repository.is_dirty(["a"])
    checkout.write("a-new-one", "")
    assert repository.is_dirty(["a-new-one"])


def test_the_default_branch_is_what_origin_says(checkout: Checkout, tmp_path: Path) -> None:
    """A clone knows which branch its origin has checked out."""
    checkout.commit()
    checkout.git("branch", "--move", "trunk")
    checkout.git("clone", "--quiet", str(checkout.folder), str(tmp_path / "clone"))
    assert found(tmp_path / "clone").default_branch() == "origin/trunk"


def test_without_an_origin_the_default_branch_is_the_usual_one(checkout: Checkout) -> None:
    """`main`, else `master`, else none."""
    repository = found(checkout.folder)
    assert repository.default_branch() is None
    checkout.commit()
    assert repository.default_branch() == "main"
    checkout.git("branch", "--move", "master")
    assert repository.default_branch() == "master"
    checkout.git("update-ref", "refs/remotes/origin/master", "HEAD")
    checkout.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
    assert repository.default_branch() == "origin/master"
    checkout.git("branch", "--move", "work")
    checkout.git("update-ref", "-d", "refs/remotes/origin/master")
    assert repository.default_branch() is None


def test_a_missing_git_is_said_to_be_missing(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without the executable there is an error with a hint, not a traceback."""
    checkout.commit(a="1")
    repository = found(checkout.folder)
    files = GitFiles(repository, "main")
    assert files.exists("a")
    monkeypatch.setenv("PATH", str(tmp_path))
    for act in (lambda: Repository.find(checkout.folder), lambda: repository.commit("main"), lambda: files.read("a")):
        with pytest.raises(GitError, match="Git is needed here") as caught:
            act()
        assert caught.value.hint


def test_a_tree_names_every_file_with_its_blob(checkout: Checkout) -> None:
    """Equal contents have equal blobs, wherever they lie."""
    tree = found(checkout.folder).tree(checkout.commit(**{"a": "1", "deep/b": "1", "c": "2"}))
    assert sorted(tree) == ["a", "c", "deep/b"]
    assert tree["a"] == tree["deep/b"] != tree["c"]


def test_files_of_a_revision_are_read_through_one_process(checkout: Checkout) -> None:
    """Contents come whole and in any order, empty ones and ones with line ends too; labels are as they were typed."""
    contents = {"empty": "", "lines": "a\n\nb\n", "big": "x" * 300_000, "deep/er/file": "1"}
    checkout.commit(**contents)
    checkout.commit(empty="not any more")
    files = GitFiles(found(checkout.folder), "HEAD~1")
    for path in [*contents, *reversed(contents)]:
        assert files.read(path) == contents[path].encode()
    assert files.label("deep/er/file") == "HEAD~1:deep/er/file"
    assert files.list("deep") == ["deep/er/file"]
    assert (files.exists("deep"), files.is_folder("deep"), files.is_folder("dee")) == (False, True, False)
    assert files.blob("empty") != GitFiles(found(checkout.folder), "main").blob("empty")
    process = files._blobs._process if files._blobs else None
    assert process is not None
    files.close()
    assert process.returncode is not None
    assert files.read("lines") == b"a\n\nb\n"
    process = files._blobs._process if files._blobs else None
    assert process is not None
    del files
    gc.collect()
    assert process.returncode is not None


def test_what_a_revision_does_not_have(checkout: Checkout) -> None:
    """A missing file and a folder are told apart."""
    checkout.commit(**{"deep/file": "1"})
    with GitFiles(found(checkout.folder), "main") as files:
        with pytest.raises(InputError, match="there is no file fil in main"):
            files.read("fil")
        with pytest.raises(InputError, match="main:deep is a folder"):
            files.read("deep")


def test_symbolic_links_are_followed_inside_the_revision_only(checkout: Checkout, tmp_path: Path) -> None:
    """Links to files and to folders work; links outwards and in circles are refused."""
    (tmp_path / "secret").write_text("secret")
    checkout.write("specs/v1/openapi.yaml", "openapi: 3.1.0")
    links = {
        "current": "specs/v1",
        "specs/api.yaml": "../current/openapi.yaml",
        "absolute": "/etc/passwd",
        "outside": "../secret",
        "sly": "specs/../../secret",
        "circle": "circle",
        "broken": "gone",
    }
    for name, target in links.items():
        (checkout.folder / name).symlink_to(target)
    checkout.commit()
    with GitFiles(found(checkout.folder), "main") as files:
        assert files.read("specs/api.yaml") == files.read("current/openapi.yaml") == b"openapi: 3.1.0"
        assert files.is_folder("current")
        for name, message in {
            "absolute": "leads outside",
            "outside": "leads outside",
            "sly": "leads outside",
            "circle": "circle",
            "broken": "there is no file",
        }.items():
            with pytest.raises(InputError, match=message):
                files.read(name)


def test_a_repository_of_somebody_else_is_explained(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git refuses to look into repositories that others own; its own advice is handed on."""
    checkout.commit()
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitError, match="dubious ownership") as caught:
        Repository.find(checkout.folder)
    assert "safe.directory" in str(caught.value.hint)
