"""What happens to a running session, before devices without hardware, and what has to be seen of it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event

import numpy as np

from fusion.arrays import Sound
from ui.studies.stand_ins.mjpeg import Picture
from ui.studies.stand_ins.talk import Talk, as_it_is

Undo = Callable[[], None]


@dataclass(frozen=True)
class Happening:
    """One row of the table.

    Parameters
    ----------
    name
        What happens.
    do
        Makes it happen; returns what puts it right.
    gone
        The modality that is not to be heard or seen of then, "" for none.
    goes_on
        What is to be there all along.
    says
        A part of the sentence that is to be told; "" where the card alone tells.
    lasts_s
        How long it is let be, once it was noticed.
    """

    name: str
    do: Callable[[Talk], Undo]
    gone: str = ""
    goes_on: tuple[str, ...] = ()
    says: str = ""
    lasts_s: float = 4.0


@dataclass
class Stall:
    """A camera that sends nothing more while it is held."""

    held: Event = field(default_factory=Event)

    def __call__(self, picture: Picture) -> Picture:
        while self.held.is_set():
            time.sleep(0.02)
        return picture


def _pull_microphone(talk: Talk) -> Undo:
    talk.pull_microphone()
    return talk.plug_in_microphone


def _restart_server(talk: Talk) -> Undo:
    talk.pull_microphone()
    talk.plug_in_microphone()
    return lambda: None


def _another_default(talk: Talk) -> Undo:
    talk.replace_microphone()
    return lambda: None


def _pull_camera(talk: Talk) -> Undo:
    talk.pull_camera()
    return talk.plug_in_camera


def _take_camera(talk: Talk) -> Undo:
    talk.occupy_camera()
    return talk.leave_camera


def _forbid_camera(talk: Talk) -> Undo:
    talk.forbid_camera()
    return talk.plug_in_camera


def _forbid_microphone(talk: Talk) -> Undo:
    talk.forbid_microphone()

    def undo() -> None:
        talk.pull_microphone()
        talk.plug_in_microphone()

    return undo


def _stall_camera(talk: Talk) -> Undo:
    stall = Stall()
    stall.held.set()
    talk.picture = stall

    def undo() -> None:
        stall.held.clear()
        talk.picture = np.asarray

    return undo


def _picture(change: Callable[[], Callable[[Picture], Picture]]) -> Callable[[Talk], Undo]:
    def do(talk: Talk) -> Undo:
        talk.picture = change()

        def undo() -> None:
            talk.picture = np.asarray

        return undo

    return do


def _sound(change: Callable[[Sound], Sound]) -> Callable[[Talk], Undo]:
    def do(talk: Talk) -> Undo:
        talk.sound = change

        def undo() -> None:
            talk.sound = as_it_is

        return undo

    return do


def _hung() -> Callable[[Picture], Picture]:
    last: list[Picture] = []

    def show(picture: Picture) -> Picture:
        last.append(picture) if not last else None
        return last[0]

    return show


def _jittered() -> Callable[[Picture], Picture]:
    rng, last = Random(0), list[Picture]()

    def show(picture: Picture) -> Picture:
        time.sleep(rng.uniform(0.0, 0.12))
        if rng.random() < 0.3 and last:  # lost: the one before stays
            return last[0]
        last[:] = [picture]
        return picture

    return show


def _telephone(sound: Sound) -> Sound:
    spectrum = np.fft.rfft(sound)
    spectrum[len(spectrum) // 2 :] = 0  # nothing above 4 kHz
    return as_it_is(np.fft.irfft(spectrum, len(sound)).astype(np.float32))


def _one_side(sound: Sound) -> Sound:
    return np.stack([sound, np.zeros_like(sound)], axis=1)


def _opposite(sound: Sound) -> Sound:
    return np.stack([sound, -sound], axis=1)


BOTH = ("voice", "face")
HAPPENINGS = (
    Happening("microphone unplugged", _pull_microphone, "voice", ("face",), "microphone"),
    Happening("sound server restarted", _restart_server, "", ("face",)),
    Happening("another microphone becomes the default, the old one goes", _another_default, "", ("face",)),
    Happening("camera cut off", _pull_camera, "face", ("voice",), "stopped sending pictures"),
    Happening("camera taken by another program", _take_camera, "face", ("voice",), "No video comes from"),
    Happening("camera lets nobody in", _forbid_camera, "face", ("voice",), "No video comes from"),
    Happening("camera sends nothing more", _stall_camera, "face", ("voice",), "Nothing is coming from"),
    Happening("camera hangs on one picture", _picture(_hung), "face", ("voice",), "Nothing is coming from"),
    Happening("camera shows black", _picture(lambda: np.zeros_like), "face", ("voice",)),
    Happening("a third of the frames lost, the others jittered", _picture(_jittered), "", BOTH),
    Happening("microphone silent", _sound(lambda s: as_it_is(0 * s)), "voice", ("face",)),
    Happening("microphone clips", _sound(lambda s: as_it_is(np.clip(30 * s, -1, 1))), "", BOTH),
    Happening("microphone with a DC offset", _sound(lambda s: as_it_is(0.5 * s + 0.3)), "", BOTH),
    Happening("microphone of 8 kHz", _sound(_telephone), "", BOTH),
    Happening("microphone heard on one side only", _sound(_one_side), "", BOTH),
    Happening("microphone in opposite phase", _sound(_opposite), "", BOTH),
)


MICROPHONE_DENIED = Happening(
    "sound server lets nobody in", _forbid_microphone, "voice", ("face",), "microphone"
)
"""Only root can make one."""


def log_locked(log: Path) -> Happening:
    """A second Attune is writing into the same log, and does not end."""

    def do(_: Talk) -> Undo:
        other = sqlite3.connect(log, isolation_level=None, timeout=10)
        other.execute("BEGIN IMMEDIATE")

        def undo() -> None:
            with closing(other):
                other.execute("ROLLBACK")

        return undo

    return Happening("log locked by a second Attune", do, "", BOTH, "Another program is writing the log")


def disk_full(log: Path) -> Happening:
    """The disk of the log, which is a small one of its own, has no room left."""

    def do(_: Talk) -> Undo:
        with closing(
            sqlite3.connect(log, timeout=10)
        ) as db:  # room that SQLite has put by would last for a while
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        filler = log.with_name("filler")
        with filler.open("wb", buffering=0) as file:
            size = 1 << 16
            while size:
                try:
                    file.write(bytes(size))
                except OSError:
                    size //= 2
        return filler.unlink

    return Happening("disk full", do, "", BOTH, "The disk is full", 10.0)
