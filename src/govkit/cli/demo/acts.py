"""The acts of the demonstration, each on the real gate; an act says whether it ended as it must."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from govkit.cli import output
from govkit.cli.demo import change
from govkit.cli.demo.stage import Stage
from govkit.cli.waiting import waiting
from govkit.findings import Severity
from govkit.reports import RenderOptions, render
from govkit.reports.spans import line

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate
    from govkit.gate.answers.report import Asked, Report

FIELD = change.FIELD
VERSION = f"{change.API}@{change.OLD}"
CONSUMER = "alerts"
CRM = change.CRM


def figures(stage: Stage) -> bool:
    """The estate in numbers."""
    with waiting("reading the estate"):
        rows = _counted(_opened(stage))
    wide = max(len(f"{number:,}") for number, _ in rows)
    stage.show([line(f"  {number:{wide},}  {what}") for number, what in rows])
    return all(number for number, _ in rows)


def _counted(estate: Estate) -> list[tuple[int, str]]:
    from govkit.gate.answers.shared import Contracts

    contracts = Contracts(estate)
    versions = list(estate.versions())
    read = [contract for version in versions if (contract := contracts.of(version)) is not None]
    kinds = Counter(operation.kind for contract in read for operation in contract.operations.values())
    return [
        (len(estate.systems), "systems"),
        (len(versions), f"versions of {len(estate.apis)} APIs"),
        (kinds["path"], f"operations, and {kinds['webhook']} webhooks"),
        (len(estate.consumers), "consumers, with what they use and what they are granted"),
        (len(estate.entities), "canonical objects, each field with its system of record"),
        (len(estate.mappings), "mappings between them and the APIs"),
        (len(estate.teams), "teams that own all of it"),
    ]


def vendor_changes(stage: Stage) -> bool:
    """The pull request of the vendor: a draft that a mapping has no place for."""
    change.begin_version(stage.estate)
    change.edit(stage.estate, change.OF_THE_VENDOR)
    _own(stage)
    return stage.conclude(
        _check(stage),
        1,
        "Refused. A record that may come shows that the mapping has no place for it, and who else is hit is named.",
    )


def team_mends(stage: Stage) -> bool:
    """The same with a mapping that knows the new state."""
    change.edit(stage.estate, change.OF_THE_TEAM)
    return stage.conclude(
        _check(stage), 0, "Let through: the step is minor, as the number says, and whoever reads the field is named."
    )


def impact_of_field(stage: Stage) -> bool:
    """Who and what depends on the field that changed."""
    from govkit.gate.answers.impact import impact

    return bool(_reported(stage, impact, api=VERSION, field=FIELD).tables[0].rows)


def process_stops(stage: Stage) -> bool:
    """A change that leads a workflow where nobody thought of, held against the catalog before it is proposed."""
    import os

    from govkit.gate import source_lines
    from govkit.gate.comparisons.comparison import diff
    from govkit.gate.options import Options

    here = Path.cwd()
    try:
        os.chdir(stage.estate)
        change.pause_contracts(stage.estate)
        with waiting("comparing"):
            outcome = diff(CRM, "next/openapi.yaml", Options())
    finally:
        os.chdir(here)
    hits = replace(outcome, findings=tuple(one for one in outcome.findings if one.rule == "workflow-step-hit"))
    options = RenderOptions(width=output.terminal_width(), line_of=source_lines(outcome))
    output.show(render(hits, "text", options), stage.color)
    said = "The step is named, with the process's owner and the message that shows it; so are mapping and field."
    return stage.conclude(int(outcome.fails(Severity.ERROR)), 1, said) and bool(hits.findings)


def deprecations(stage: Stage) -> bool:
    """The calendar of what ends."""
    from govkit.gate.answers.report import report_named

    return bool(_reported(stage, report_named("deprecations").make).tables[0].rows)


def clients(stage: Stage) -> bool:
    """Models and clients of one consumer, and what they are."""
    from govkit.gate.generating import Generation

    run = Generation((), CONSUMER, cwd=stage.estate)
    for job in run.jobs:
        with waiting(f"generating {job.package}"):
            run.make(job)
    run.write()
    rows = []
    for module in sorted((stage.estate / "clients" / CONSUMER).glob("*/operations.py")):
        models = (module.parent / "models.py").read_text(encoding="utf-8").count("\nclass ")
        rows.append(line(f"  clients/{CONSUMER}/{module.parent.name}: {models} models"))
    stage.show(rows)
    return bool(rows)


# --------------------------------------------------------------------------------------------------------------- tools


def _opened(stage: Stage) -> Estate:
    from govkit.gate import open_estate

    estate = open_estate(cwd=stage.estate)
    estate.refuse_problems()
    return estate


def _own(stage: Stage) -> None:
    """Lets CODEOWNERS follow the entries, as `govkit codeowners --write` does."""
    from govkit.gate.codeowners import FILE, block_of, home_of, merged

    estate = _opened(stage)
    file = stage.estate / FILE
    text = merged(file.read_text(encoding="utf-8"), block_of(estate), home_of(estate, stage.estate).label)
    file.write_text(text, encoding="utf-8", newline="\n")


def _check(stage: Stage) -> int:
    from govkit.gate import Options, check, source_lines

    with waiting("checking"):
        outcome = check("main", None, Options(), cwd=stage.estate)
    options = RenderOptions(width=output.terminal_width(), line_of=source_lines(outcome))
    output.show(render(outcome, "text", options), stage.color)
    return int(outcome.fails(Severity.ERROR))


def _reported(
    stage: Stage, make: Callable[[Asked], Report], *, api: str | None = None, field: str | None = None
) -> Report:
    from govkit.gate.answers.report import Asked
    from govkit.gate.configuration import today
    from govkit.reports.tables import render_report

    with waiting("looking"):
        estate = _opened(stage)
        report = make(Asked(estate=estate, on=today(), api=api, field=field))
    options = RenderOptions(width=output.terminal_width(), line_of=estate.line_of)
    output.show(render_report(report, "text", options), stage.color)
    return report
