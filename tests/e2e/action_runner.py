"""Runs the composite action as a runner of GitHub does, as far as its own steps go, and plays GitHub's API for it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

ACTION = Path(__file__).resolve().parents[2] / ".github" / "actions" / "gate"
_NAME = re.compile(r"'(?:[^']|'')*'|[A-Za-z_][\w-]*(?:\.[\w-]+)*(?:\(\))?")
_OPERATORS = {"&&": " and ", "||": " or ", "!=": "!=", "!": " not "}


class Expressions:
    """Expressions of workflows, as far as the action has them: names, texts, `&&`, `||`, `!`, `==`, `!=`."""

    def __init__(self, contexts: dict[str, Any]) -> None:
        self._contexts = contexts

    def text(self, template: str) -> str:
        """A text in which each `${{ … }}` is worked out."""
        return re.sub(r"\$\{\{(.*?)\}\}", lambda found: _shown(self.value(found[1])), template)

    def value(self, expression: str) -> Any:
        """What an expression says."""
        named = _NAME.sub(self._named, expression.strip().removeprefix("${{").removesuffix("}}"))
        python = re.sub(r"&&|\|\||!=|!", lambda found: _OPERATORS[found[0]], named)
        return eval(python.strip(), {"__builtins__": {}})  # the action's own text

    def _named(self, found: re.Match[str]) -> str:
        name = found[0]
        if name.startswith("'"):
            return repr(name[1:-1].replace("''", "'"))
        if name == "cancelled()":
            return "False"
        value: Any = self._contexts
        for step in name.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        return repr("" if value is None else value)


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass
class Run:
    """What a run of the action left: the log, the summary, the outputs, the steps that ran, and whether it failed."""

    log: str = ""
    summary: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    failed: bool = False


def run(workspace: Path, event: dict[str, Any], environment: dict[str, str], **given: str) -> Run:
    """The steps of the action in a workspace, for an event; steps of other actions are named and not run."""
    action = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: str(one.get("default", "")) for name, one in action["inputs"].items()}
    inputs |= {"token": "secret-of-the-run", **{name.replace("_", "-"): value for name, value in given.items()}}
    contexts: dict[str, Any] = {"inputs": inputs, "github": {"event": event}, "steps": {}}
    expressions, found = Expressions(contexts), Run()
    temporary = workspace.parent / "runner"
    temporary.mkdir(exist_ok=True)
    for number, step in enumerate(action["runs"]["steps"]):
        condition = step.get("if", "success()")
        if found.failed and "cancelled()" not in condition:
            continue
        if "if" in step and not expressions.value(condition):
            continue
        found.steps.append(step.get("name") or step["uses"])
        if "run" not in step or step.get("name") == "Install govkit":
            continue
        files = {name: temporary / f"{name}-{number}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("", encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=workspace / expressions.text(step.get("working-directory", ".")),
            env={
                **_bare_environment(),
                "GITHUB_ACTION_PATH": str(ACTION),
                "GITHUB_WORKSPACE": str(workspace),
                "RUNNER_TEMP": str(temporary),
                **{name: str(file) for name, file in files.items()},
                **environment,
                **{name: expressions.text(value) for name, value in step.get("env", {}).items()},
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        found.log += done.stdout.decode()
        found.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        said = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines())
        contexts["steps"][step.get("id", "")] = {"outputs": said}
        found.failed |= done.returncode != 0
    found.outputs = {name: expressions.text(one["value"]) for name, one in action["outputs"].items()}
    return found


def _bare_environment() -> dict[str, str]:
    """What a runner has: nothing of the workflow that these tests may run in themselves."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "GATE_", "RUNNER_"))}


@dataclass
class FakeGitHub:
    """The comments of pull requests; a token that may not write is told so, as GitHub tells it."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    may_write: bool = True
    broken: bool = False
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)
    base: str = ""

    def answer(self, method: str, path: str, body: Any, authorization: str | None) -> tuple[int, Any]:
        """Status and body for a request."""
        self.asked.append((method, path, authorization))
        if self.broken:
            return 502, None
        split = urlsplit(path)
        if method == "GET":
            if split.path == "/user":
                return 403, {"message": "Resource not accessible by integration"}
            query = parse_qs(split.query)
            size, page = int(query["per_page"][0]), int(query["page"][0])
            return 200, self.comments[(page - 1) * size : page * size]
        if not self.may_write:
            return 403, {"message": "Resource not accessible by integration"}
        if method == "POST":
            self.comments.append({"id": len(self.comments) + 1, "user": {"type": "Bot"}, "body": body["body"]})
            return 201, self.comments[-1]
        (one,) = [one for one in self.comments if str(one["id"]) == split.path.rpartition("/")[2]]
        one["body"] = body["body"]
        return 200, one


@contextmanager
def serving(github: FakeGitHub) -> Iterator[FakeGitHub]:
    """Serves the API on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else None
            status, found = github.answer(self.command, self.path, body, self.headers.get("Authorization"))
            data = b"<html>" if found is None else json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = _answer

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    github.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
