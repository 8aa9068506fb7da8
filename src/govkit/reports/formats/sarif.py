"""SARIF 2.1.0 (OASIS), which code scanning services read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from govkit import __version__
from govkit.errors import Place
from govkit.findings import Finding, Rule, Severity, Waived
from govkit.reports.format import Format, RenderOptions
from govkit.reports.jsontext import dumps
from govkit.reports.machine import file_of
from govkit.reports.wording import number, revision_and_path, told

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome

_MOST_RESULTS = 25_000
_SHOWN_RESULTS = 5_000
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def _render(outcome: Outcome, options: RenderOptions) -> str:
    findings = outcome.ordered
    kept = findings[:_MOST_RESULTS]
    ids = sorted({finding.rule for finding in kept})
    notices = [*outcome.notes, *_about_limits(len(findings))]
    run = {
        "tool": {
            "driver": {
                "name": "govkit",
                "semanticVersion": __version__,
                "version": __version__,
                "rules": [_rule(id_, options.rules, kept) for id_ in ids],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [{"level": "note", "message": {"text": text}} for text in notices],
            }
        ],
        "results": [_result(finding, ids.index(finding.rule), options) for finding in kept],
        "properties": {
            "command": outcome.command,
            "profile": outcome.profile,
            "old": outcome.old,
            "new": outcome.new,
            "summary": outcome.summary(),
        },
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return dumps(log) + "\n"


def _about_limits(found: int) -> Iterable[str]:
    if found > _MOST_RESULTS:
        yield f"{number(found, 'finding')}, of which the {_MOST_RESULTS:,} worst are in this file"
    if found > _SHOWN_RESULTS:
        yield f"code scanning shows the {_SHOWN_RESULTS:,} worst findings of a file; this one has more"


def _rule(id_: str, rules: Mapping[str, Rule], findings: Sequence[Finding]) -> dict[str, Any]:
    """A rule as far as it is known: one that no rule book holds gets the level of its worst finding."""
    rule = rules.get(id_)
    if rule is None:
        level = _LEVELS[next(finding.severity for finding in findings if finding.rule == id_)]
        return {"id": id_, "shortDescription": {"text": id_}, "defaultConfiguration": {"level": level}}
    return {
        "id": id_,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.rationale},
        "help": {
            "text": f"{rule.summary}\n\n{rule.rationale}\n\nWhat to do: {rule.fix}",
            "markdown": f"{rule.summary}\n\n**Why.** {rule.rationale}\n\n**What to do.** {rule.fix}",
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, rule_index: int, options: RenderOptions) -> dict[str, Any]:
    main, other = (finding.new, finding.old) if finding.new else (finding.old, None)
    related = [(other, "the old side")] if other else []
    related += [(place, "the same change") for pair in finding.more_places if (place := pair[1] or pair[0])]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [_location(main, options, with_region=main is finding.new or not _revision(main))] if main else [],
        "partialFingerprints": {"govkit/v1": finding.fingerprint},
    }
    if related:
        result["relatedLocations"] = [
            {"id": number_, **_location(place, options), "message": {"text": text}}
            for number_, (place, text) in enumerate(related, start=1)
        ]
    if finding.waived:
        result["suppressions"] = [_suppression(finding.waived)]
    result["properties"] = {
        "verdict": finding.verdict.value,
        "direction": finding.direction.value if finding.direction else None,
        "cause": finding.cause,
        "operations": list(finding.subject.operations),
    }
    return result


def _message(finding: Finding) -> str:
    """The text of a result; SARIF makes a link of `[…](…)` (section 3.11.6), which no text of a document may become."""
    return "\n".join(told(finding)).replace("](", "] (")


def _revision(place: Place) -> str | None:
    return revision_and_path(place.file)[0]


def _location(place: Place, options: RenderOptions, *, with_region: bool = True) -> dict[str, Any]:
    """A location in the tree that is scanned, where a line of an earlier revision (`with_region`) would mislead."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(file_of(place, options))}}
    if place.line is not None and with_region:
        region = {"startLine": place.line}
        if place.column is not None:
            region["startColumn"] = place.column
        physical["region"] = region
    return {"physicalLocation": physical}


def _uri(file: str) -> str:
    """A file as a relative reference (RFC 3986), or as a `file:` URI where its path is absolute."""
    encoded = quote(file.encode("utf-8", "surrogateescape"), safe="/~")
    return f"file://{encoded}" if file.startswith("/") else encoded


def _suppression(waived: Waived) -> dict[str, Any]:
    return {
        "kind": "external",
        "status": "accepted",
        "justification": f"{waived.reason} (approved by {waived.approver}, until {waived.until})",
    }


FORMAT = Format(name="sarif", description="SARIF 2.1.0, for code scanning", render=_render)
