"""Nothing that Attune reads can run code: no pickles, not even by way of torch or NumPy."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = [
    p for package in ("fusion", "audio_model", "face_model", "ui") for p in (ROOT / package).rglob("*.py")
]
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """Calls such as ``torch.load(...)``."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in found if ast.unparse(call.func) == name]


def given(call: ast.Call, keyword: str) -> object:
    """What is given for a keyword; None where nothing is."""
    values = [k.value for k in call.keywords if k.arg == keyword]
    return values[0].value if values and isinstance(values[0], ast.Constant) else None


def test_no_source_opens_one() -> None:
    for source in SOURCES:
        tree = ast.parse(source.read_text(encoding="utf-8"))
        for call in calls(tree, "torch.load"):
            assert given(call, "weights_only") is True, f"{source}:{call.lineno}"
        for call in (*calls(tree, "np.load"), *calls(tree, "numpy.load")):
            assert not given(call, "allow_pickle"), f"{source}:{call.lineno}"
        for name in ("pickle.load", "pickle.loads", "joblib.load"):
            assert not calls(tree, name), source


def test_no_room_that_runs_live_knows_the_libraries() -> None:
    for source in SOURCES:
        if {"training", "valence", "ladder", "pictures", "studies", "workbench"} & set(source.parts):
            continue  # rooms of researchers; what they open is checked above
        tree = ast.parse(source.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.partition(".")[0] for name in names} & MODULES, source


def test_weights_that_come_along_are_safetensors() -> None:
    kept = {
        p.suffix
        for package in ("fusion", "audio_model", "face_model")
        for p in (ROOT / package).rglob("weights/*")
    }
    assert kept == {".safetensors", ".json"}
