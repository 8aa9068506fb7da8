"""Entries composed as text: plain YAML in the form that people write."""

from __future__ import annotations

from collections.abc import Mapping

from govkit.catalog.entries.kind import API_VERSION, all_kinds
from govkit.spec.documents import Said, as_yaml


def composed(
    kind: str, metadata: Mapping[str, Said], spec: Mapping[str, Said], *, schema: str = "", note: str = ""
) -> bytes:
    """An entry as the text of a file. `schema` is where editors find that of its kind, `note` a comment at the top."""
    head = [f"# yaml-language-server: $schema={schema}"] if schema else []
    head += [f"# {line}".rstrip() for line in note.splitlines()]
    body: Mapping[str, Said] = {"apiVersion": API_VERSION, "kind": kind, "metadata": metadata, "spec": spec}
    return ("".join(f"{row}\n" for row in head) + as_yaml(body)).encode()


def path_of(kind: str, name: str, folder: str = "catalog") -> str:
    """Where the entry of a name lies by habit."""
    return f"{folder}/{all_kinds()[kind].folder}/{name}.yaml"
