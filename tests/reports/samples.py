"""Outcomes made by hand, for reports to be tried on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from govkit.errors import Place
from govkit.findings import (
    Affected,
    Direction,
    Finding,
    Rule,
    Severity,
    Subject,
    Verdict,
    Waived,
    Witness,
    fingerprint_of,
)
from govkit.gate.comparisons.versions import Level
from govkit.gate.outcome import Outcome, Step

OLD = "specs/billing/2.0.0/openapi.yaml"
NEW = "specs/billing/2.1.0/openapi.yaml"

SOURCES = {
    (OLD, 212): "          maxLength: 500",
    (NEW, 214): "          maxLength: 80",
    (OLD, 301): "        customer_name: {type: string, description: The name at the time of the invoice}",
    (NEW, 296): "      properties:",
    (OLD, 340): "          enum: [draft, open, paid]",
    (NEW, 338): "          enum: [draft, open, paid, uncollectible]",
}


def line_of(place: Place) -> str | None:
    """The source text of the places of these samples."""
    return SOURCES.get((place.file, place.line or 0))


def finding(rule: str, severity: Severity, verdict: Verdict, message: str, subject: Subject, **more: Any) -> Finding:
    """A finding whose fingerprint is derived as the checkers derive it."""
    direction = more.get("direction")
    name = subject.schema or (subject.operations or ("",))[0]
    fingerprint = fingerprint_of(rule, subject.api, direction, name, subject.path)
    return Finding(
        rule=rule,
        severity=severity,
        verdict=verdict,
        message=message,
        subject=subject,
        fingerprint=fingerprint,
        **more,
    )


NARROWED = finding(
    "request-property-max-length-decreased",
    Severity.ERROR,
    Verdict.PROVEN,
    "the property 'memo' may have at most 80 characters, it could have 500",
    Subject(
        api="billing",
        operations=(
            "POST /credit-notes",
            "POST /invoices",
            "POST /invoices/{invoice_id}/lines",
            "PUT /invoices/{invoice_id}",
            "PUT /subscriptions/{subscription_id}/upcoming-invoice",
        ),
        schema="InvoiceLine",
        path="/memo",
    ),
    cause="5f0c2d6a9b13",
    direction=Direction.REQUEST,
    fix="Keep the old limit, or let a new property carry the shorter text and deprecate this one.",
    old=Place(OLD, 212, 11, "/components/schemas/InvoiceLine/properties/memo/maxLength"),
    new=Place(NEW, 214, 11, "/components/schemas/InvoiceLine/properties/memo/maxLength"),
    witness=Witness(
        operation="POST /invoices",
        part="request body",
        value={
            "customer": "cus_4821",
            "currency": "EUR",
            "lines": [{"product": "seat-enterprise", "quantity": 40, "unit_amount": "12.50", "memo": "a" * 81}],
        },
        old="accepts",
        new="refuses",
        because=f"'{'a' * 81}' is longer than 80 characters",
    ),
    affects=(
        Affected("consumer", "finance-bi", "team:data-platform", "sends it in POST /invoices"),
        Affected("workflow", "order-to-cash", "team:revenue-engineering", "writes it in step create-invoice"),
    ),
)

REMOVED = finding(
    "response-property-removed",
    Severity.ERROR,
    Verdict.PROVEN,
    "the response property 'customer_name' is gone; it was always there",
    Subject(
        api="billing",
        operations=("GET /invoices", "GET /invoices/{invoice_id}"),
        schema="Invoice",
        path="/customer_name",
    ),
    cause="c41aa07e55d2",
    direction=Direction.RESPONSE,
    fix="Go on sending it, mark it deprecated with a sunset date, and remove it in the next major version.",
    old=Place(OLD, 301, 9, "/components/schemas/Invoice/properties/customer_name"),
    new=Place(NEW, 296, 7, "/components/schemas/Invoice/properties"),
    witness=Witness(
        operation="GET /invoices/{invoice_id}",
        part="response body 200 application/json",
        value={"id": "in_1", "status": "open", "total": {"amount": "100.00", "currency": "EUR"}},
        old="refuses",
        new="accepts",
        because="'customer_name' is a required property",
    ),
    more_places=((Place(OLD, 955, 9), None), (Place(OLD, 1021, 9), None), (Place(OLD, 1300, 9), None)),
)

WIDENED = finding(
    "response-enum-value-added",
    Severity.WARNING,
    Verdict.PROVEN,
    "the property 'status' may be 'uncollectible', which the old contract does not know",
    Subject(api="billing", operations=("GET /invoices/{invoice_id}",), schema="Invoice", path="/status"),
    cause="0b77c0ffee10",
    direction=Direction.RESPONSE,
    fix="Announce the value before it is sent; mark the enum as open with x-extensible-enum.",
    old=Place(OLD, 340, 11, "/components/schemas/Invoice/properties/status/enum"),
    new=Place(NEW, 338, 11, "/components/schemas/Invoice/properties/status/enum"),
    witness=Witness(
        operation="GET /invoices/{invoice_id}",
        part="response body 200 application/json",
        value={"id": "in_1", "customer_name": "", "status": "uncollectible"},
        old="refuses",
        new="accepts",
        because="'uncollectible' is not one of ['draft', 'open', 'paid']",
    ),
)

WIDENED_IN_REQUEST = replace(
    WIDENED,
    rule="request-enum-value-added",
    severity=Severity.INFO,
    verdict=Verdict.REFUTED,
    message="the property 'status' may also be 'uncollectible'",
    subject=Subject(api="billing", operations=("PUT /invoices/{invoice_id}",), schema="Invoice", path="/status"),
    direction=Direction.REQUEST,
    fingerprint="1234567890abcdef",
    fix="",
    witness=None,
)

UNDECIDED = finding(
    "request-property-pattern-changed",
    Severity.WARNING,
    Verdict.UNPROVEN,
    "the pattern of the query parameter 'cursor' changed",
    Subject(api="billing", operations=("GET /invoices",), path="/query/cursor"),
    reason="the automaton of '^[a-z]{1,1000}$' is beyond the budget of 4,000 states",
    cause="9d9d9d9d9d9d",
    direction=Direction.REQUEST,
    fix="Keep the pattern, or write it with a smaller repetition so that it can be decided.",
    old=Place(OLD, 77, 13, "/paths/~1invoices/get/parameters/0/schema/pattern"),
    new=Place(NEW, 77, 13, "/paths/~1invoices/get/parameters/0/schema/pattern"),
)

ADDED = finding(
    "response-property-added",
    Severity.INFO,
    Verdict.REFUTED,
    "the response property 'customer_email' is new",
    Subject(api="billing", operations=("GET /invoices",), schema="Invoice", path="/customer_email"),
    cause="77aa77aa77aa",
    direction=Direction.RESPONSE,
    new=Place(NEW, 305, 9, "/components/schemas/Invoice/properties/customer_email"),
)

WAIVED = replace(
    NARROWED,
    rule="request-parameter-removed",
    message="the query parameter 'expand' is gone",
    subject=Subject(api="billing", operations=("GET /products",), path="/query/expand"),
    fingerprint="fedcba0987654321",
    cause="abcabcabcabc",
    waived=Waived("nobody used it, see the access log of October", "ines@example.com", "2027-03-31"),
    affects=(),
)

FULL = Outcome(
    command="check",
    findings=(ADDED, WAIVED, WIDENED_IN_REQUEST, UNDECIDED, REMOVED, WIDENED, NARROWED),
    profile="wire",
    old="the merge base of origin/main and HEAD (3f1c2ab)",
    new="the working tree, with uncommitted changes",
    compared=4,
    notes=("2 definitions that did not change were not compared again",),
    steps=(
        Step(
            api="billing",
            file=NEW,
            level=Level.MAJOR,
            because="2 breaks, the first: the response property 'customer_name' is gone; it was always there",
            findings=(REMOVED.fingerprint, NARROWED.fingerprint),
            old="2.0.0",
            new="2.1.0",
            sufficient=False,
            next="3.0.0",
            remark="2.0.0 → 2.1.0 is a minor step: too small, next is 3.0.0",
        ),
    ),
)

CLEAN = replace(FULL, findings=(), notes=(), steps=())


def many(count: int) -> Outcome:
    """An outcome with more causes than a screen holds."""
    severities = (Severity.ERROR, Severity.WARNING, Severity.INFO, Severity.INFO)
    findings = tuple(
        finding(
            "response-property-removed",
            severities[number % 4],
            Verdict.POLICY,
            f"the response property 'field_{number:02}' is gone",
            Subject(api="billing", operations=(f"GET /things/{number:02}",), path=f"/field_{number:02}"),
        )
        for number in range(count)
    )
    return replace(FULL, findings=findings, notes=(), steps=())


RULE = Rule(
    id="request-property-max-length-decreased",
    severity=Severity.ERROR,
    summary="Checks that no text a client may send becomes too long.",
    rationale="A client that sends a text within the old limit is refused by the new server.",
    fix="Keep the old limit, or add a property with the new one.",
    on=None,
    when=lambda: None,
    examples=(),
)

HOSTILE_TEXT = (
    "a|b `c` </code></details><script>x</script> @octocat #12 [l](http://x.example)\n::error::x\x1b[31m\u202e100%\ud800"
)

HOSTILE = Outcome(
    command="diff",
    findings=(
        replace(
            NARROWED,
            message=HOSTILE_TEXT,
            fix=HOSTILE_TEXT,
            reason=HOSTILE_TEXT,
            subject=Subject(HOSTILE_TEXT, (HOSTILE_TEXT,), HOSTILE_TEXT, "/" + HOSTILE_TEXT),
            old=Place("specs/a b,c:d%\n.yaml", 1, 2, "/" + HOSTILE_TEXT),
            new=Place("specs/ü#?.yaml", 3, 4),
            witness=Witness(
                HOSTILE_TEXT, HOSTILE_TEXT, {HOSTILE_TEXT: ["```", 10**5000, -0.5]}, "accepts", "refuses", HOSTILE_TEXT
            ),
            affects=(Affected("consumer", HOSTILE_TEXT, HOSTILE_TEXT, HOSTILE_TEXT),),
        ),
        replace(ADDED, message=HOSTILE_TEXT),
    ),
    old=HOSTILE_TEXT,
    new=HOSTILE_TEXT,
    notes=(HOSTILE_TEXT,),
    steps=tuple(
        Step(api=HOSTILE_TEXT, file=HOSTILE_TEXT, level=Level.MAJOR, because=HOSTILE_TEXT, remark=HOSTILE_TEXT)
        for _ in range(2)
    ),
)
