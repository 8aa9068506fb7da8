"""Contracts: which versions get along, where they meet, and whether a version may go to an environment."""

from __future__ import annotations

from typing import Any

from govkit.catalog.entries import Estate
from govkit.errors import UsageError
from govkit.gate.answers.report import Asked
from govkit.gate.pacts.deployable import Question, can_i_deploy
from govkit.portal.page import Ask, Page, Section
from govkit.portal.pages.report import report_of, tables_of

_PATH, _MAY = "/contracts", "/can-i-deploy"


def _matrix(ask: Ask) -> dict[str, Any]:
    report = report_of(ask, "matrix")
    return {
        "title": report.title,
        "report": report,
        "tables": tables_of(ask, report, _PATH),
        "environments": list(ask.state.estate.environments),
    }


def _deployable(ask: Ask) -> dict[str, Any]:
    name, version, to = (ask.said(part) for part in ("name", "version", "to"))
    answer, refused, state = None, "", ask.state
    if name and version and to:
        try:
            answer = can_i_deploy(Question(name, version, to, ()), Asked(estate=state.estate, on=state.on), state.top)
        except UsageError as error:
            refused = f"{error}: {error.hint}" if error.hint else str(error)
    return {
        "title": "May it be deployed?",
        "trail": [("Contract matrix", _PATH)],
        "report": answer,
        "tables": tables_of(ask, answer, _MAY) if answer is not None else [],
        "asked": {"name": name, "version": version, "to": to},
        "refused": refused,
        "names": _names(state.estate),
        "environments": list(state.estate.environments),
    }


def _names(estate: Estate) -> list[str]:
    """What may be deployed: APIs and consumers."""
    return sorted({*estate.apis, *estate.consumers})


PAGES = (
    Page(name="contracts", path=_PATH, make=_matrix, menu="Contracts", section=Section.GOVERNANCE, order=40),
    Page(
        name="can-i-deploy",
        path=_MAY,
        make=_deployable,
        menu="May it be deployed?",
        section=Section.GOVERNANCE,
        order=45,
        exported=False,
    ),
)
