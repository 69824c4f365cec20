"""Which of this project's modules another one runs through, found in the source without importing any."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
from functools import cache
from pathlib import Path

PACKAGES = ("fusion", "audio_model", "face_model", "ui")
"""The project's own; what lies elsewhere is not followed."""


def import_closure(module: str) -> dict[str, Path]:
    """The module and all of this project's that it imports, directly or not, at its top or in a function.

    Returns
    -------
    dict
        Source file by the module's name, sorted by name.

    Raises
    ------
    ModuleNotFoundError
        If there is no such module in this project.
    """
    found: dict[str, Path] = {}
    coming = [module]
    while coming:
        name = coming.pop()
        if name in found:
            continue
        path = _source(name)
        if path is None:
            raise ModuleNotFoundError(f"There is no module {name} in this project.")
        found[name] = path
        coming += _imported(name, path)
        if "." in name:
            coming.append(name.rpartition(".")[0])  # a package's own file runs first
    return dict(sorted(found.items()))


def closure_digest(module: str) -> str:
    """A digest that changes with every change to a module or to what it runs through."""
    digest = hashlib.sha256()
    for name, path in import_closure(module).items():
        digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@cache
def _imported(name: str, path: Path) -> tuple[str, ...]:
    """The project's modules named in the imports of one, looked for once in a run."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            start = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            found += [start, *(f"{start}.{alias.name}" for alias in node.names)]
    return tuple(full for full in found if _source(full) is not None)


@cache
def _root(package: str) -> Path | None:
    spec = importlib.util.find_spec(package) if package in PACKAGES else None
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _source(name: str) -> Path | None:
    """The file of one of the project's modules; None for anything else."""
    package, *rest = name.split(".")
    root = _root(package)
    if root is None:
        return None
    place = root.joinpath(*rest)
    candidates = (place / "__init__.py", place.with_name(place.name + ".py"))
    return next((path for path in candidates if path.is_file()), None)
