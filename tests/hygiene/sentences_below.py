"""The sentences that the floors below the wording write for users, read from their source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEVER_IN_A_WINDOW = {
    *("training", "corpora", "evaluation", "studies", "study", "spoiling"),  # researchers' rooms
    *("ladder", "pictures", "valence", "transcripts", "imagenet.py"),
    *("table.py", "bids.py", "webvtt_cues.py"),  # what stands in exported files
    *("chart.py", "observations.py", "sheet.py", "tables.py", "study.py"),  # in exploration's pictures
    *("words/fetching.py", "litert/fetching.py"),  # said by attune fetch-… alone
    *("people.py", "emotion_folders.py"),  # said of researchers' own folders alone
}
_LOGGED = {"debug", "info", "warning", "error", "exception"}
_PROGRAMS_OWN = {"ValueError", "TypeError", "RuntimeError", "AttributeError", "KeyError", "OSError"}
_SENTENCE = re.compile(r"[A-Z“{ ].* .*([.!?]|: \{\w+\})\s?", re.DOTALL)
_SQL = re.compile(r"^(SELECT|INSERT|UPDATE|DELETE|VACUUM|CREATE|PRAGMA) ")


def sentences_below() -> dict[str, str]:
    """Every sentence with its {places}, and the file that has it."""
    found: dict[str, str] = {}
    for path in _files():
        for text in _texts(path):
            if _SENTENCE.fullmatch(text) and not _SQL.match(text):
                found.setdefault(text.strip(), str(path.relative_to(ROOT)))
    return found


def words_below() -> set[str]:
    """Every text in those files, sentences or not."""
    return {text for path in _files() for text in _texts(path)}


@cache
def _files() -> tuple[Path, ...]:
    rooms = [ROOT / name for name in ("fusion", "face_model", "audio_model", "ui/live")]
    files = [path for room in rooms for path in sorted(room.rglob("*.py"))]
    files += [ROOT / "ui/settings.py", ROOT / "ui/settings_file.py", ROOT / "ui/windows/qt_screen.py"]
    return tuple(path for path in files if not NEVER_IN_A_WINDOW & _names(path))


@cache
def _known() -> frozenset[Path]:
    return frozenset(_files())


def _names(path: Path) -> set[str]:
    """Those of the file and its rooms, and the file's with its room."""
    parts = path.relative_to(ROOT).parts
    return {*parts, "/".join(parts[-2:])}


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _constants(path: Path) -> dict[str, str]:
    """Texts that a file or one of its functions has a name for: they stand in sentences as they are."""
    found: dict[str, str] = {}
    given: list[str] = []
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            given.append(node.targets[0].id)
            text = node.value.value if isinstance(node.value, ast.Constant) else None
            if isinstance(text, str):
                found[node.targets[0].id] = text
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            there = ROOT / f"{(node.module or '').replace('.', '/')}.py"
            if there in _known():
                named = _constants(there)
                found |= {
                    alias.asname or alias.name: named[alias.name]
                    for alias in node.names
                    if alias.name in named
                }
    return {name: text for name, text in found.items() if given.count(name) <= 1}


@cache
def _texts(path: Path) -> tuple[str, ...]:
    return tuple(_walk_texts(path))


def _walk_texts(path: Path) -> Iterator[str]:
    """Texts of a file but for docstrings, the program's own faults, its log, and what tr says already."""
    passed: set[int] = set()
    for node in ast.walk(_tree(path)):  # outer nodes come before inner ones
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            passed |= {id(part.value) for part in node.body if isinstance(part, ast.Expr)}
        elif (
            isinstance(node, ast.Call)
            and _called(node) in {"tr", "mark", "tr_count"} | _LOGGED | _PROGRAMS_OWN
        ):
            passed |= {id(inner) for inner in ast.walk(node)}
        elif isinstance(node, (ast.Constant, ast.JoinedStr)) and id(node) not in passed:
            if isinstance(node, ast.JoinedStr):
                passed |= {id(part) for part in node.values}
            text = _template(node, _constants(path))
            if text is not None:
                yield text


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", None) or getattr(node.func, "attr", "")


def _template(node: ast.expr, constants: dict[str, str]) -> str | None:
    """A text with a {place} for each value; None for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    said, places = "", {}
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            if isinstance(part.value, ast.Name) and part.value.id in constants:
                said += constants[part.value.id]
            else:
                what = ast.dump(part.value)
                places.setdefault(what, _place(part.value, set(places.values())))
                said += f"{{{places[what]}}}"
        else:
            said += str(getattr(part, "value", ""))
    return said


def _place(value: ast.expr, taken: set[str]) -> str:
    """A name for a place: the first name in what is filled in there."""
    names = [getattr(node, "attr", None) or getattr(node, "id", None) for node in ast.walk(value)]
    name = next((name.strip("_").lower() for name in names if name), "value")
    return name if name not in taken else next(f"{name}{n}" for n in range(2, 9) if f"{name}{n}" not in taken)
