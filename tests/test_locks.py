"""What ``make run`` installs is all that the app needs, and no more than it must be."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import runpy
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from skimage.data import astronaut

from ui.studies.import_closure import PACKAGES, import_closure

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
NOT_FOR_RUNNING = {
    *("jax", "jaxlib", "opt-einsum", "sentencepiece"),  # mediapipe asks for them
    *("lightning", "pytorch-lightning", "torchmetrics", "aiohttp"),  # training
    *("scikit-learn", "threadpoolctl", "sympy", "networkx", "opencv-contrib-python"),
}
INSTALLED_BESIDE = {"torch", "attune"}  # by .ci/setup
IN_PLACE_OF = {"opencv-contrib-python": "opencv-python-headless"}  # what pip brings without the locks
TOML = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
PROJECT = TOML.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(file: str, python: str) -> dict[str, str]:
    """Version by name of what a lock installs on Linux with that Python."""
    lines = [line.rstrip(" \\") for line in (ROOT / file).read_text().splitlines()]
    wanted = [Requirement(line) for line in lines if line and line[0].isalnum()]
    here = {
        "python_version": python,
        "python_full_version": python + ".1",
        "sys_platform": "linux",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    return {
        plain(r.name): str(r.specifier).removeprefix("==")
        for r in wanted
        if r.marker is None or r.marker.evaluate(here)
    }


@cache
def installed() -> Mapping[str, list[str]]:
    return importlib.metadata.packages_distributions()


def distributions_of(module: str) -> set[str]:
    """The packages that bring a module, by the names the locks use."""
    names = {plain(name) for name in installed().get(module, ())}
    return {IN_PLACE_OF.get(name, name) for name in names}


def imported_by(path: Path) -> Iterator[str]:
    """Top-level names of what a file imports from elsewhere, at its top or in a function."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("python", PYTHONS)
def test_what_only_training_and_tests_need_is_in_the_other_lock(python: str) -> None:
    run, more = locked("requirements.lock", python), locked("requirements-dev.lock", python)
    assert not NOT_FOR_RUNNING & run.keys()
    assert {"lightning", "scikit-learn", "sympy", "pytest"} <= more.keys()
    assert all(run.get(name, version) == version for name, version in more.items())
    assert "torch" not in {*run, *more}


@pytest.mark.parametrize("python", PYTHONS)
def test_what_the_project_asks_for_is_locked_in_a_version_it_allows(python: str) -> None:
    run = locked("requirements.lock", python)
    for wanted in map(Requirement, PROJECT["dependencies"]):
        here = {"python_version": python, "sys_platform": "linux"}
        if wanted.name not in INSTALLED_BESIDE and (wanted.marker is None or wanted.marker.evaluate(here)):
            assert run[plain(wanted.name)] in wanted.specifier, wanted


def test_no_class_is_one_that_the_oldest_python_cannot_make() -> None:
    """Python 3.10 makes no named tuple that is generic: analysing ended there when it was imported."""
    asked = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ClassDef) and len(node.bases) > 1
        if any(isinstance(base, ast.Name) and base.id == "NamedTuple" for base in node.bases)
    ]
    assert asked == []


def test_every_import_of_the_app_is_of_a_package_in_the_lock() -> None:
    have = INSTALLED_BESIDE.union(*(locked("requirements.lock", python) for python in PYTHONS))
    for extra in ("text", "words", "exports"):  # each is asked for in a sentence where it is missing
        have |= {plain(Requirement(wanted).name) for wanted in PROJECT["optional-dependencies"][extra]}
    files: dict[str, Path] = {}
    for path in (path for room in ("windows", "commands") for path in (ROOT / "ui" / room).glob("[!_]*.py")):
        name = f"ui.{path.parent.name}.{path.stem}"
        if name not in files:
            files |= import_closure(name)
    assert {"ui.live.assemble", "face_model.landmarks", "audio_model.explore.panels"} <= files.keys()
    missing = {
        (name, module)
        for name, path in files.items()
        for module in imported_by(path)
        if module not in {*PACKAGES, *sys.stdlib_module_names}
        and (brought_by := distributions_of(module))  # what is not installed here nothing can be said of
        and not brought_by & have
    }
    assert missing == set()


ALONE = """
import importlib.abc, sys
from pathlib import Path

class OnlyLocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, OnlyLocked())

import numpy as np
import torch
import ui.windows.app, ui.windows.live_window, ui.windows.review.window
from PyQt6.QtMultimedia import QMediaPlayer
from PyQt6.QtTextToSpeech import QTextToSpeech
from PyQt6.QtWidgets import QApplication
from audio_model.analyser import VoiceAnalyser
from audio_model.explore.ink import LIGHT
from face_model.analyser import FaceAnalyser
from fusion.interfaces import AudioChunk, VideoFrame
from fusion.late_fusion import LateFusion
from ui.demo.clip import DEMO_CLIP
from ui.windows.explore_window import draw

LateFusion.shipped()
with torch.inference_mode():
    torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2)).eval()(torch.zeros(1, 1, 8, 8))
face, voice = FaceAnalyser(), VoiceAnalyser()
picture = np.load(sys.argv[1])
assert any(face.feed(VideoFrame(picture, t / 10)) for t in range(12))
for second in range(4):
    voice.feed(AudioChunk(np.zeros(16_000, np.float32), float(second)))
assert draw(DEMO_CLIP, 0.0, 3.0, LIGHT).png
app = QApplication([])
assert QMediaPlayer().isAvailable() and QTextToSpeech.availableEngines()
face.close()
voice.close()
loaded = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
maps = Path("/proc/self/maps")
if maps.exists():
    loaded |= {line.split(maxsplit=5)[5] for line in maps.read_text().splitlines() if "/" in line}
print("\\n".join(loaded))
"""


def test_the_app_runs_where_nothing_else_is_installed(portrait_file: Path) -> None:
    run = locked("requirements.lock", f"{sys.version_info[0]}.{sys.version_info[1]}")
    have = {*run, *INSTALLED_BESIDE}
    hidden = {module for module in installed() if not distributions_of(module) & have}
    if not {"jax", "sklearn", "sympy"} & hidden:
        pytest.skip("nothing more than the lock is installed")
    code = ALONE.replace("HIDDEN", repr(hidden))
    told = subprocess.run([sys.executable, "-c", code, str(portrait_file)], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr[-2000:]
    slim = runpy.run_path(str(ROOT / ".ci" / "slim.py"))
    gone = {str(path.resolve()) for path in slim["unused"](Path(sysconfig.get_path("purelib")))}
    loaded = [Path(line).resolve() for line in told.stdout.split("\n") if line]
    assert any(path.name.startswith("libtorch_cpu") for path in loaded) or sys.platform != "linux"
    assert [path for path in loaded if gone & {str(path), *map(str, path.parents)}] == []


@pytest.fixture
def portrait_file(tmp_path: Path) -> Path:
    file = tmp_path / "portrait.npy"
    np.save(file, astronaut()[:300, 60:400])
    return file
