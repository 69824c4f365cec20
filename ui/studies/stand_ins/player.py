"""A call without anybody calling: a clip in a window, its sound through a loudspeaker, both in step."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import cv2
import numpy as np

from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.recordings.recording import Recording
from ui.studies.stand_ins.ending import end
from ui.studies.stand_ins.painted_window import PaintedWindow


def loudspeaker(env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Plays, in ``env``, what is written to its standard input: float32, 16 kHz, one channel."""
    command = ["pacat", "--playback", "--latency-msec=50", "--raw", "--format=float32le", "--channels=1"]
    return subprocess.Popen(
        [*command, f"--rate={SAMPLE_RATE_HZ}"], env=env, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


@contextmanager
def playing(clip: Path, window: PaintedWindow, env: dict[str, str]) -> Iterator[None]:
    """Play ``clip`` again and again in ``window`` and to the loudspeaker of ``env``, in the block."""
    ending = threading.Event()
    player = loudspeaker(env)
    threads = [
        threading.Thread(target=_show, args=(clip, window, ending), name="player-picture"),
        threading.Thread(target=_sound, args=(clip, player, ending), name="player-sound"),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ending.set()
        end(player)
        for thread in threads:
            thread.join()
        if player.stdin is not None:
            with suppress(OSError):  # what was not yet played is not wanted any more
                player.stdin.close()


def _show(clip: Path, window: PaintedWindow, ending: threading.Event) -> None:
    size = window.box[2], window.box[3]
    while not ending.is_set():
        begun = time.monotonic()
        for frame in Recording(clip).video_frames():
            if ending.wait(max(0.0, begun + frame.t_start - time.monotonic())):
                return
            if time.monotonic() - begun - frame.t_start < 0.1:  # a slow machine leaves pictures out
                window.show(np.asarray(cv2.resize(frame.image, size), np.uint8))


def _sound(clip: Path, player: subprocess.Popen[bytes], ending: threading.Event) -> None:
    assert player.stdin is not None
    try:
        while not ending.is_set():
            begun = time.monotonic()
            for chunk in Recording(clip).audio_chunks():
                player.stdin.write(chunk.samples.tobytes())
                player.stdin.flush()
                if ending.wait(max(0.0, begun + chunk.t_start - time.monotonic())):
                    return
    except OSError:  # the player has ended
        pass
