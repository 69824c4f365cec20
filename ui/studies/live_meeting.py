"""A made meeting read live: a window on a screen, its sound played, and Attune's own session before both."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from face_model.analyser import FaceView
from fusion.interfaces import AudioChunk, VideoFrame
from ui.live.assemble import assemble
from ui.live.options import Options
from ui.settings import Settings
from ui.studies.meeting import FRAME_PX, Meeting, judged, meetings_of, seat_at, together
from ui.studies.stand_ins.display import VirtualScreen, on_display
from ui.studies.stand_ins.meeting_player import play
from ui.studies.stand_ins.painted_window import PaintedWindow
from ui.studies.stand_ins.pulse import PulseMicrophone

TITLE = "Meeting"
_BOX = (40, 30, *FRAME_PX)
_HEARD_FROM = 0.01
_PATIENCE_S = 60.0


@dataclass
class Attended:
    """What came of a meeting; times are seconds since it began.

    Parameters
    ----------
    read
        When somebody was looked at, and in which tile; None where nobody was read.
    tiles
        In which tiles each person was seen, by number.
    """

    read: list[tuple[float, int | None]] = field(default_factory=list)
    tiles: dict[int, set[int]] = field(default_factory=dict)

    def put_sound(self, _view: object) -> None:
        """The sound is of no interest."""

    def put_picture(self, view: FaceView | None) -> None:
        """Take one look, its time that of the session."""
        if view is None:
            return
        seats = [seat_at(face.x + face.width / 2, face.y + face.height / 2) for face in view.faces]
        for face, seat in zip(view.faces, seats, strict=True):
            self.tiles.setdefault(face.person, set()).add(seat)
        self.read.append((view.frame.t_start, None if view.partner is None else seats[view.partner]))


@contextmanager
def own_desktop() -> Iterator[dict[str, str]]:
    """A screen and a loudspeaker without hardware, which this process takes for its own in the block."""
    with PulseMicrophone() as sound, VirtualScreen(1400, 800) as screen:
        env = on_display(screen.display, sound.env)
        before = dict(os.environ)
        os.environ.update({name: env[name] for name in ("DISPLAY", "PULSE_SERVER")})
        os.environ.pop("WAYLAND_DISPLAY", None)
        try:
            yield env
        finally:
            os.environ.clear()
            os.environ.update(before)


def attend_live(
    meeting: Meeting, env: dict[str, str], *, follow: bool, lines: Path | None = None
) -> tuple[Attended, float]:
    """Play a meeting on the desktop of this process, and have Attune read it from there.

    Parameters
    ----------
    meeting
        Who speaks when.
    env
        That desktop's.
    follow
        Whether whoever speaks is read; the largest face otherwise.
    lines
        Where the session writes its lines.

    Returns
    -------
    Attended, float
        What was read, and when the meeting began on the session's clock, s.
    """
    attended, heard = Attended(), False

    def hear(chunk: AudioChunk | VideoFrame) -> None:
        nonlocal heard
        heard = heard or (isinstance(chunk, AudioChunk) and float(np.abs(chunk.samples).max()) > _HEARD_FROM)

    def is_heard() -> bool:
        if time.monotonic() > until:
            raise RuntimeError("nothing was heard of what was played")
        return heard and bool(attended.read)

    with PaintedWindow(TITLE, _BOX, env) as window:
        window.show(meeting.frame(0).image)
        options = Options(source=f"window:{TITLE}", sound="system", log=False, follow_speaker=follow)
        options.jsonl = None if lines is None else str(lines)
        assembly = assemble(options, Settings())
        session = assembly.session
        try:
            assembly.watch(attended)
            session.subscribe_chunks(hear)
            session.start()
            until = time.monotonic() + _PATIENCE_S
            begun = play(meeting, window, env, is_heard)
            began = begun - time.monotonic() + session.clock.now()
        finally:
            assembly.close()
    attended.read = [(t - began, seat) for t, seat in attended.read]
    return attended, began


def study_live(data: Path, meetings: int) -> dict[str, Any]:
    """As :func:`ui.studies.meeting.study_meetings`, in real time and by what really looks and listens."""
    _, made = meetings_of(data, meetings)
    return {
        "whoever speaks": _live(made, follow=True),
        "the largest face": _live(made, follow=False),
    }


def _live(made: Sequence[Meeting], *, follow: bool) -> dict[str, Any]:
    told = []
    for meeting in made:
        with own_desktop() as env:
            attended, _ = attend_live(meeting, env, follow=follow)
        told.append(judged(meeting, attended.read))
    return together(told)
