"""Small estates for the examples of rules about moves."""

from __future__ import annotations

API = """\
# file: catalog/apis/billing.yaml
apiVersion: govkit/v1
kind: API
metadata: {name: billing}
spec:
  system: billing
  owner: revenue
  businessOwner: finance
  audience: public
  versions:
"""
DRAFT = "    - {version: 1.0.0, definition: specs/billing.yaml}\n"
ACTIVE = "    - {version: 1.0.0, definition: specs/billing.yaml, lifecycle: active, released: 2026-01-01}\n"
DEPRECATED = """\
    - version: 1.0.0
      definition: specs/billing.yaml
      lifecycle: deprecated
      released: 2026-01-01
      deprecation: {date: 2026-02-01, sunset: 2026-05-01, successor: billing@2.0.0, reason: No currency.}
"""
RETIRED = DEPRECATED.replace("lifecycle: deprecated", "lifecycle: retired")
SPEC = """\
openapi: 3.1.0
info: {title: Billing, version: 1.0.0}
paths:
  /invoices:
    get:
      responses:
        '200': {description: fine}
  /notes:
    get:
      responses:
        '200': {description: fine}
"""


def estate(versions: str, spec: str = SPEC, *others: str) -> str:
    """An estate with one API, its document at specs/billing.yaml, and other files as they are given."""
    return f"{API}{versions}# file: specs/billing.yaml\n{spec}{''.join(others)}"


def policy(lifecycle: str) -> str:
    """A policy for all APIs with rules of lifecycle."""
    return (
        "# file: catalog/policies/all.yaml\napiVersion: govkit/v1\nkind: Policy\nmetadata: {name: all}\n"
        f"spec: {{owner: finance, lifecycle: {{{lifecycle}}}}}\n"
    )


def second(version: str, spec: str) -> str:
    """A second version, whose line is to follow the first, and its document: the two parts of an estate."""
    return f"    - {{version: {version}, definition: specs/next.yaml}}\n\0# file: specs/next.yaml\n{spec}"


def estate_with_next(version: str, spec: str, *others: str, first: str = ACTIVE, old: str = SPEC) -> str:
    """An estate whose API has a draft beside its first version."""
    line, _, document = second(version, spec.replace("version: 1.0.0", f"version: {version}")).partition("\0")
    return estate(first + line, old, document, *others)


CONSUMER = """\
# file: catalog/consumers/dashboard.yaml
apiVersion: govkit/v1
kind: Consumer
metadata: {name: dashboard}
spec: {owner: finance, uses: [{api: billing@1, operations: [GET /invoices]}]}
"""
PRODUCTION = """\
# file: catalog/environments/production.yaml
apiVersion: govkit/v1
kind: Environment
metadata: {name: production}
spec: {owner: finance, deployments: [{name: billing, version: 1.0.0, since: 2026-01-02}]}
"""
