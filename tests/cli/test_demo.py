"""The demonstration, on the real gate."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from govkit.cli.demo import change, play
from tests.cli.conftest import Run
from tests.demonstration import Played


@pytest.mark.requirement("E1")
def test_the_story_goes_as_told_and_leaves_nothing_behind(demonstration: Played) -> None:
    assert demonstration.code == 0, demonstration.said + demonstration.complained
    assert demonstration.complained == ""
    told = [
        "1. An estate",
        "versions of 8 APIs",
        "$ govkit check --against main",
        "proven",
        "consumer warehouse-loader",
        "mapping billing-2-payment",
        "exit code 1",
        "3. ",
        "exit code 0",
        "$ govkit impact billing@2.1.0 --field Charge/status",
        "erp@2.2.0",
        "clients/alerts/billing_v3",
        "200  customerNumber: C-10101",
        "400  title: Bad request",
        "9. The workflows at work",
        "$ govkit sync links import --from erp",
        "$ govkit sync exceptions 1",
        "tax-configuration 422",
        "customer  cus_1001",
        "contract  CT-2026-0001",
        "region    eu",
        "amount    EUR 24,000.00",
        "Finance adds the tax configuration",
        "$ govkit sync retry 1 --by finance",
        "$ govkit sync timeline sub_3001",
        "subscription-amendment is done",
        "Look around on your own",
    ]
    places = [demonstration.said.index(words) for words in told]
    assert places == sorted(places)
    assert not demonstration.scratch
    assert not demonstration.left


@pytest.mark.long  # the whole story once more
def test_a_story_that_goes_otherwise_is_a_failure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate of these tests refuses both changes, and the mended one must pass."""
    before = dict(os.environ)
    done = run("demo")
    assert done.exit_code == 1
    assert "This should have ended with 0." in done.stdout
    assert dict(os.environ) == before


def test_without_git_the_error_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("demo")
    assert done.exit_code == 2
    assert "hint: install git" in done.stderr


def test_an_act_whose_extra_is_missing_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(play, "_ACTS", play._ACTS[-3:])
    done = run("demo")
    assert done.exit_code == 0
    told = " ".join(done.stdout.split())
    assert "Not played: Clients that hold what is granted, and no more: `pip install 'govkit[generate]'`" in told
    assert "Not played: The platforms on a laptop: `pip install 'govkit[mock]'`" in told
    assert "Not played: The workflows at work: `pip install 'govkit[sync]'`" in told


def test_an_edit_that_no_longer_fits_the_estate_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.yaml does not have this once: b"):
        change.edit(tmp_path, (change.Edit("a.yaml", "b", "c"),))
