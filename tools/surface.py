"""The public Python surface, `govkit.api`, held by griffe against the one that was promised.

python -m tools.surface            exit 1 and tell where what scripts rely on would break
python -m tools.surface --write    promise what is there now: at a release, or where a break is meant

What was promised is tools/surface.json: the names of `govkit.api`, and the members and parameters behind them. It is
written anew by each release, so that a change is compared with what people have.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from functools import cache
from pathlib import Path

import griffe

ROOT = Path(__file__).resolve().parent.parent
PROMISED = ROOT / "tools/surface.json"
_MODULE = "govkit.api"
_PAINT = re.compile(r"\x1b\[[0-9;]*m")


def current(source: Path = ROOT / "src") -> griffe.Module:
    """The surface as the source has it: one module, in which each public name is what it stands for."""
    module = _parsed(source, _MODULE)
    surface = griffe.Module("api", filepath=Path("api.py"))
    for name in sorted(str(one) for one in module.exports or ()):
        found = module.members[name]
        while isinstance(found, griffe.Alias):  # names are imported from where they live
            home, _, there = found.target_path.rpartition(".")
            found = _parsed(source, home).members[there]
        surface.set_member(name, _detached(found))
    return surface


@cache
def _parsed(source: Path, module: str) -> griffe.Module:
    """One module, read as text; nothing of it runs."""
    path = source.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    parsed = griffe.visit(module, file, file.read_text(encoding="utf-8"))
    assert isinstance(parsed, griffe.Module)
    return parsed


def _detached(found: griffe.Object) -> griffe.Object:
    """What a name stands for, without private members, aliases, and places in files."""
    data = json.loads(griffe.JSONEncoder(full=False).encode(found))
    return _read(_plain(data))


def _plain(data: dict[str, object]) -> dict[str, object]:
    kept = {key: value for key, value in data.items() if key not in ("filepath", "docstring", "decorators")}
    kept.update({key: 0 for key in ("lineno", "endlineno") if key in kept})
    members = data.get("members")
    if isinstance(members, dict):
        kept["members"] = {
            name: _plain(member)
            for name, member in sorted(members.items())
            if member["kind"] != "alias" and (not name.startswith("_") or name == "__init__")
        }
    kept["filepath"] = "api.py"
    return kept


def _read(data: dict[str, object]) -> griffe.Object:
    found = json.loads(json.dumps(data), object_hook=griffe.json_decoder)
    assert isinstance(found, griffe.Object)
    return found


def written(surface: griffe.Module) -> str:
    """A surface as text."""
    members = {name: _plain(json.loads(griffe.JSONEncoder().encode(one))) for name, one in surface.members.items()}
    return f"{json.dumps({'module': _MODULE, 'members': members}, indent=1, sort_keys=True)}\n"


def promised(text: str) -> griffe.Module:
    """The surface that a text has."""
    surface = griffe.Module("api", filepath=Path("api.py"))
    for name, data in json.loads(text)["members"].items():
        surface.set_member(name, _read(data))
    return surface


def breaks(old: griffe.Module, new: griffe.Module) -> list[str]:
    """What would break scripts, a sentence each."""
    told = [one.explain(griffe.ExplanationStyle.ONE_LINE) for one in griffe.find_breaking_changes(old, new)]
    return [_PAINT.sub("", one).replace("api.py:0: ", f"{_MODULE}: ", 1) for one in told]


def main() -> int:
    """Compares, or writes."""
    parser = argparse.ArgumentParser(prog="tools.surface")
    parser.add_argument("--write", action="store_true", help="promise what is there now")
    now = current()
    if parser.parse_args().write:
        PROMISED.write_text(written(now), encoding="utf-8")
        print(f"{PROMISED.relative_to(ROOT)} is written")
        return 0
    found = breaks(promised(PROMISED.read_text(encoding="utf-8")), now)
    for one in found:
        print(one, file=sys.stderr)
    if found:
        print("hint: mend it, or, where a break is meant: python -m tools.surface --write", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
