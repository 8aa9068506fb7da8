"""Models and clients, generated from contracts. Names and texts of a contract are data: none becomes code."""

from govkit.codegen.entities import Canonical, entities_package
from govkit.codegen.package import Wish, package_name, package_of

__all__ = ["Canonical", "Wish", "entities_package", "package_name", "package_of"]
