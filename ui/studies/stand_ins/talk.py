"""Somebody who talks before a microphone and a camera without hardware, and whatever may happen to both."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPResponse
from itertools import cycle
from pathlib import Path
from urllib.request import urlopen

import numpy as np

from fusion.arrays import Sound
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.recordings.recording import Recording
from ui.studies.stand_ins.ending import end
from ui.studies.stand_ins.mjpeg import MjpegServer, Picture
from ui.studies.stand_ins.pulse import PulseMicrophone

FRAMES_PER_S = 12.5
_BLOCK = SAMPLE_RATE_HZ // 10
_PAUSE_BELOW = 0.3
"""A tenth of a second with less than this share of the usual loudness is a pause."""

Spoilt = Callable[[Sound], Sound]


def as_it_is(sound: Sound) -> Sound:
    """Sound (n,) on both channels, (n, 2)."""
    return np.repeat(sound[:, None], 2, axis=1)


class Talk:
    """Plays a clip again and again into both, its voice without pauses; a context manager.

    Parameters
    ----------
    clip
        With a voice and a face.

    Attributes
    ----------
    sound
        What becomes of the sound on its way, from (n,) to (n, 2), at 16 kHz; may be set at any time.
    picture
        Likewise of each picture.
    """

    def __init__(self, clip: Path) -> None:
        self.sound: Spoilt = as_it_is
        self.picture: Callable[[Picture], Picture] = np.asarray
        self._frames = [f.image for f in Recording(clip).video_frames()][::2]
        self._samples = _without_pauses(np.concatenate([c.samples for c in Recording(clip).audio_chunks()]))
        self._microphone = PulseMicrophone()
        self._camera: MjpegServer | None = None
        self._other: HTTPResponse | None = None
        """What another program that has taken the camera holds of it."""
        self._port = 0
        self._ending = threading.Event()
        self._player: threading.Thread | None = None

    @property
    def env(self) -> dict[str, str]:
        """The environment in which the microphone is the default one."""
        return self._microphone.env

    @property
    def url(self) -> str:
        """The camera's address; the same after it was away."""
        return f"http://127.0.0.1:{self._port}/stream.mjpeg"

    def __enter__(self) -> Talk:
        self.plug_in_microphone()
        self.plug_in_camera()
        return self

    def __exit__(self, *_: object) -> None:
        self.pull_camera()
        self.pull_microphone()
        self._microphone.__exit__()

    def plug_in_camera(self) -> None:
        """The camera sends pictures."""
        self.pull_camera()
        self._begin_camera()

    def _begin_camera(self, *, only_one: bool = False, forbidden: bool = False) -> None:
        self._camera = MjpegServer(
            self._pictures(), FRAMES_PER_S, port=self._port, only_one=only_one, forbidden=forbidden
        )
        self._port = self._camera.port
        self._camera.__enter__()

    def pull_camera(self) -> None:
        """The camera is gone."""
        self.leave_camera()
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()

    def occupy_camera(self) -> None:
        """Another program has taken the camera, which serves only one; :meth:`leave_camera` lets go of it."""
        while self._other is None:
            self.pull_camera()
            self._begin_camera(only_one=True)
            with suppress(OSError):  # whom it belonged to was there first
                self._other = urlopen(self.url, timeout=5)

    def leave_camera(self) -> None:
        """The other program lets go of the camera."""
        other, self._other = self._other, None
        if other is not None:
            other.close()

    def forbid_camera(self) -> None:
        """The camera lets nobody in until it is plugged in anew."""
        self.pull_camera()
        self._begin_camera(forbidden=True)

    def forbid_microphone(self) -> None:
        """The sound server lets nobody in until it is plugged in anew; only root can make one that does."""
        self.pull_microphone()
        self._microphone.plug_in(denying=True)

    def plug_in_microphone(self) -> None:
        """The sound server runs, and the voice plays into it."""
        self._microphone.plug_in()
        self._speak()

    def replace_microphone(self) -> None:
        """Another microphone becomes the default one, and the old one goes."""
        self._ending.set()
        self._microphone.replace()
        self._fall_silent()
        self._speak()

    def pull_microphone(self) -> None:
        """The sound server is gone, and every microphone with it."""
        self._ending.set()
        self._microphone.unplug()
        self._fall_silent()

    def _speak(self) -> None:
        self._ending.clear()
        self._player = threading.Thread(target=self._play, name="talk-sound")
        self._player.start()

    def _fall_silent(self) -> None:
        if self._player is not None:
            self._player.join()
            self._player = None

    def _pictures(self) -> Iterator[Picture]:
        for image in cycle(self._frames):
            yield self.picture(image)

    def _play(self) -> None:
        player = subprocess.Popen(
            [
                *("pacat", "--playback", f"--device={self._microphone.sink}", "--latency-msec=100", "--raw"),
                *("--format=float32le", "--channels=2", f"--rate={SAMPLE_RATE_HZ}"),
            ],
            env=self._microphone.env,
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert player.stdin is not None
        try:
            for first in cycle(range(0, len(self._samples), _BLOCK)):
                # The player takes sound as fast as it is heard: writing waits for it.
                player.stdin.write(self.sound(self._samples[first : first + _BLOCK]).astype("<f4").tobytes())
                player.stdin.flush()
                if self._ending.is_set():
                    return
        except OSError:  # the sound server has gone, and the player with it
            pass
        finally:
            end(player)
            with suppress(OSError):
                player.stdin.close()


def _without_pauses(sound: Sound) -> Sound:
    """The sound, (n,), without the blocks in which nobody speaks."""
    blocks = sound[: len(sound) // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
    loudness = np.sqrt(np.square(blocks).mean(axis=1))
    usual = float(np.sqrt(np.square(loudness).mean()))
    return np.asarray(blocks[loudness > _PAUSE_BELOW * usual].ravel(), np.float32)
