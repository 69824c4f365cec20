"""What a user is told to install is what the project asks for, and brings no second set of packages along."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from fusion.errors import UserError
from fusion.extras import needed

ROOT = Path(__file__).parents[2]
ROOMS = ("fusion", "audio_model", "face_model", "ui")


def told() -> dict[str, str]:
    """Each package a call of ``needed`` names, and where."""
    found = {}
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "needed":
                package = node.args[1]
                assert isinstance(package, ast.Constant)
                found[str(package.value)] = path.name
    return found


def test_what_is_missing_is_named_as_pip_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pympi", None)
    monkeypatch.delitem(sys.modules, "pympi.Elan", raising=False)  # what another test has brought in
    with pytest.raises(UserError) as error:
        needed("pympi.Elan", "pympi-ling")
    assert str(error.value) == "This needs pympi, which is not installed: pip install pympi-ling."


@pytest.mark.parametrize("package", sorted(told()))
def test_a_package_that_is_named_is_asked_for_with_the_same_upper_bound(package: str) -> None:
    if package == "ctranslate2":  # faster-whisper brings it, and is asked for first
        return
    name, bound = re.fullmatch(r'"?([\w-]+)(<\d+)?"?', package).groups()  # type: ignore[union-attr]
    asked = re.findall(rf'"{name}([>=<,\d.]+)"', (ROOT / "pyproject.toml").read_text())
    assert {tuple(re.findall(r"<\d+", each)) for each in asked} == {(bound,) if bound else ()}


def test_nobody_is_told_to_install_attune_anew() -> None:
    """An extra's name would bring what the locks leave out: jax, and an OpenCV with other colours."""
    texts = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    texts += [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", *(ROOT / "ui/wording").glob("*.json")]
    assert [path.name for path in texts if "attune[" in path.read_text()] == []
