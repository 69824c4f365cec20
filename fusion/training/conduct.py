"""How a run is carried out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Conduct:
    """How a run is carried out; whatever is said here, it stays the same run.

    Parameters
    ----------
    resume
        Go on from the newest checkpoint, if there is one; else an earlier run's are taken away.
    devices, nodes
        Processes (with GPUs: GPUs) on each machine, and machines, that share each batch.
    cache
        Folder for what was decoded or cut out of the corpora, to be shared by several runs; None for the
        usual one.
    """

    resume: bool = False
    devices: int = 1
    nodes: int = 1
    cache: Path | None = None
