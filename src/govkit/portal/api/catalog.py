"""Operations on the catalog: what there is, what changed, whom that hits, and what may be deployed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from govkit.errors import UsageError
from govkit.gate.answers.impact import impact
from govkit.gate.answers.report import Asked, Report, Table
from govkit.portal.api.operation import PAGED, Call, Operation, Parameter, asked, named, needed, page_said, part_of
from govkit.portal.api.schemas import Json, said
from govkit.portal.comparing import compared
from govkit.portal.links import KINDS
from govkit.portal.page import Absent
from govkit.portal.pages.entries import about, entry_of
from govkit.portal.pages.report import report_of
from govkit.portal.pages.version import version_named
from govkit.portal.rows import paged
from govkit.reports.document import document_of
from govkit.reports.tables.cells import value
from govkit.reports.wording import tally

REPORTS = ("access", "consumers", "coverage", "deprecations", "drift", "duplicates", "matrix", "ownership", "records",
           "scorecard", "workflows")  # fmt: skip
_KIND = part_of("kind", "The kind, as paths of the portal have it.", sorted(KINDS.values()))
_BY_FOLDER = {folder: kind for kind, folder in KINDS.items()}


def _search(call: Call) -> Json:
    made = call.page("search", {"q": call.value("q"), "kind": call.value("kind"), "page": call.value("cursor")})
    return page_said(
        made["rows"],
        [
            said(
                kind=one.kind,
                title=one.title,
                path=one.path,
                where=one.where or None,
                description=one.description or None,
            )
            for one in made["rows"].rows
        ],
    )


def _entries(call: Call) -> Json:
    made = call.page(f"list-{_BY_FOLDER[call.value('kind')]}", {"q": call.value("q"), "page": call.value("cursor")})
    return page_said(
        made["rows"],
        [
            said(name=one["name"], title=one["title"], description=one["description"] or None, owner=one["owner"])
            for one in made["rows"].rows
        ],
    )


def _entry(call: Call) -> Json:
    kind, name = _BY_FOLDER[call.value("kind")], call.value("name")
    if kind == "workflow":
        known = {one.id: one for one in call.ask.state.estate.workflows}
        found = needed(known.get(name), f"The catalog has no workflow `{name}`.")
        return said(kind="Workflow", name=found.id, title=found.id, spec=said(owner=found.owner))
    ask = replace(call.ask, parts={"name": name})
    entry = entry_of(ask, kind)
    referrals = [f"{one.kind}/{one.name}" for _, several in about(ask, entry)["referrals"] for one in several]
    return said(
        kind=entry.kind,
        name=entry.name,
        title=entry.title,
        description=entry.metadata.description,
        spec=entry.spec.model_dump(mode="json", by_alias=True, exclude_none=True),
        usedBy=referrals or None,
    )


def _versions(call: Call) -> Json:
    ask = replace(call.ask, parts={"name": call.value("api")}, query=_turned(call))
    api, estate = entry_of(ask, "api"), call.ask.state.estate
    rows = paged(ask, "", estate.versions(api.name))
    items = []
    for one in rows.rows:
        ends = one.version.deprecation
        users = sorted({each.consumer.name for each in estate.usages(api.name, one.version.version)})
        items.append(
            said(
                version=one.version.version,
                lifecycle=one.lifecycle.value,
                released=one.version.released.isoformat() if one.version.released else None,
                sunset=ends.sunset.isoformat() if ends else None,
                successor=str(ends.successor) if ends and ends.successor else None,
                consumers=users,
            )
        )
    return page_said(rows, items)


def _turned(call: Call) -> dict[str, str]:
    return {"page": call.value("cursor")} if call.value("cursor") else {}


def _changes(call: Call) -> Json:
    ask = replace(call.ask, parts={"name": call.value("api")}, query=_turned(call))
    old, new = version_named(ask, call.value("from")), version_named(ask, call.value("to"))
    if old is new:
        raise Absent("A version does not differ from itself: name two.")
    outcome = compared(ask.state, old, new)
    rows = paged(ask, "", document_of(outcome)["findings"])
    told = "".join(span.text for span in tally(outcome))
    page = page_said(rows, [_finding(one) for one in rows.rows])
    return {"from": old.version.version, "to": new.version.version, "told": told, **page}


def _finding(one: Json) -> Json:
    subject = one["subject"]
    return said(
        rule=one["rule"],
        severity=one["severity"],
        verdict=one["verdict"],
        message=one["message"],
        operations=subject["operations"],
        path=subject["path"] or None,
        schema=subject["schema"],
        fix=one["fix"] or None,
        reason=one["reason"] or None,
        witness=one["witness"],
        affects=[f"{each['kind']}/{each['name']}" for each in one["affects"]] or None,
    )


def _report_said(report: Report) -> Json:
    return said(
        name=report.name,
        title=report.title,
        on=report.on.isoformat(),
        about=report.about or None,
        figures=[{"name": one.name, "title": one.title, "value": one.value, "bad": one.bad} for one in report.figures],
        tables=[
            {
                "name": one.name,
                "title": one.title,
                "columns": [{"name": each.name, "title": each.title, "type": each.type.value} for each in one.columns],
                "rows": len(one.rows),
            }
            for one in report.tables
        ],
        findings=[_finding(one) for one in document_of(report.outcome)["findings"]],
    )


def _rows(call: Call, table: Table) -> Json:
    rows = paged(replace(call.ask, query=_turned(call)), "", table.rows)
    names = [one.name for one in table.columns]
    return page_said(rows, [dict(zip(names, map(value, row), strict=True)) for row in rows.rows])


def _table(report: Report, name: str) -> Table:
    found = next((one for one in report.tables if one.name == name), None)
    return needed(found, f"The report {report.name} has no table `{name}`.")  # type: ignore[no-any-return]


def _report(call: Call) -> Json:
    return _report_said(report_of(call.ask, call.value("report")))


def _report_rows(call: Call) -> Json:
    return _rows(call, _table(report_of(call.ask, call.value("report")), call.value("table")))


def _impact(call: Call) -> Report:
    state = call.ask.state
    try:
        return impact(
            Asked(
                estate=state.estate,
                on=state.on,
                api=call.value("api"),
                operation=call.value("operation"),
                field=call.value("field"),
            )
        )
    except UsageError as error:
        raise Absent(f"{error.message}. {error.hint or ''}".strip()) from error


def _users(call: Call) -> Json:
    return _report_said(_impact(call))


def _user_rows(call: Call) -> Json:
    return _rows(call, _table(_impact(call), call.value("table")))


def _deployable(call: Call) -> Json:
    made = call.page("can-i-deploy", {name: call.value(name) for name in ("name", "version", "to")})
    if made["report"] is None:
        raise Absent(made["refused"] or "Say what is to be deployed, its version, and where to.")
    return _report_said(made["report"])


_REPORT = part_of("report", "Which report.", REPORTS)
_TABLE = named("table", "A table of the report.", examples=["gaps"])
_OF_API = named("api", "What the catalog calls the API.")
_ABOUT: tuple[Parameter, ...] = (
    Parameter("api", "The API, with a version where one is meant: `billing`, `billing@3`.",
              {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[a-z0-9][a-z0-9.@-]*$"}, "query", True),
    asked("operation", "Only what uses this operation: `GET /invoices/{id}`, or its operationId."),
    asked("field", "Only what uses this field: `Invoice/dueDate`."),
)  # fmt: skip
_VERSION: Json = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[0-9A-Za-z][0-9A-Za-z.+-]*$"}
_NAMED: Json = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[a-z0-9][a-z0-9.-]*$"}
_EMPTY: Json = {
    "name": "ownership",
    "title": "Ownership",
    "on": "2026-10-01",
    "figures": [{"name": "teams", "title": "teams", "value": 11, "bad": False}],
    "tables": [],
    "findings": [],
}
_SAMPLE: Any = {"items": [{"name": "billing", "title": "Billing API", "owner": "finance-systems"}], "total": 1}

OPERATIONS = (
    Operation(
        id="search",
        method="get",
        path="/search",
        tag="Catalog",
        summary="Search the estate",
        description="Entries, operations, events, schemas and fields that have every word, names first.",
        make=_search,
        answer="HitPage",
        told="One page of what was found.",
        parameters=(
            Parameter("q", "The words.", asked("q", "").schema, required=True),
            asked("kind", "Only things of this kind.", 40),
            *PAGED,
        ),
        example={"items": [{"kind": "api", "title": "Billing API", "path": "/apis/billing"}], "total": 1},
    ),
    Operation(
        id="listEntries",
        method="get",
        path="/entries/{kind}",
        tag="Catalog",
        summary="List entries of a kind",
        description="The entries of the catalog in the order of their names.",
        make=_entries,
        answer="ItemPage",
        told="One page of entries.",
        parameters=(_KIND, asked("q", "Only those that have these words."), *PAGED),
        example=_SAMPLE,
    ),
    Operation(
        id="getEntry",
        method="get",
        path="/entries/{kind}/{name}",
        tag="Catalog",
        summary="Read an entry",
        description="What the file of an entry says, and what refers to it.",
        make=_entry,
        answer="Catalogued",
        told="The entry.",
        parameters=(_KIND, named("name", "What the catalog calls it.")),
        example={"kind": "API", "name": "billing", "title": "Billing API", "spec": {"system": "billing"}},
    ),
    Operation(
        id="listVersions",
        method="get",
        path="/apis/{api}/versions",
        tag="Catalog",
        summary="List the versions of an API",
        description="Each version with its life and who says to use it, the oldest first.",
        make=_versions,
        answer="VersionPage",
        told="One page of versions.",
        parameters=(_OF_API, *PAGED),
        example={"items": [{"version": "3.0.0", "lifecycle": "active", "released": "2026-03-01"}], "total": 1},
    ),
    Operation(
        id="listChanges",
        method="get",
        path="/apis/{api}/changes",
        tag="Catalog",
        summary="Compare two versions of an API",
        description="What changed, with a witness where something breaks, and whom that hits; the worst first.",
        make=_changes,
        answer="Changes",
        told="One page of findings.",
        parameters=(
            _OF_API,
            Parameter("from", "The version before.", _VERSION, required=True),
            Parameter("to", "The version behind it.", _VERSION, required=True),
            *PAGED,
        ),
        example={"from": "2.0.0", "to": "3.0.0", "told": "nothing changed", "items": [], "total": 0},
    ),
    Operation(
        id="getImpact",
        method="get",
        path="/impacts",
        tag="Governance",
        summary="Tell what depends on an API",
        description="Consumers, mappings, entities and workflows that use an API, an operation or a field.",
        make=_users,
        answer="Report",
        told="The report.",
        parameters=_ABOUT,
        example=_EMPTY,
    ),
    Operation(
        id="listImpactRows",
        method="get",
        path="/impacts/{table}",
        tag="Governance",
        summary="List what depends on an API",
        description="The rows of a table of that report.",
        make=_user_rows,
        answer="RowPage",
        told="One page of rows.",
        parameters=(
            part_of("table", "A table of the report.", ("consumers", "mappings", "entities", "workflows")),
            *_ABOUT,
            *PAGED,
        ),
        example={"items": [{"consumer": "warehouse-loader"}], "total": 1},
    ),
    Operation(
        id="canDeploy",
        method="get",
        path="/can-i-deploy",
        tag="Governance",
        summary="Tell whether a version may be deployed",
        description="Whether a version gets along with all that runs in an environment: no finding, no harm.",
        make=_deployable,
        answer="Report",
        told="The report.",
        parameters=(
            Parameter("name", "The API or the consumer.", _NAMED, required=True),
            Parameter("version", "Its version.", _VERSION, required=True),
            Parameter("to", "The environment.", _NAMED, required=True),
        ),
        example=_EMPTY,
    ),
    Operation(
        id="getReport",
        method="get",
        path="/reports/{report}",
        tag="Governance",
        summary="Read a report",
        description="The numbers, findings and tables of a report: ownership, deprecations, the matrix, …",
        make=_report,
        answer="Report",
        told="The report.",
        parameters=(_REPORT,),
        example=_EMPTY,
    ),
    Operation(
        id="listReportRows",
        method="get",
        path="/reports/{report}/{table}",
        tag="Governance",
        summary="List the rows of a report",
        description="The rows of a table, by the names of its columns.",
        make=_report_rows,
        answer="RowPage",
        told="One page of rows.",
        parameters=(_REPORT, _TABLE, *PAGED),
        example={"items": [{"team": "finance-systems"}], "total": 1},
    ),
)
