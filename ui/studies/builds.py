"""Builds of Attune to be measured: this one, or another commit's beside it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import NamedTuple

import ui
from fusion.errors import UserError

_ROOT = Path(ui.__file__).parents[1]


class Run(NamedTuple):
    """A finished run of a build.

    Parameters
    ----------
    worked_s
        How long processors worked on it, its own processes included.
    took_s
        How long it took by the clock.
    said
        What it wrote to standard output.
    """

    worked_s: float
    took_s: float
    said: str


@dataclass(frozen=True)
class Build:
    """Sources of Attune, and the Python that runs them.

    Parameters
    ----------
    tree
        The folder that holds the packages.
    python
        The interpreter, with what they need installed.
    """

    tree: Path = _ROOT
    python: Path = Path(sys.executable)

    def run(self, arguments: Sequence[str], home: Path) -> Run:
        """Run Python with these arguments; settings and logs are looked for in ``home``, nothing is shown.

        Bytecode is kept there too, as an installed program has it from its first run on.

        Raises
        ------
        UserError
            If it fails, or processor time cannot be told on this system.
        """
        try:
            from resource import RUSAGE_CHILDREN, getrusage
        except ImportError as error:
            raise UserError("Builds are measured on Linux and macOS only; use one of them.") from error
        folders = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(home))
        bytecode = {"PYTHONPYCACHEPREFIX": str(home / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
        own = {**folders, **bytecode, "PYTHONPATH": str(self.tree), "QT_QPA_PLATFORM": "offscreen"}
        before, start = getrusage(RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(
            [str(self.python), *arguments],
            cwd=self.tree,
            env=os.environ | own,
            capture_output=True,
            text=True,
            check=False,
        )
        took_s, after = time.monotonic() - start, getrusage(RUSAGE_CHILDREN)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise UserError(
                f"The build in {self.tree} does not run ({last}; {_ended(done.returncode)}); name a Python "
                "that runs it, or try again if it was ended from outside."
            )
        worked_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Run(worked_s, took_s, done.stdout)


def _ended(code: int) -> str:
    """How a program ended, of its return code: libraries' last words seldom say why it was ended."""
    return f"exit code {code}" if code > 0 else f"ended by {Signals(-code).name}"


@contextmanager
def build_of(revision: str, python: Path | None = None) -> Iterator[Build]:
    """The build of a commit, unpacked in a temporary folder for as long as the context lasts.

    Parameters
    ----------
    python
        An interpreter with what that commit needs; None for this one.

    Raises
    ------
    UserError
        If this is no checkout of Attune or it has no such commit.
    """
    packed = subprocess.run(
        ["git", "-C", str(_ROOT), "archive", "--format=tar", revision], capture_output=True, check=False
    )
    if packed.returncode:
        raise UserError(f"There is no commit {revision} here; run this in a checkout of Attune that has it.")
    with tempfile.TemporaryDirectory(prefix="attune-build-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Build(Path(folder), python or Path(sys.executable))
