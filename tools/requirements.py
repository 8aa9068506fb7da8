"""The page of requirements: what each asks for, the commands that answer it, and the tests that show it to hold.

A test says so itself: `@pytest.mark.requirement("G4")`, or `pytestmark` for all of a module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path("docs/reference/requirements.md")
_HEAD = """\
# Requirements

What govkit is for, piece by piece: the commands that answer it, and the tests that show it to hold. Written from
`tools/requirements.py` and from the marks of the tests."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is asked for, in a line, and the commands that answer it."""

    id: str
    what: str
    commands: tuple[str, ...]


_AREAS = {
    "C": "The catalog and its documents",
    "M": "Business objects",
    "G": "Governance",
    "K": "Code generation",
    "T": "Contract tests",
    "P": "Mock platforms",
    "S": "The runtime",
    "E": "For the people",
}

REQUIREMENTS = (
    Requirement("C1", "entries are YAML, with JSON Schemas for editors; errors have a place", ("validate", "schema")),
    Requirement("C2", "OpenAPI 3.0 to 3.2 and Swagger 2.0; a released version never changes", ("validate", "release")),
    Requirement("C3", "the life of a version: draft, active, deprecated, retired", ("release", "report deprecations")),
    Requirement("C4", "everything has owners with contacts; CODEOWNERS follows", ("codeowners", "report ownership")),
    Requirement("C5", "one system of record for each field; overlaps, gaps, circles are found", ("report records",)),
    Requirement("C6", "an API is registered as it is, and mended by overlays", ("register",)),
    Requirement("C7", "a reference estate of platforms, webhooks and workflows", ("init", "demo")),
    Requirement("M1", "entities are versioned JSON Schemas with money, states and identifiers", ("validate", "schema")),
    Requirement("M2", "mappings by field, proved against both sides, with lineage", ("map", "validate", "impact")),
    Requirement("M3", "systems that mean a field differently are found", ("report drift",)),
    Requirement("M4", "which records are one object, with evidence, never merged silently", ("match", "sync links")),
    Requirement("G1", "rules over descriptions, with rationale, examples, waivers", ("lint", "rules", "explain")),
    Requirement("G2", "rulesets of Spectral run as they are", ("lint",)),
    Requirement("G3", "rules over the estate as a whole", ("lint", "report duplicates")),
    Requirement("G4", "what breaks, in which direction, proven by a message", ("check", "diff")),
    Requirement("G5", "reports, in the formats that people and CI read", ("report", "check")),
    Requirement("G6", "who may use what: grants, scopes, and use without them", ("report access", "sync access")),
    Requirement("G7", "classes of data stay where they may be", ("validate", "sync serve")),
    Requirement("K1", "models of every version and entity", ("generate",)),
    Requirement("K2", "typed clients with retries, pages, tokens and webhooks", ("generate",)),
    Requirement("K3", "what is generated is the same each time, typed, and safe from any text", ("generate",)),
    Requirement("T1", "consumers record what they rely on", ("pact record", "pact publish")),
    Requirement("T2", "providers are asked, and tried with what they describe", ("pact verify", "pact fuzz")),
    Requirement("T3", "pacts are held against versions without running anything", ("pact check", "check")),
    Requirement("T4", "what may be deployed where, with reasons", ("can-i-deploy", "deploy")),
    Requirement("P1", "stateful mocks of the platforms in one process", ("mock up",)),
    Requirement("P2", "signed webhooks, faults and business rejections", ("mock up", "mock fault")),
    Requirement("P3", "mocks pass the tests of a real provider", ("pact verify", "pact fuzz")),
    Requirement("S1", "a thin runtime on a durable engine, embedded or on several machines", ("sync up",)),
    Requirement("S2", "events by webhooks and polls: verified, once, in order", ("sync up", "sync events")),
    Requirement("S3", "workflows across systems, tried again, compensated", ("sync up", "validate")),
    Requirement("S4", "what fails waits for people, who mend, retry, replay, dismiss", ("sync exceptions",)),
    Requirement("S5", "systems are held against their records and repaired", ("sync reconcile",)),
    Requirement("S6", "nothing writes a field whose record is elsewhere", ("sync up", "validate")),
    Requirement("S7", "every value is traced; figures, metrics, alerts", ("sync lineage", "report operations")),
    Requirement("S8", "each workflow at its own pace; ranges replayed; lists in bulk", ("sync replay", "sync bulk")),
    Requirement("S9", "entities are served from their systems of record", ("sync serve",)),
    Requirement("E1", "one command shows the main job, one runs the tests", ("demo",)),
    Requirement("E2", "a portal, live or as files", ("portal",)),
    Requirement("E3", "in CI, before a commit, in a shell, by settings", ("check", "completion")),
    Requirement("E4", "guides that are run, reference that is generated", ("init", "explain")),
    Requirement("E5", "a further system by entries, mappings and a mock alone", ("register", "validate")),
)


def page(root: Path) -> str:
    """The page, in Markdown."""
    shown = marked_in(root / "tests")
    parts = [_HEAD]
    for letter, title in _AREAS.items():
        rows = [_row(one, shown.get(one.id, [])) for one in REQUIREMENTS if one.id.startswith(letter)]
        table = ["| | what | commands | tests |", "|---|---|---|---|", *rows]
        parts += [f"## {title}", "\n".join(table)]
    return "\n\n".join(parts) + "\n"


def _row(one: Requirement, files: list[str]) -> str:
    commands = ", ".join(f"`govkit {command}`" for command in one.commands)
    tests = "<br>".join(f"[{file.removeprefix('tests/')}](../../{file})" for file in files)
    return f"| {one.id} | {one.what} | {commands} | {tests} |"


def marked_in(folder: Path) -> dict[str, list[str]]:
    """The modules of tests that are marked with a requirement, as paths from the root of the checkout."""
    found: dict[str, set[str]] = {}
    for file in sorted(folder.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if "mark.requirement(" in text:
            for name in _marked(ast.parse(text)):
                found.setdefault(name, set()).add(file.relative_to(folder.parent).as_posix())
    return {name: sorted(files) for name, files in found.items()}


def _marked(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requirement":
            yield from (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))
