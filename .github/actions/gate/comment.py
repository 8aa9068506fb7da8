"""Keeps one comment of a pull request up to date: the report of the gate, found again by a mark in its first line.

A comment is begun when there is something to say, and says so when there is no more. A token that may not write, as
that of a fork, and a server that does not answer leave a line in the log and nothing else: the verdict is the exit code
of the gate. Needs the standard library alone (GitHub REST API, version 2022-11-28).
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path
from typing import Any

TIMEOUT = 20.0
"""Seconds for a request."""
PAGES = 30
"""Most pages of a hundred comments that are looked through."""
MOST = 65_000
"""Characters; GitHub takes 65,536."""


class RefusedError(Exception):
    """The server would not: its status, and what it said."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{said} ({status})")
        self.status = status


class Comments:
    """The comments of one pull request."""

    def __init__(self, api: str, repository: str, number: str, token: str) -> None:
        self._api = api
        self._issues = f"{api}/repos/{repository}/issues"
        self._number = number
        self._token = token

    def find(self, mark: str) -> int | None:
        """The comment of ours that begins with a mark: one that a program wrote, or whoever the token belongs to."""
        for page in range(1, PAGES + 1):
            found = self._asked("GET", f"{self._issues}/{self._number}/comments?per_page=100&page={page}")
            for one in found:
                if str(one.get("body") or "").startswith(mark) and self._is_ours(one.get("user") or {}):
                    return int(one["id"])
            if len(found) < 100:
                return None
        return None

    def write(self, comment: int | None, body: str) -> None:
        """Writes a comment anew, or another text into it."""
        if comment is None:
            self._asked("POST", f"{self._issues}/{self._number}/comments", {"body": body})
        else:
            self._asked("PATCH", f"{self._issues}/comments/{comment}", {"body": body})

    def _is_ours(self, user: dict[str, Any]) -> bool:
        if user.get("type") == "Bot":
            return True
        try:  # a token of a person, who is asked for
            return bool(self._asked("GET", f"{self._api}/user").get("login") == user.get("login"))
        except RefusedError:
            return False

    def _asked(self, method: str, url: str, body: dict[str, str] | None = None) -> Any:
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "User-Agent": "govkit",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise RefusedError(error.code, _said(error)) from error


def _said(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["message"])
    except (ValueError, KeyError, TypeError, OSError):
        return str(error.reason)


def body_of(mark: str, report: str, environment: dict[str, str]) -> str:
    """The text of the comment: the mark, the report, and of which commit and run it is."""
    head, run = environment.get("GATE_HEAD", "")[:9], environment.get("GITHUB_RUN_ID", "")
    where = f"{environment.get('GITHUB_SERVER_URL', '')}/{environment.get('GITHUB_REPOSITORY', '')}/actions/runs/{run}"
    below = f"\n\n<sub>{head} · [the whole run]({where})</sub>\n" if run else "\n"
    room = MOST - len(mark) - len(below)
    return f"{mark}\n{report if len(report) <= room else report[: room - 2] + '…'}{below}"


def main(environment: dict[str, str]) -> None:
    """Writes the report into the comment, where there is one or something to say."""
    name = re.sub(r"[^\w./ -]", "", environment.get("GATE_NAME", ".")).replace("--", "-")
    mark = f"<!-- govkit gate: {name} -->"
    report = Path(environment["GATE_REPORT"]).read_text(encoding="utf-8")
    api = environment.get("GITHUB_API_URL", "https://api.github.com")
    comments = Comments(
        api, environment["GITHUB_REPOSITORY"], environment["GATE_PULL_REQUEST"], environment["GATE_TOKEN"]
    )
    try:
        comment = comments.find(mark)
        if comment is None and not has_findings(report, environment.get("GATE_EXIT_CODE", "")):
            print("nothing to say, and no comment that says something else")
            return
        comments.write(comment, body_of(mark, report, environment))
        print("the comment is written" if comment is None else "the comment is up to date")
    except RefusedError as error:
        may_not = error.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
        why = "the token may not write here, as from a fork" if may_not else "the server would not"
        print(f"::notice title=govkit::no comment, {why}: {error}; the report is on the page of this run")
    except (urllib.error.URLError, OSError, ValueError) as error:
        print(f"::notice title=govkit::no comment: {error}; the report is on the page of this run")


def has_findings(report: str, code: str) -> bool:
    """Whether there is something to say: the gate refuses, or the report has more than its headline."""
    return code != "0" or "\n|" in report or "<details>" in report


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    main(dict(os.environ))
