"""The README's pictures of the live window, made anew.

``attune make pictures [FOLDER]``, with Attune installed as ``make install`` does it.

The real window plays the built-in demo conversation again and again with the shipped weights, at the speed
of life, until the strip of the last two minutes has filled. Then it is painted at two moments, known by what
the window says and not by the clock, both with the face well in view: ``conflict.png``, where for half a
second the face has seemed pleased and the voice the opposite, and ``live.png``, where for as long card, voice
and face have said one feeling. Both are written at the end, or neither. The settings are the usual ones in
the light theme; those of the user are neither read nor written, and the log lies in a folder that is deleted.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fusion.errors import UserError

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEventLoop
from PyQt6.QtGui import QPixmap
from PyQt6.QtWidgets import QApplication

from fusion.emotions import EMOTIONS, Emotion
from ui.wording.fitting import pleasantness
from ui.wording.readings import CONFLICTING, ModalityReading, Reading
from ui.wording.strip_spans import Strip

SIZE = (1200, 780)
"""Width and height of the pictures, pixels."""
HELD_READINGS = 5
"""For so many readings (ten a second) a moment has to last: nothing that passes or still fades is shown."""
FILLED = 0.8
"""So much of the strip lies behind the first thing it shows."""
IN_VIEW = "in view"
"""As nothing is said against the picture of the face."""
LIMIT_S = 240.0
"""Longer than it takes on a computer that can keep up."""


def leading(part: ModalityReading) -> Emotion | None:
    """What the voice or the face alone seems most; None while it says nothing."""
    return None if part.probabilities is None else EMOTIONS[int(part.probabilities.argmax())]


def both_agree(reading: Reading) -> bool:
    """Whether the card names a feeling, and voice and face each lead with it."""
    voice = leading(reading.voice)
    return voice is not None and {reading.look, leading(reading.face)} == {voice}


def pleased_face_only(reading: Reading) -> bool:
    """Whether the card says that voice and face differ, the face pleased and the voice the opposite."""
    voice, face = leading(reading.voice), leading(reading.face)
    apart = voice is not None and face is not None and pleasantness(face) and pleasantness(voice) is False
    return reading.look == CONFLICTING and bool(apart)


def filled(strip: Strip) -> bool:
    """Whether the strip shows something from near its beginning on."""
    begun = min((span.t_start for span in strip.spans), default=strip.t_to)
    return strip.t_to - begun >= FILLED * (strip.t_to - strip.t_from)


MOMENTS: tuple[tuple[str, Callable[[Reading], bool], str], ...] = (
    ("conflict.png", pleased_face_only, "the face seems pleased and the voice the opposite"),
    ("live.png", both_agree, "voice, face and card say one feeling"),
)
"""File, what has to be so, and that in words; in the demo's order once the strip is full."""


def take_pictures(app: QApplication, log: Path) -> dict[str, QPixmap]:
    """Play the demo in a live window; the pictures by file name. UserError where a moment never came."""
    # After the QApplication: cv2, which these import, would point Qt at plugins that are not Qt's own.
    from ui.live.assemble import build
    from ui.live.devices import any_found
    from ui.live.options import Options
    from ui.live.plan import make_plan
    from ui.live.scene import Scene
    from ui.settings import Settings
    from ui.widgets.appearance import Appearance
    from ui.windows.live_window import LiveWindow

    appearance = Appearance(Settings(theme="light", welcomed=True))
    appearance.apply()
    window = LiveWindow(appearance)
    window.resize(*SIZE)
    window.show()
    demo = make_plan(Options(source="demo", log=log), Settings(), any_found)
    assembly = build(replace(demo, loop=True))
    turns, until = QEventLoop(), time.monotonic() + LIMIT_S
    scenes: list[Scene] = []
    window.refreshed.connect(scenes.append)
    pictures: dict[str, QPixmap] = {}
    try:
        appearance.settings.adjust(assembly.session)
        assembly.session.start()
        window.attach(assembly)
        for name, is_so, words in MOMENTS:
            held = 0
            while held < HELD_READINGS:
                if assembly.session.finished.is_set() or time.monotonic() > until:
                    raise UserError(
                        f"The demo had no half second in which {words}: try it on an idle computer."
                    )
                turns.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
                for scene in scenes:
                    good = filled(scene.strip) and window.camera.hint == IN_VIEW and is_so(scene.reading)
                    held = held + 1 if good else 0
                scenes.clear()
            pictures[name] = window.grab()
    finally:
        window.close()
        assembly.close()
    return pictures


def write_pictures(folder: Path) -> None:
    """Write the pictures into a folder that is there, and say how large they are.

    Raises
    ------
    UserError
        If there is no such folder, a moment of the demo never came, or a file cannot be written.
    """
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}; make it first.")
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as private:
        pictures = take_pictures(app, Path(private) / "timeline.db")
    for name, picture in pictures.items():
        path = folder / name
        if not picture.toImage().save(str(path), "PNG", 0):  # 0: packed as tightly as it goes, nothing lost
            raise UserError(f"{path} could not be written; check the folder.")
        print(f"{path}: {picture.width()} × {picture.height()}, {path.stat().st_size / 1000:.0f} kB")
