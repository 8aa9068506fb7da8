"""What `govkit doctor` finds, in places that lack one thing each."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from govkit.gate import doctoring
from govkit.gate.beginning.answers import Answers
from govkit.gate.beginning.begin import begin
from govkit.gate.doctoring import Checkup, State, checkups, health


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """An estate, committed."""
    made = tmp_path / "estate"
    begin(made, Answers("finance", "finance-team", "finance@example.com")).done()
    git(made, "init", "-q", "-b", "main")
    git(made, "add", ".")
    git(made, "commit", "-q", "-m", "first")
    return made


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *words], cwd=folder, check=True)


def found(folder: Path, variable: str | None = None) -> dict[str, Checkup]:
    return {one.name: one for one in checkups(folder, variable=variable)}


def test_where_nothing_is_missing_all_is_in_order(estate: Path) -> None:
    seen = found(estate)
    assert {name for name, one in seen.items() if one.state is State.MISSING} == set()
    for name in ("python", "git", "base", "settings", "estate", "database", "cache", "disk", "clock"):
        assert seen[name].state is State.OK, seen[name]
    assert seen["estate"].says.startswith("an estate of 1 APIs")


def test_what_is_not_in_order_says_what_to_do(tmp_path: Path) -> None:
    seen = found(tmp_path)
    assert seen["repository"].state is State.NOTE
    assert "git init" in seen["repository"].remedy
    assert "govkit init" in seen["estate"].remedy
    assert all(one.remedy for one in seen.values() if one.state is not State.OK)


def test_without_git_it_says_so(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(estate))
    assert found(estate)["git"].state is State.MISSING


def test_an_old_git_is_told(estate: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "bin/git"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho git version 2.17.1\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}{os.pathsep}{os.environ['PATH']}")
    seen = found(estate)["git"]
    assert (seen.state, seen.says) == (State.MISSING, "Git 2.17.1 is too old")


def test_settings_that_are_wrong_are_told_with_their_place(estate: Path) -> None:
    (estate / "govkit.yaml").write_text("failon: never\n")
    seen = found(estate)["estate"]
    assert seen.state is State.MISSING
    assert "govkit.yaml:1:" in seen.says


def test_a_catalog_with_problems_is_told(estate: Path) -> None:
    (estate / "catalog/teams/other.yaml").write_text("kind: Team\n")
    seen = found(estate)["estate"]
    assert seen.state is State.MISSING
    assert "`govkit validate`" in seen.remedy


def test_a_shallow_clone_without_the_base_says_how_to_get_it(estate: Path, tmp_path: Path) -> None:
    git(estate, "checkout", "-q", "-b", "topic")
    git(estate, "commit", "-q", "--allow-empty", "-m", "second")
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "topic", f"file://{estate}", "clone")
    (tmp_path / "clone/govkit.yaml").write_text("base: origin/main\n")
    seen = found(tmp_path / "clone")["base"]
    assert seen.state is State.MISSING
    assert "fetch" in seen.remedy


def test_a_database_that_does_not_answer_is_missing(estate: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        seen = found(estate, f"postgresql://me:secret@127.0.0.1:{port}/govkit")["database"]
        assert seen.state is State.MISSING
        assert "secret" not in seen.says + seen.remedy
        taken.listen()
        assert found(estate, f"postgresql://127.0.0.1:{port}/govkit")["database"].state is State.OK


@pytest.mark.parametrize("address", ["postgresql://localhost:99999999/x", "postgresql://[localhost/x"])
def test_a_database_whose_address_is_none_is_missing(estate: Path, address: str) -> None:
    database = found(estate, address)["database"]
    assert database.state is State.MISSING
    assert database.says.startswith("the address of the database is none: ")


@pytest.mark.parametrize("address", ["http://127.0.0.1:port", "http://[::1", "http://127.0.0.1:99999999/"])
def test_what_is_no_address_is_not_healthy(address: str) -> None:
    asked = health(address)
    assert asked.state is State.MISSING
    assert "is no address: " in asked.says


@pytest.mark.skipif(os.name != "posix", reason="permissions are others here")
def test_tokens_of_the_portal_that_others_may_read_are_told(estate: Path) -> None:
    file = estate / ".govkit" / "portal" / "tokens.json"
    file.parent.mkdir(parents=True)
    file.write_text("{}", encoding="utf-8")
    file.chmod(0o644)
    assert found(estate)["secrets"].remedy == f"chmod go= {file}"


def test_extras_that_the_database_needs_are_missing_and_others_are_noted(
    estate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govkit.extras.is_there", lambda _: False)
    seen = found(estate)
    assert {one.state for name, one in seen.items() if name.startswith("extra ")} == {State.NOTE}
    assert seen["extra sync"].remedy == "pip install 'govkit[sync]'"
    seen = found(estate, "postgresql+psycopg://127.0.0.1:1/govkit")
    assert {name for name, one in seen.items() if one.state is State.MISSING and name.startswith("extra ")} == {
        "extra sync",
        "extra postgres",
    }


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="whoever may do everything may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(estate: Path) -> None:
    (estate / ".govkit").chmod(0o500)
    assert found(estate)["cache"].state is State.NOTE


def test_a_database_that_others_may_read_is_told(estate: Path) -> None:
    file = estate / ".govkit/sync/sync.db"
    file.parent.mkdir()
    file.write_bytes(b"")
    file.chmod(0o644)
    seen = found(estate)["secrets"]
    assert (seen.state, seen.remedy) == (State.NOTE, f"chmod go= {file}")
    file.chmod(0o600)
    assert found(estate)["secrets"].state is State.OK


def test_a_clock_that_is_behind_and_a_full_disk_are_told(monkeypatch: pytest.MonkeyPatch, estate: Path) -> None:
    assert doctoring._clock(estate, lambda: 0.0).state is State.NOTE
    monkeypatch.setattr(doctoring, "_DISK_LEAST", 2**70)
    monkeypatch.setattr(doctoring, "_DISK_LITTLE", 2**71)
    assert found(estate)["disk"].state is State.MISSING


def test_a_port_that_is_taken_is_told(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(doctoring, "PORTS", {"govkit portal": server.getsockname()[1]})
        (seen,) = (one for name, one in found(estate).items() if name.startswith("port "))
    assert seen.state is State.NOTE
    assert "--port 0" in seen.remedy


# -------------------------------------------------------------------------------------------------------------- health


@pytest.fixture
def server() -> Iterator[tuple[str, list[int]]]:
    """A server that answers with the last status of a list."""
    statuses = [200]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(statuses[-1])
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    served = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}/", statuses
    served.shutdown()
    thread.join()
    served.server_close()


@pytest.mark.parametrize(("status", "state"), [(200, State.OK), (401, State.OK), (404, State.OK), (503, State.MISSING)])
def test_a_server_is_healthy_unless_it_fails(status: int, state: State, server: tuple[str, list[int]]) -> None:
    address, statuses = server
    statuses.append(status)
    assert health(address).state is state


def test_without_an_address_the_ports_are_asked_where_commands_listen(
    server: tuple[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, _ = server
    port = int(address.rstrip("/").rpartition(":")[2])
    monkeypatch.setattr(doctoring, "PORTS", {"govkit sync up": 1, "govkit sync serve": 2, "govkit portal": port})
    assert health(None) == Checkup("health", State.OK, f"{address}healthz answers 200")
    monkeypatch.setattr(doctoring, "PORTS", {"govkit sync up": 1, "govkit sync serve": 2})
    assert health(None).state is State.MISSING


@pytest.mark.parametrize("address", ["file:///etc/passwd", "nowhere", "http://127.0.0.1:1/"])
def test_what_does_not_answer_is_not_healthy(address: str) -> None:
    assert health(address).state is State.MISSING


def test_the_command_ends_with_1_where_something_is_missing(estate: Path) -> None:
    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "govkit", "doctor", *words],
            cwd=estate, env={**os.environ, **variables}, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    assert run().returncode == 0
    assert "0 missing" in run().stdout
    broken = run("--format", "json", GOVKIT_SYNC_DATABASE="postgresql://127.0.0.1:1/govkit")
    assert broken.returncode == 1
    assert '"healthy": false' in broken.stdout
    assert '"name": "database"' in broken.stdout
    assert run("--health", "http://127.0.0.1:1/", "--quiet").stdout == ""
