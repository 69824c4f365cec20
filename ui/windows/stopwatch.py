"""The live window with a stopwatch: what its start, its work and its memory took.

Run as a program with the moment the process was begun (s, ``time.monotonic()``) and how long to watch (s):
``python ui/windows/stopwatch.py BEGUN SECONDS``; it plays the demo and prints one line of JSON. It hangs on
names that earlier builds have too, so that these are measured in the same way.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from fusion.moment import Moment

_SETTLED_S = 3.0
"""Work is counted from that long after the first estimate on: what is loaded only once is over by then."""
_LONGEST_GAP_S = 1.0
"""Evidence that came later than that after the piece before followed a silence or an empty picture."""
_STEP_S = 0.01


class Stopwatch:
    """Takes down when things happened; all times in seconds of ``time.monotonic()``.

    Parameters
    ----------
    begun
        When the process was begun.
    """

    def __init__(self, begun: float) -> None:
        self.begun = begun
        self.window: float | None = None
        self.frame: float | None = None
        self.frame_worked_s: float | None = None
        """How long processors had worked by then."""
        self.paints_s: list[float] = []
        self.paints: list[tuple[float, float]] = []
        """When the whole window was painted, and for how long this core worked for it, s."""
        self.words: list[float] = []
        self.moments: list[tuple[float, float, Moment]] = []
        """When each came, how long processors had worked by then, and the moment."""

    def take(self, moment: Moment) -> None:
        """A moment has come."""
        self.moments.append((time.monotonic(), time.process_time(), moment))

    def told(self) -> dict[str, float | None]:
        """The figures, by the names they have in the artefact; None where nothing was seen of it."""
        first = next((at for at, _, moment in self.moments if moment.estimate.rests_on), None)
        return {
            "first_window_s": self._since_begun(self.window),
            "first_frame_s": self._since_begun(self.frame),
            "first_frame_worked_s": self.frame_worked_s,
            "first_estimate_s": self._since_begun(first),
            "live_cpu_share": self._share(first),
            "paint_p95_ms": 1e3 * float(np.percentile(self.paints_s, 95)) if self.paints_s else None,
            "paint_worked_p95_ms": self._paint_worked(first),
            "most_paints_a_second": self._most_paints(first),
            "face_event_to_label_p95_ms": self._event_to_label(lambda m: m.estimate.face),
            "voice_event_to_label_p95_ms": self._event_to_label(lambda m: m.estimate.voice),
        }

    def _since_begun(self, at: float | None) -> float | None:
        return None if at is None else at - self.begun

    def _share(self, first: float | None) -> float | None:
        """How much of one core was at work once all had begun."""
        steady = [(at, work) for at, work, _ in self.moments if first is not None and at > first + _SETTLED_S]
        if len(steady) < 2:
            return None
        (start, before), (end, after) = steady[0], steady[-1]
        return (after - before) / (end - start)

    def _steady_paints(self, first: float | None) -> list[tuple[float, float]]:
        return [(at, s) for at, s in self.paints if first is not None and at > first + _SETTLED_S]

    def _paint_worked(self, first: float | None) -> float | None:
        worked = [s for _at, s in self._steady_paints(first)]
        return 1e3 * float(np.percentile(worked, 95)) if worked else None

    def _most_paints(self, first: float | None) -> float | None:
        """Of any second that begins with a painting."""
        times = np.array([at for at, _s in self._steady_paints(first)])
        counts = np.searchsorted(times, times + 1.0) - np.arange(len(times))
        return float(counts.max()) if len(times) else None

    def _event_to_label(self, piece_of: Callable[[Moment], Any]) -> float | None:
        """95th percentile (ms) from when something happens to the first words that rest on it."""
        if not self.moments:
            return None
        zero = min(at - moment.t for at, _, moment in self.moments)
        waits: list[float] = []
        before: float | None = None
        for at, _, moment in self.moments:
            piece = piece_of(moment)
            if piece is None or piece.t_end == before:
                continue
            written = next((words for words in self.words if words >= at), None)
            if written is not None and before is not None and 0 < piece.t_end - before < _LONGEST_GAP_S:
                waits += [written - zero - event for event in np.arange(piece.t_end, before, -_STEP_S)]
            before = piece.t_end
        return 1e3 * float(np.percentile(waits, 95)) if waits else None


def memory_mb() -> float | None:
    """What this process holds in memory; None where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    lines = status.read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def watch(begun: float, seconds: float) -> dict[str, float | None]:
    """Play the demo in the live window for so long, and tell what was taken down."""
    import cv2  # noqa: F401 - before Qt, as the window does
    from PyQt6.QtCore import QEvent
    from PyQt6.QtWidgets import QMainWindow

    from ui.live.json_lines import JsonLines
    from ui.live.options import Options
    from ui.widgets.camera_view import CameraPicture
    from ui.windows.app import run_window
    from ui.windows.live_window import LiveWindow

    stopwatch = Stopwatch(begun)
    held: list[float | None] = []
    paint, words, detach = CameraPicture.paintEvent, LiveWindow.refresh_words, LiveWindow.detach

    def event(window: LiveWindow, happened: QEvent | None) -> bool:
        start, worked = time.monotonic(), time.thread_time()
        answer = QMainWindow.event(window, happened)
        if happened is not None and happened.type() in (QEvent.Type.UpdateRequest, QEvent.Type.Paint):
            stopwatch.window = stopwatch.window or time.monotonic()
            if happened.type() == QEvent.Type.UpdateRequest:  # the whole window, all its parts
                stopwatch.paints_s.append(time.monotonic() - start)
                stopwatch.paints.append((start, time.thread_time() - worked))
        return answer

    def paint_picture(picture: CameraPicture, happened: Any) -> None:
        paint(picture, happened)
        if picture._picture is not None:
            stopwatch.frame = stopwatch.frame or time.monotonic()
            stopwatch.frame_worked_s = stopwatch.frame_worked_s or time.process_time()

    def refresh_words(window: LiveWindow) -> None:
        words(window)
        stopwatch.words.append(time.monotonic())

    def detach_session(window: LiveWindow) -> None:
        if window.state is not None:
            held.append(memory_mb())
        detach(window)

    for owner, name, function in (
        (LiveWindow, "event", event),
        (LiveWindow, "refresh_words", refresh_words),
        (LiveWindow, "detach", detach_session),
        (CameraPicture, "paintEvent", paint_picture),
        (JsonLines, "write", lambda _, moment: stopwatch.take(moment)),
    ):
        setattr(owner, name, function)
    run_window(Options(source="demo", seconds=seconds, jsonl="-", log=False))
    return stopwatch.told() | {"rss_mb": held[-1] if held else None}


if __name__ == "__main__":
    print(json.dumps(watch(float(sys.argv[1]), float(sys.argv[2]))))
