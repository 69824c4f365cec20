"""What a live session was asked to be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fusion.mode import Mode


@dataclass
class Options:
    """What was asked for on the command line.

    Parameters
    ----------
    source
        Path or URL of a recording, ``"demo"``, or None for the devices.
    mode
        Which modalities take part.
    camera, microphone
        Name, number or (camera) URL; None for whatever is there.
    log
        The log file, None for the usual one, False for no log.
    seconds
        End after this long; None to go on.
    jsonl
        File for one JSON line an estimate, "-" for standard output, None for no such lines.
    words
        Folder of a recogniser's model: listen to the words too; None not to.
    baseline
        Who is allowed for: "none", "running" (whoever is there, as they are learnt) or the name of somebody
        remembered; None for what the settings say.
    """

    source: str | None = None
    mode: Mode = Mode.BOTH
    camera: str | int | None = None
    microphone: str | int | None = None
    log: Path | bool | None = None
    seconds: float | None = None
    jsonl: str | None = None
    words: Path | None = None
    baseline: str | None = None
