"""Where pages and artefacts lie in a checkout, and the artefacts that exist, read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
RESULTS = ROOT / "docs" / "results"
"""Pages, artefacts and pictures; there is no such folder beside an installed Attune."""

Artefact = dict[str, Any]
Artefacts = dict[str, Artefact]


def read(path: Path) -> Artefact:
    """What a JSON file holds."""
    found: Artefact = json.loads(path.read_text(encoding="utf-8"))
    return found


def artefact(name: str, folder: Path = RESULTS) -> Artefact | None:
    """What ``NAME.json`` in the folder holds; None where it is missing."""
    path = folder / f"{name}.json"
    return read(path) if path.is_file() else None


def artefacts(names: Iterable[str], folder: Path = RESULTS) -> Artefacts:
    """Those of the named artefacts that exist, by name."""
    return {name: found for name in names if (found := artefact(name, folder)) is not None}


def made_by(commands: Mapping[str, str], name: str) -> str:
    """The command that writes an artefact, in Markdown."""
    return f"`{commands[name]} --json docs/results/{name}.json`"
