"""A meeting without anybody meeting: its tiles in a window, its sound through a loudspeaker, both in step."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np

from fusion.arrays import Sound
from fusion.interfaces import SAMPLE_RATE_HZ
from ui.studies.meeting import LOOKS_PER_S, Meeting
from ui.studies.stand_ins.ending import end
from ui.studies.stand_ins.painted_window import PaintedWindow
from ui.studies.stand_ins.player import loudspeaker

_BLOCK = SAMPLE_RATE_HZ // 50
_AHEAD_S = 0.05
"""Sound is written so long before it is to be heard: the loudspeaker's own delay."""
_TONE_S, _TONE_HZ, _TONE = 0.2, 440.0, 0.05
_EMPTY_S = 0.5


def play(meeting: Meeting, window: PaintedWindow, env: dict[str, str], heard: Callable[[], bool]) -> float:
    """Show and sound a meeting from its begin to its end; returns when it began (``time.monotonic``, s).

    A loudspeaker that wakes may take seconds until it is heard, and what was written meanwhile would make all
    that follows late. So a tone is played first, until ``heard`` says that it was.

    Parameters
    ----------
    meeting
        What is played.
    window
        Where it is shown.
    env
        Says where it is heard.
    heard
        Whether anything was heard yet.
    """
    player = loudspeaker(env)
    assert player.stdin is not None
    out = player.stdin

    def write(sound: Sound) -> None:
        out.write(sound.astype("<f4").tobytes())
        out.flush()

    try:
        window.show(meeting.frame(0).image)
        write(_TONE * np.sin(2 * np.pi * _TONE_HZ / SAMPLE_RATE_HZ * np.arange(_TONE_S * SAMPLE_RATE_HZ)))
        while not heard():
            time.sleep(0.02)
        whole = meeting.sound
        begun = time.monotonic() + _EMPTY_S
        playing = threading.Thread(target=sounded, args=(whole, begun, write), name="meeting-sound")
        playing.start()
        frames = int(len(whole) / SAMPLE_RATE_HZ * LOOKS_PER_S)
        number = 0
        while number < frames:
            time.sleep(max(0.0, begun + number / LOOKS_PER_S - time.monotonic()))
            window.show(meeting.frame(number).image)
            # A slow machine leaves pictures out.
            number = max(number + 1, int((time.monotonic() - begun) * LOOKS_PER_S))
        playing.join()
    finally:
        end(player)
        out.close()
    return begun


def sounded(sound: Sound, begun: float, write: Callable[[Sound], None]) -> None:
    """Hand ``sound`` over in time, ``begun`` (``time.monotonic``, s) being when its first sample is heard.

    What comes too late to be heard in its place is left out, as a slow machine leaves out pictures: it would
    make all that follows late.
    """
    for first in range(0, len(sound), _BLOCK):
        early_s = begun + first / SAMPLE_RATE_HZ - time.monotonic()
        if early_s >= 0:
            time.sleep(max(0.0, early_s - _AHEAD_S))
            write(sound[first : first + _BLOCK])
