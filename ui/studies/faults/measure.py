"""All that ``attune bench faults`` tries, part by part."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fusion.errors import UserError
from ui.demo.clip import DEMO_CLIP
from ui.studies.faults.compressed import compressed
from ui.studies.faults.files import spoilt_files
from ui.studies.faults.happenings import HAPPENINGS, MICROPHONE_DENIED, disk_full, log_locked
from ui.studies.faults.killing import kill_while_logging
from ui.studies.faults.recording import analyse_long
from ui.studies.faults.session import run
from ui.studies.faults.soak import soak
from ui.studies.shipped import shipped_digests
from ui.studies.stand_ins.pulse import pulse_is_installed
from ui.studies.stand_ins.talk import Talk

_DISK = "16m"


def parts(minutes: float, hours: float, recorded: float, kills: int) -> dict[str, Callable[[], Any]]:
    """What is tried, by name, in the order that is usual.

    Parameters
    ----------
    minutes
        How long a session before devices without hardware lasts.
    hours
        How long one in compressed time.
    recorded
        How long a recording is that is analysed, hours.
    kills
        How often a program is killed while it logs.
    """
    return {
        "weights_sha256": lambda: shipped_digests("voice", "face", "fusion"),
        "files": lambda: _in_a_folder(spoilt_files),
        "session": _session,
        "killed": lambda: _in_a_folder(lambda folder: kill_while_logging(folder / "log.db", kills)),
        "compressed": lambda: _in_a_folder(lambda folder: compressed(folder / "log.db", hours)),
        "recording": lambda: _in_a_folder(lambda folder: analyse_long(folder, recorded)),
        "soak": lambda: _in_a_folder(lambda folder: _soak(folder, minutes)),
    }


def _session() -> dict[str, Any]:
    with _disk() as (folder, small), _talk() as talk:
        log = folder / "log.db"
        of_root = [MICROPHONE_DENIED, disk_full(log)] if small else []
        happenings = [*HAPPENINGS, log_locked(log), *of_root]
        return run(log, talk, happenings)


def _soak(folder: Path, minutes: float) -> dict[str, Any]:
    with _talk() as talk:
        return soak(folder, talk, minutes)


def _talk() -> Talk:
    if not pulse_is_installed():
        raise UserError(
            "The microphone without hardware needs PulseAudio; install pulseaudio, pulseaudio-utils and"
            " libasound2-plugins."
        )
    return Talk(DEMO_CLIP)


def _in_a_folder(do: Callable[[Path], Any]) -> Any:
    with tempfile.TemporaryDirectory(prefix="attune-faults-") as folder:
        return do(Path(folder))


@contextmanager
def _disk() -> Iterator[tuple[Path, bool]]:
    """A folder, and whether it is a small disk of its own: only root may make one."""
    with tempfile.TemporaryDirectory(prefix="attune-faults-") as name:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK},mode=700", "tmpfs", name]
        small = os.name == "posix" and subprocess.run(mount, capture_output=True).returncode == 0
        try:
            yield Path(name), small
        finally:
            if small:
                subprocess.run(["umount", name], check=True, capture_output=True)
