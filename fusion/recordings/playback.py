"""A recording in place of the microphone and the camera: both tracks in step, in real time."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, Generic

import av

from fusion.clock import SessionClock
from fusion.interfaces import AudioChunk, Chunk, DeviceError, EndOfStreamError, VideoFrame
from fusion.recordings.recording import Recording, upright_rgb


class _Track(ABC, Generic[Chunk]):
    """One track of a recording, delivered at the pace it was recorded in.

    Parameters
    ----------
    recording
        What to play.
    loop
        Start over at the end, both tracks in step, with stamps that go on.
    """

    # An item that is later than this is skipped when its successor is due as well, seconds.
    _patience_s = 0.0

    def __init__(self, recording: Recording, loop: bool = False) -> None:
        if loop and recording.is_endless:
            raise DeviceError(f"{recording.name} has no end, so it cannot be played again and again")
        self._recording = recording
        self._loop = loop
        self._playback = recording.playback
        self._clock: SessionClock | None = None
        self._items: Iterator[tuple[Any, float, float]] = iter(())
        self._next: tuple[Any, float, float] | None = None
        self._ended = False
        self._zero_s = 0.0
        self._dropped = 0

    @property
    def name(self) -> str:
        """File name or address of the recording."""
        return self._recording.name

    @property
    def dropped(self) -> int:
        """Frames or chunks skipped since ``open`` because they were fetched too late."""
        return self._dropped

    def open(self, clock: SessionClock) -> None:
        """Start at the current position. Raises DeviceError."""
        self.close()
        zero_s = self._playback.start(clock)
        self._clock, self._zero_s, self._dropped = clock, zero_s, 0
        self._items = self._laps(max(0.0, clock.now() - zero_s))
        try:
            self._peek()
        except DeviceError:
            self.close()
            raise

    def read(self, timeout_s: float) -> Chunk | None:
        """The item that is due next, or None if none is within ``timeout_s``.

        Raises
        ------
        DeviceError
            If the recording cannot be read, or the track is not open.
        EndOfStreamError
            At the end of the recording.
        """
        if self._clock is None:
            raise DeviceError(f"“{self.name}” is not open; start it first")
        head = self._peek()
        if head is None:
            raise EndOfStreamError(f"“{self.name}” has been played to its end")
        item, t, due_s = head
        wait_s = self._zero_s + due_s - self._clock.now()
        if wait_s > 0:
            time.sleep(min(wait_s, timeout_s))
            if wait_s > timeout_s:
                return None
        self._next = None
        # A live stream sets the pace itself: looking ahead would only wait for its next frame.
        while not self._recording.is_endless and (following := self._peek()) is not None:
            now_s = self._clock.now() - self._zero_s
            if now_s < following[2] or now_s - due_s <= self._patience_s:
                break
            item, t, due_s = following
            self._next = None
            self._dropped += 1
        return self._finish(item, self._zero_s + t)

    def close(self) -> None:
        """Let go of the file; harmless when not open."""
        if self._clock is not None:
            self._playback.stop(self._clock)
        self._clock, self._items, self._next, self._ended = None, iter(()), None, False

    def _peek(self) -> tuple[Any, float, float] | None:
        """What comes next, not yet taken; None at the end."""
        if self._next is None and not self._ended:
            self._next = next(self._items, None)
            self._ended = self._next is None
        return self._next

    def _laps(self, position_s: float) -> Iterator[tuple[Any, float, float]]:
        """(item, time, when it is due) from a position on, seconds of playback."""
        length_s = self._recording.duration_s or 0.0
        if not self._loop or length_s <= 0:
            yield from self._track_items(position_s)
            return
        lap, start_s = divmod(position_s, length_s)
        while True:
            offset_s = lap * length_s
            for item, t, due_s in self._track_items(start_s):
                if t >= length_s:
                    break
                yield item, offset_s + t, offset_s + due_s
            lap, start_s = lap + 1, 0.0

    @abstractmethod
    def _track_items(self, start_s: float) -> Iterator[tuple[Any, float, float]]: ...

    @abstractmethod
    def _finish(self, item: Any, t: float) -> Chunk: ...


class RecordingAudio(_Track[AudioChunk]):
    """The sound of a recording in place of a microphone; a chunk is due once its last sample has sounded."""

    # Like a microphone's ring: a worker that was held up may catch up, but not without end.
    _patience_s = 2.0

    def _track_items(self, start_s: float) -> Iterator[tuple[AudioChunk, float, float]]:
        for chunk in self._recording.audio_chunks(start_s):
            yield chunk, chunk.t_start, chunk.t_end

    def _finish(self, item: AudioChunk, t: float) -> AudioChunk:
        return AudioChunk(item.samples, t)


class RecordingVideo(_Track[VideoFrame]):
    """The picture of a recording in place of a camera; of several frames that are due, the newest counts."""

    def _track_items(self, start_s: float) -> Iterator[tuple[av.VideoFrame, float, float]]:
        for frame, t in self._recording.decoded_video(start_s):
            yield frame, t, t

    def _finish(self, item: av.VideoFrame, t: float) -> VideoFrame:
        return VideoFrame(upright_rgb(item), t)
