"""What was found, as rules put it into words."""

from __future__ import annotations

from dataclasses import dataclass

RULES = {
    "not_a_server_error": "provider-server-error",
    "status_code_conformance": "provider-status-undeclared",
    "content_type_conformance": "provider-media-type-undeclared",
    "response_headers_conformance": "provider-header-differs",
    "response_schema_conformance": "provider-body-differs",
    "negative_data_rejection": "provider-accepts-invalid",
    "positive_data_acceptance": "provider-refuses-valid",
    "missing_required_header": "provider-header-not-required",
    "unsupported_method": "provider-method-not-refused",
    "allow_header_conformance": "provider-method-not-refused",
    "use_after_free": "provider-deleted-still-there",
    "ensure_resource_availability": "provider-created-missing",
    "ignored_auth": "provider-credentials-ignored",
    "record_identity": "provider-record-differs",
    "record_existence": "provider-record-invented",
    "filter_conformance": "provider-filter-ignored",
    "page_conformance": "provider-page-differs",
    "declared_header_sent": "provider-header-unsent",
    "error": "provider-operation-unasked",
}
"""The rules of checks; of any other, `provider-check-failed`."""

OTHER = "provider-check-failed"


@dataclass(frozen=True, slots=True)
class FuzzFact:
    """One thing found, of one operation or of several alike; `said` are the words of the check, in one line."""

    check: str
    status: int
    said: str
    operations: tuple[str, ...]
