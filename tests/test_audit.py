"""``make audit``: what it says of what pip-audit found, and of what it could not ask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "audit"
FINE = {"name": "numpy", "version": "1.26.4", "vulns": []}
UNKNOWN = {"name": "av", "skip_reason": "Dependency not found on PyPI and could not be audited: av (18.1.0)"}
BAD = {
    "name": "pillow",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": [], "description": ""}],
}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a made program is a shell script")


def audit(folder: Path, answer: str) -> tuple[int, str, str]:
    """The script's exit code and words, with a pip-audit that answers so."""
    uvx = folder / "uvx"
    (folder / "answer").write_text(answer)
    uvx.write_text(f'#!/bin/sh\necho "no connection" >&2\ncat "{folder / "answer"}"\n')
    uvx.chmod(0o755)
    done = subprocess.run(
        [sys.executable, str(SCRIPT)],
        env={"PATH": f"{folder}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([FINE], 0, "None of the 1 locked packages has a known vulnerability."),
        ([UNKNOWN], 2, "Nothing was checked: PyPI told nothing of any of the 1 locked packages"),
        ([FINE, UNKNOWN], 2, "PyPI told nothing of av; of the others none has"),
        ([FINE, UNKNOWN, BAD], 1, "1 of 3 locked packages have known vulnerabilities"),
    ],
)
def test_it_ends_with_one_sentence(tmp_path: Path, packages: list[Any], code: int, said: str) -> None:
    found, listed, told = audit(tmp_path, json.dumps({"dependencies": packages, "fixes": []}))
    assert found == code and said in told and len(told.splitlines()) == 1
    assert ("pillow 1.0: PYSEC-1, mended in 1.1" in listed) == (code == 1)


def test_without_an_answer_nothing_is_called_safe(tmp_path: Path) -> None:
    found, _, told = audit(tmp_path, "")
    assert found == 2 and "Nothing was checked: pip-audit gave no answer (no connection)" in told
