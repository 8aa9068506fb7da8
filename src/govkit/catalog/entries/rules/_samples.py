"""Texts for the examples of rules: several files in one text, each begun by a line that names it."""

from __future__ import annotations

from textwrap import dedent, indent

from govkit.catalog.entries.kind import all_kinds


def entry(kind: str, name: str, spec: str, metadata: str = "") -> str:
    """The file of one entry."""
    more = f", {metadata}" if metadata else ""
    body = indent(dedent(spec).strip("\n"), "  ")
    return (
        f"# file: catalog/{all_kinds()[kind].folder}/{name}.yaml\n"
        f"apiVersion: govkit/v1\nkind: {kind}\nmetadata: {{name: {name}{more}}}\nspec:\n{body}\n"
    )


def api(versions: str, name: str = "billing", metadata: str = "") -> str:
    """The file of an API with the versions that are given as the items of a list."""
    spec = "system: billing\nowner: revenue\nbusinessOwner: finance\naudience: partner\nversions:\n"
    return entry("API", name, spec + indent(dedent(versions).strip("\n"), "  "), metadata)


def consumer(spec: str, name: str = "dashboard") -> str:
    """The file of a consumer."""
    return entry("Consumer", name, "owner: finance\n" + dedent(spec).strip("\n"))


def team(name: str) -> str:
    """The file of a team with one member."""
    return entry("Team", name, f"contacts: [{{email: {name}@example.com}}]\nmembers: [{{name: A, chat: '@a'}}]")


def entity(spec: str, name: str = "customer", metadata: str = "") -> str:
    """The file of an entity whose record is the system `crm`."""
    start = (
        "owner: revenue\nbusinessOwner: finance\nrecord: crm\n"
        f"versions: [{{version: 1.0.0, definition: catalog/entities/{name}.schema.json}}]\n"
    )
    return entry("Entity", name, start + dedent(spec).strip("\n"), metadata)


def file(path: str, text: str) -> str:
    """A file of any sort."""
    return f"# file: {path}\n{dedent(text).strip(chr(10))}\n"


ACTIVE = "- {version: 1.0.0, definition: specs/billing.yaml, lifecycle: active, released: 2026-03-01}"
"""The version of an API that is active."""


def reconciliation(spec: str, name: str = "customers") -> str:
    """The file of a reconciliation of customers of the CRM and of billing, reported every night."""
    start = "owner: revenue\nentity: customer\nsystems: [crm, billing]\nmatch: [externalIds]\nschedule: 0 2 * * *\n"
    return entry("Reconciliation", name, start + dedent(spec).strip("\n"))


def mapping(spec: str, name: str = "billing-customer", of: str = "billing") -> str:
    """The file of a mapping that reads customers of version 1.0.0 of an API."""
    start = f"owner: revenue\nentity: customer\napi: {of}@1.0.0\nschema: Customer\ndirection: in\n"
    return entry("Mapping", name, start + dedent(spec).strip("\n"))


COMPARED = (
    api("- {version: 1.0.0, definition: specs/billing.yaml, lifecycle: active, released: 2026-03-01}")
    + entry(
        "API",
        "crm",
        "system: crm\nowner: revenue\nbusinessOwner: finance\naudience: partner\nversions:\n"
        "  - {version: 1.0.0, definition: specs/crm.yaml, lifecycle: active, released: 2026-03-01}",
    )
    + mapping("fields: {name: name, email: email}")
    + mapping("fields: {name: title, terms: terms}", "crm-customer", "crm")
    + entity("fields: {terms: {record: erp}}")
    + file(
        "catalog/entities/customer.schema.json",
        '{"properties": {"name": {"type": "string"}, "email": {"type": "string"}, "terms": {"type": "integer"}}}',
    )
)
"""What two systems say of customers: both their name, billing the mail, the CRM terms of which the ERP is the record."""
