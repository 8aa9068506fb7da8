"""Entries of the catalog: their kinds, and the estate that they make up.

`load` reads the estate out of any files; an `Estate` answers who owns what, who uses what, what refers to what. A
broken entry is never raised: it stands in `Estate.problems`, and the rest is usable.
"""

from govkit.catalog.entries.entry import Entry, PactFile, Workflow, WorkflowDocument
from govkit.catalog.entries.estate import Estate, Owned, Referral, Running, Thing, load, load_text
from govkit.catalog.entries.form import ApiRef, ApiVersionRef, Form, Metadata, Reference
from govkit.catalog.entries.kind import API_VERSION, Kind, all_kinds
from govkit.catalog.entries.kinds.api import ApiSpec, ApiVersion, Deprecation, Lifecycle
from govkit.catalog.entries.kinds.consumer import ConsumerSpec, Grant, Use
from govkit.catalog.entries.kinds.domain import DomainSpec
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.entries.kinds.environment import Deployment, EnvironmentSpec
from govkit.catalog.entries.kinds.mapping import MappingSpec
from govkit.catalog.entries.kinds.measure import MeasureSpec
from govkit.catalog.entries.kinds.policy import PolicySpec
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec
from govkit.catalog.entries.kinds.system import SystemSpec
from govkit.catalog.entries.kinds.team import TeamSpec
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.shelf import Shelf
from govkit.catalog.entries.source import Source
from govkit.catalog.entries.uses import Usage, names_field, names_operation, touches
from govkit.catalog.entries.versions import Order, VersionOf

__all__ = [
    "API_VERSION",
    "ApiRef",
    "ApiSpec",
    "ApiVersion",
    "ApiVersionRef",
    "ConsumerSpec",
    "Deployment",
    "Deprecation",
    "DomainSpec",
    "EntitySpec",
    "Entry",
    "EnvironmentSpec",
    "Estate",
    "Form",
    "Grant",
    "Kind",
    "Lifecycle",
    "MappingSpec",
    "MeasureSpec",
    "Metadata",
    "Order",
    "Owned",
    "PactFile",
    "PolicySpec",
    "Problem",
    "ReconciliationSpec",
    "Reference",
    "Referral",
    "Running",
    "Shelf",
    "Source",
    "SystemSpec",
    "TeamSpec",
    "Thing",
    "Usage",
    "Use",
    "VersionOf",
    "Workflow",
    "WorkflowDocument",
    "all_kinds",
    "load",
    "load_text",
    "names_field",
    "names_operation",
    "touches",
]
