"""A session's sound and pictures cut into files: all of them, or the last seconds at a bookmark."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from fusion.events import EventKind, SessionEvent
from fusion.evidence import Modality
from fusion.interfaces import AudioChunk, VideoFrame
from fusion.keeping.encoding import WHOLE_PICTURE_S, PictureEncoder, Piece, SoundEncoder, kept_size
from fusion.keeping.part import Part
from fusion.keeping.what import CLIP_S, Keep
from fusion.mode import Mode
from fusion.pauses import recording_time

WAIT_S = 3.0
"""A file is begun without what has not come by then, seconds."""
LONGEST_GAP_S = 60.0
"""After sound or pictures were gone for longer than that, another file is begun, seconds."""
LATE_S = 1.5
"""What has not come so long after a bookmark is no longer waited for, seconds."""

Name = Callable[[float, float | None], Path]
"""The file for what begins at a time and, of a clip, ends at another, seconds."""


class Cutter:
    """Writes what it is given, on the caller's thread; the same input gives the same files.

    Times in the files are the session's without its pauses, from the file's beginning on.

    Parameters
    ----------
    what
        All, or the last 20 s at each bookmark only.
    name
        Says where a file lies.
    modalities
        What there can be: sound, pictures or both.
    mode
        What of them is used at first.

    Raises
    ------
    OSError
        Of any method: a file could not be written. Nothing more can be given then.
    """

    def __init__(self, what: Keep, name: Name, modalities: Collection[Modality], mode: Mode) -> None:
        self._what = what
        self._name = name
        self._modalities = frozenset(modalities)
        self._mode = mode
        self._pauses: list[SessionEvent] = []
        self._first: list[tuple[AudioChunk | VideoFrame, float]] = []
        self._sound: SoundEncoder | None = None
        self._picture: PictureEncoder | None = None
        self._reached: dict[Modality, float] = {}
        self._part: Part | None = None
        self._recent: deque[Piece] = deque()
        self._bookmarks: list[float] = []

    def tell(self, event: SessionEvent) -> None:
        """Take an event of the session, in their order."""
        if event.kind in (EventKind.PAUSE, EventKind.RESUME):
            self._pauses.append(event)
            self._cut(at_once=True)  # nothing more comes for a while
        elif event.kind is EventKind.MODE and isinstance(event.payload, Mode):
            self._mode = event.payload
        elif event.kind is EventKind.BOOKMARK and self._what is Keep.BOOKMARKS:
            self._bookmarks.append(recording_time(event.t, self._pauses))

    def take(self, chunk: AudioChunk | VideoFrame) -> None:
        """Take what was heard or seen; what belongs to a pause, or to no mode in use, is left out."""
        modality = modality_of(chunk)
        if self._paused_at(chunk.t_start) or not self._mode.includes(modality):
            return
        t = recording_time(chunk.t_start, self._pauses)
        if self._reached and (modality not in self._reached or t - self._reached[modality] > LONGEST_GAP_S):
            self._end()
        if not self._reached:
            self._first.append((chunk, t))
            self._begin()
            return
        self._encode(chunk, t)
        self._cut()

    def close(self) -> None:
        """Finish the files."""
        if self._first:
            self._begin(at_once=True)
        self._end()

    def abandon(self) -> None:
        """Let go of the file, whatever can still be written; nothing is given after that."""
        part, self._part = self._part, None
        if part is not None:
            with suppress(OSError):
                part.close()

    def _paused_at(self, t: float) -> bool:
        before = [event for event in self._pauses if event.t <= t]
        return bool(before) and before[-1].kind is EventKind.PAUSE

    def _begin(self, *, at_once: bool = False) -> None:
        """Begin once all has come that is to come, or has not for a while."""
        times = [t for _, t in self._first]
        come = {modality_of(chunk) for chunk, _ in self._first}
        wanted = {m for m in self._modalities if self._mode.includes(m)}
        if not (at_once or wanted <= come or max(times) - min(times) > WAIT_S):
            return
        start_s = min(times)
        self._sound = SoundEncoder() if Modality.VOICE in come else None
        images = [chunk.image for chunk, _ in self._first if isinstance(chunk, VideoFrame)]
        self._picture = PictureEncoder(kept_size(images[0])) if images else None
        if self._what is Keep.ALL:
            self._part = self._new_part(start_s, None)
        self._reached = dict.fromkeys(come, start_s)
        first, self._first = self._first, []
        for chunk, t in first:
            self._encode(chunk, t)

    def _new_part(self, start_s: float, end_s: float | None) -> Part:
        size = self._picture.size if self._picture is not None else None
        return Part(self._name(start_s, end_s), start_s, size, self._sound is not None)

    def _end(self) -> None:
        """Finish what was begun."""
        for encoder in (self._sound, self._picture):
            if encoder is not None:
                self._put(encoder.finish())
        self._cut(at_once=True)
        part, self._part = self._part, None
        if part is not None:
            part.close()
        self._sound = self._picture = None
        self._reached = {}
        self._recent.clear()

    def _encode(self, chunk: AudioChunk | VideoFrame, t: float) -> None:
        if isinstance(chunk, AudioChunk):
            assert self._sound is not None
            self._reached[Modality.VOICE] = t + chunk.t_end - chunk.t_start
            self._put(self._sound.feed(chunk.samples, t))
        else:
            assert self._picture is not None
            self._reached[Modality.FACE] = t
            self._put(self._picture.feed(chunk.image, t))

    def _put(self, pieces: list[Piece]) -> None:
        if self._part is not None:
            for piece in pieces:
                self._part.write(piece)
        elif self._what is Keep.BOOKMARKS:
            self._recent.extend(pieces)
            oldest = max(self._reached.values(), default=0.0) - CLIP_S - WHOLE_PICTURE_S - 2 * LATE_S
            while self._recent and self._recent[0].t < oldest:
                self._recent.popleft()

    def _cut(self, *, at_once: bool = False) -> None:
        """Write a clip for each bookmark whose moment all has come of."""
        while self._bookmarks and self._reached:
            t = self._bookmarks[0]
            if not (at_once or min(self._reached.values()) >= t or max(self._reached.values()) > t + LATE_S):
                return
            self._write_clip(self._bookmarks.pop(0))
        if at_once:
            self._bookmarks.clear()  # there was nothing to keep

    def _write_clip(self, t: float) -> None:
        pieces = sorted((p for p in self._recent if p.t <= t), key=lambda p: p.t)
        wholes = [p.t for p in pieces if p.modality is Modality.FACE and p.whole]
        start_s = max((w for w in wholes if w <= t - CLIP_S), default=t - CLIP_S)
        kept = [p for p in pieces if p.t >= start_s]
        if not kept:
            return
        part = self._new_part(kept[0].t, t)
        try:
            for piece in kept:
                part.write(piece)
        finally:
            part.close()


def modality_of(chunk: AudioChunk | VideoFrame) -> Modality:
    """Whether it was heard or seen."""
    return Modality.VOICE if isinstance(chunk, AudioChunk) else Modality.FACE
