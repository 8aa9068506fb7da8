"""Small estates for the examples of rules about estates."""

from __future__ import annotations

from textwrap import indent

from govkit.catalog.entries.rules._samples import entry, file, team

HEAD = "openapi: 3.1.0\ninfo: {title: An API, version: 1.0.0}\n"
OWNERS = team("revenue") + team("finance")


def apis(**specs: str) -> str:
    """A domain `money` with one system, its owners, and an API of one active version for each document."""
    texts = [
        OWNERS,
        entry("Domain", "money", "owner: finance"),
        entry("System", "billing", "domain: money\nowner: revenue\nbusinessOwner: finance"),
    ]
    for name, spec in specs.items():
        texts += [
            entry("API", name, _API + f"  - {{version: 1.0.0, definition: specs/{name}.yaml, {_STANDING}}}"),
            file(f"specs/{name}.yaml", HEAD + spec),
        ]
    return "".join(texts)


_API = "system: billing\nowner: revenue\nbusinessOwner: finance\naudience: partner\nversions:\n"
_STANDING = "lifecycle: active, released: 2026-03-01"


def workflow(url: str, steps: str = "", name: str = "renewal") -> str:
    """The file of a workflow with one source."""
    text = (
        f"arazzo: 1.1.0\nsourceDescriptions: [{{name: source, type: openapi, url: {url}}}]\n"
        f"workflows:\n- workflowId: {name}\n  x-govkit-workflow: {{owner: team:revenue}}\n"
    )
    return file(f"catalog/workflows/{name}.arazzo.yaml", text + (f"  steps:\n{indent(steps, '  ')}" if steps else ""))
