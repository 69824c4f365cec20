"""Recordings: sound and picture of a file or stream, each moment with its true presentation time."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np

from fusion.arrays import Uint8Array
from fusion.bounded import LARGEST_PICTURE_PIXELS
from fusion.clock import SessionClock
from fusion.interfaces import AudioChunk, DeviceError, VideoFrame
from fusion.recordings.needed import marked
from fusion.recordings.sound import USUAL_SOUND, SoundChoice, SoundRun, channels_of
from fusion.recordings.tracks import (
    APART_S,
    only_of,
    other_sounds,
    picture_of,
    set_apart,
    sound_of,
    span_of,
    start_of,
)
from fusion.two_sides import TwoSides

# Containers round their stamps (Matroska to 1 ms), so only a larger jump is a gap in the sound.
_GAP_S = 0.02
_NETWORK_TIMEOUT_S = 5.0
_AT_ONCE = 8192  # samples of a file; those of a stream must not wait
_CONTAINER_TICKS_PER_S = 1_000_000
_SMALL_PIXELS = 1280 * 720  # whose decoding keeps up by itself: threads for it cost a tenth more
# PyAV before 19 reads no file with titles that are no UTF-8 unless told how; later ones read them just so,
# and are not to be told.
_TITLES: dict[str, Any] = (
    {} if int(av.__version__.partition(".")[0]) >= 19 else {"metadata_errors": "surrogateescape"}
)
_REMEDY = "choose a video or sound file such as mp4, mkv, webm, mov, wav or mp3."


class PlaybackPosition:
    """Where a recording stands on a session's clock while it is played; its two tracks share one.

    It runs while at least one track is open and halts when the last is closed, so it goes on where it was
    after a pause, and a track that is opened again beside a running one joins at the current position.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open_tracks = 0
        self._halted_at_s = 0.0
        self._zero_s = 0.0

    def start(self, clock: SessionClock) -> float:
        """A track opens; returns the session time (s) of the recording's first moment."""
        with self._lock:
            if self._open_tracks == 0:
                self._zero_s = clock.now() - self._halted_at_s
            self._open_tracks += 1
            return self._zero_s

    def stop(self, clock: SessionClock) -> None:
        """A track closes."""
        with self._lock:
            self._open_tracks -= 1
            if self._open_tracks == 0:
                self._halted_at_s = clock.now() - self._zero_s


class Recording:
    """Sound and picture of a media file or URL.

    Times count from the earliest moment of either track, so both share one zero, and they are the
    presentation times the file states: frames are never counted, so variable rates, late starts and gaps
    come out as they were recorded. A stream without an end and without trustworthy stamps (a webcam's MJPEG
    address) is stamped on arrival instead.

    Parameters
    ----------
    path_or_url
        A file, or an address such as ``http://...`` that FFmpeg can open.
    sound
        Which track and which side of it, where there are several.

    Attributes
    ----------
    name : str
        File name or address (without password and query), for the window and the log.
    has_audio, has_video : bool
        Which tracks there are; a cover picture is no video.
    duration_s : float or None
        Length in seconds; None for a stream without an end.
    playback : PlaybackPosition
        Where it stands while it is played live; see :mod:`fusion.recordings.playback`.
    notes : list of str
        Sentences on what one should know of it, such as several sound tracks or tracks that begin far apart;
        one may be added while the sound is being read.
    warning : str or None
        One sentence once something in the recording could not be used, set while it is being read.

    Raises
    ------
    DeviceError
        If nothing is there, it holds neither sound nor picture that can be read, or not the sound chosen.
    """

    def __init__(self, path_or_url: str | Path, sound: SoundChoice = USUAL_SOUND) -> None:
        self.address = str(path_or_url)
        self.is_remote = "://" in self.address
        self.name = _without_secrets(self.address) if self.is_remote else Path(self.address).name
        self.warning: str | None = None
        self.notes: list[str] = []
        self._sound = sound
        self._two_clocks = False
        self._begins_s = 0.0
        self.playback = PlaybackPosition()
        if not self.is_remote and not Path(self.address).exists():
            raise DeviceError(f"There is no file “{self.address}”; check the path.")
        with self._container() as container:
            # FFmpeg shows any text file as a picture of a terminal.
            if container.format.name == "tty":
                raise DeviceError(f"“{self.name}” is not a recording; {_REMEDY}")
            audio, video = sound_of(container, sound, self.name), picture_of(container)
            if audio is None and video is None:
                raise DeviceError(f"“{self.name}” holds neither sound nor picture; {_REMEDY}")
            if video is not None and video.width * video.height > LARGEST_PICTURE_PIXELS:
                raise DeviceError(
                    f"The picture of “{self.name}” is {video.width}x{video.height}, larger than Attune reads;"
                    " make a smaller one of it."
                )
            self.has_audio, self.has_video = audio is not None, video is not None
            self._begins_s = (container.start_time or 0) / _CONTAINER_TICKS_PER_S
            self._zeros_s = {"audio": self._begins_s, "video": self._begins_s}
            self.duration_s = self._measure_duration(container)
            if sound.track is None:
                self._note(other_sounds(container, audio, self.name))
        if self.has_audio and self.has_video and not self.is_remote:
            self._align()

    @property
    def is_endless(self) -> bool:
        """Whether this is a live stream, stamped on arrival."""
        return self.duration_s is None

    @property
    def picture_apart_s(self) -> float | None:
        """When the picture begins for players, s, if sound and picture are of two clocks; else None.

        They know the file's stamps alone, and can play one of the two.
        """
        return self._zeros_s["video"] - self._begins_s if self._two_clocks else None

    def audio_chunks(self, start_s: float = 0.0) -> Iterator[AudioChunk]:
        """The sound from ``start_s`` on, as fast as it can be decoded.

        Yields
        ------
        AudioChunk
            Mono, 16 kHz, of ``CHUNK_SAMPLES`` each; a gap in the recording is a gap in the stamps.

        Raises
        ------
        DeviceError
            If there is no sound, or none of it can be decoded.
        """
        run: SoundRun | None = None
        two_sides = TwoSides()
        for frame, t in self._decoded("audio", start_s):
            if run is not None and (run.rate_hz != frame.sample_rate or t - run.t_end > _GAP_S):
                yield from run.flush()
                run = None
            if run is None:
                run = SoundRun(t, frame.sample_rate, self._sound.side, 1 if self.is_endless else _AT_ONCE)
            channels = channels_of(frame)
            yield from run.feed(channels)
            if self._sound.side is None and two_sides.hear(channels, run.rate_hz):
                self._note(
                    f"“{self.name}” seems to hold one person on each of two channels, read as one; --partner "
                    "left or right chooses."
                )
            if run.downmix.found_opposite:
                self._note(f"The two channels of “{self.name}” are in opposite phase, so one is read alone.")
        if run is not None:
            yield from run.flush()

    def video_frames(self, start_s: float = 0.0, least_step_s: float = 0.0) -> Iterator[VideoFrame]:
        """The pictures from ``start_s`` on, as fast as they can be decoded, turned upright.

        Parameters
        ----------
        least_step_s
            Pictures nearer to the one before are passed over, which spares converting them, and decoding
            those on which no other rests; the last one of all comes nevertheless, so that the end is known.

        Raises
        ------
        DeviceError
            If there is no picture, or none of it can be decoded.
        """
        last_t = -math.inf
        passed: tuple[av.VideoFrame, float] | None = None
        for frame, t in self._decoded("video", start_s, least_step_s):
            if t - last_t < least_step_s:
                passed = frame, t
                continue
            passed, last_t = None, t
            yield VideoFrame(upright_rgb(frame), t)
        if passed is not None:
            yield VideoFrame(upright_rgb(passed[0]), passed[1])

    def decoded_video(self, start_s: float = 0.0) -> Iterator[tuple[av.VideoFrame, float]]:
        """Like :meth:`video_frames`, but not yet converted: whoever skips a frame is spared the cost."""
        return self._decoded("video", start_s)

    def _decoded(self, kind: str, start_s: float, least_step_s: float = 0.0) -> Iterator[tuple[Any, float]]:
        """Frames of one track that end after ``start_s``, with their times, in order.

        Of those that are nearer than ``least_step_s`` to the one before some may be left out.
        """
        what = "sound" if kind == "audio" else "picture"
        zero_s = self._zeros_s[kind]
        opened_at = time.monotonic()
        t_end = -np.inf
        with self._container() as container:
            stream = self._stream(container, kind)
            if stream is None:
                raise DeviceError(f"“{self.name}” has no {what}; {_REMEDY}")
            # Searched by the sound alone, a file begins where the decoder lacks what came before.
            if start_s <= 0 and not self.is_endless:
                only_of(stream, container)
            # Frame threads hold back some frames, which a live stream must not.
            stream.thread_type = "SLICE" if self.is_endless else "AUTO"
            if kind == "video":  # a stream may grow after its beginning
                if stream.width * stream.height <= _SMALL_PIXELS:
                    stream.thread_count = 1
                stream.codec_context.options = {"max_pixels": str(LARGEST_PICTURE_PIXELS)}
            # Where the tracks are of two clocks a stamp says little about the place in the file.
            if start_s > 0 and not self.is_endless and not self._two_clocks:
                self._seek(container, start_s + zero_s)
            stated_end_s = self._stated_end_s(stream) - zero_s
            packets: Iterator[tuple[Any, bool]]
            packets = ((packet, True) for packet in self._packets(container, stream))
            if least_step_s > 0 and start_s <= 0 and not self.is_endless:
                packets = marked(self._packets(container, stream), zero_s, least_step_s)
            for frame in self._frames(packets, stream):
                span = frame.samples / frame.sample_rate if kind == "audio" else 0.0
                if self.is_endless:
                    t = start_s + time.monotonic() - opened_at - span
                elif frame.time is not None:
                    t = frame.time - zero_s
                else:
                    t = 0.0 if np.isinf(t_end) else t_end + _frame_period_s(stream) * (kind == "video")
                if kind == "video" and t <= t_end:
                    continue  # a stamp that runs backwards has no place on a timeline
                t_end = t + span
                if t_end >= start_s:
                    yield frame, t
        if np.isinf(t_end) and start_s > 0:
            return  # this track ends before start_s
        if np.isinf(t_end):
            raise DeviceError(
                f"The {what} of “{self.name}” cannot be decoded: the file is damaged; {_REMEDY}"
            )
        if self.is_endless:
            raise DeviceError(f"The stream {self.name} has ended; check that its sender still runs.")
        if stated_end_s - t_end > 1.0:
            self._warn(f"The {what} of “{self.name}” ends after {t_end:.0f} s, earlier than the file states.")

    def _packets(self, container: Any, stream: Any) -> Iterator[Any]:
        """What the file holds of a track, as far as it can be read."""
        try:
            yield from container.demux(stream)
        except av.error.FFmpegError as error:
            self._warn(f"“{self.name}” cannot be read to its end ({_reason(error)}).")

    def _frames(self, packets: Iterator[tuple[Any, bool]], stream: Any) -> Iterator[Any]:
        """Every frame that can be decoded; what cannot is skipped and noted in ``warning``.

        Of packets that are not needed only those are decoded on which other frames rest.
        """
        all_decoded = True
        for packet, needed in packets:
            if needed is not all_decoded:
                stream.codec_context.skip_frame = "DEFAULT" if needed else "NONREF"
                all_decoded = needed
            try:
                frames = packet.decode()
            except (av.error.FFmpegError, ValueError):  # which PyAV 19 raises where no decoder would open
                self._warn(f"“{self.name}” is damaged in places; the rest was used.")
                continue
            yield from frames

    def _seek(self, container: Any, stamp_s: float) -> None:
        try:
            container.seek(int(stamp_s * _CONTAINER_TICKS_PER_S), backward=True)
        except av.error.FFmpegError:
            # Not every format can seek; then it is decoded from its beginning up to start_s.
            self._warn(f"“{self.name}” cannot be searched, so it starts slowly.")

    def _container(self) -> Any:
        """The opened container; every iteration has its own, so both tracks can be read side by side."""
        try:
            return av.open(self.address, timeout=_NETWORK_TIMEOUT_S if self.is_remote else None, **_TITLES)
        except av.error.PermissionError as error:
            raise DeviceError(f"“{self.name}” may not be read; change its permissions.") from error
        except av.error.IsADirectoryError as error:
            raise DeviceError(f"“{self.address}” is a folder; name a recording inside it.") from error
        except (av.error.FFmpegError, OSError) as error:
            if self.is_remote:
                raise DeviceError(
                    f"Nothing can be read from {self.name} ({_reason(error)}); check the address and that its"
                    " sender runs."
                ) from error
            raise DeviceError(f"“{self.name}” is damaged or not a recording; {_REMEDY}") from error

    def _measure_duration(self, container: Any) -> float | None:
        if container.duration is not None:
            return float(container.duration) / _CONTAINER_TICKS_PER_S
        if self.is_remote:
            return None
        # Some files (cut off, or written as a stream) do not state their length: look at every packet.
        end_s = 0.0
        try:
            for packet in container.demux():
                if packet.pts is not None and packet.time_base is not None:
                    end = (packet.pts + (packet.duration or 0)) * float(packet.time_base)
                    end_s = max(end_s, end - self._zeros_s["video"])
        except av.error.FFmpegError as error:
            self._warn(f"“{self.name}” cannot be read to its end ({_reason(error)}).")
        return end_s

    def _stated_end_s(self, stream: Any) -> float:
        """The stamp at which the container says a track ends, seconds; 0 where it does not say."""
        if stream.duration is None:
            return 0.0
        return float((stream.start_time or 0) + stream.duration) * float(stream.time_base)

    def _stream(self, container: Any, kind: str) -> Any:
        return sound_of(container, self._sound, self.name) if kind == "audio" else picture_of(container)

    def _align(self) -> None:
        """Say where the tracks begin far apart; count each from its own beginning if their clocks differ."""
        starts = [self._read_through(kind, start_of) for kind in ("audio", "video")]
        if None in starts or abs(starts[0] - starts[1]) < APART_S:
            return
        sound, picture = (self._read_through(kind, span_of) for kind in ("audio", "video"))
        if sound is None or picture is None:
            return
        self._two_clocks, sentence = set_apart(sound, picture, self.name)
        self._note(sentence)
        if self._two_clocks:
            self._zeros_s = {"audio": sound.start, "video": picture.start}
        self.duration_s = max(sound.end - self._zeros_s["audio"], picture.end - self._zeros_s["video"])

    def _read_through(self, kind: str, ask: Callable[[Any, Any], Any]) -> Any:
        """What ``ask`` finds in one track; None where it cannot be read."""
        try:
            with self._container() as container:
                return ask(container, self._stream(container, kind))
        except av.error.FFmpegError:
            return None

    def _note(self, sentence: str) -> None:
        if sentence and sentence not in self.notes:
            self.notes.append(sentence)

    def _warn(self, sentence: str) -> None:
        self.warning = sentence


def upright_rgb(frame: av.VideoFrame) -> Uint8Array:
    """A decoded frame as uint8 (height, width, 3), RGB, turned by the rotation its file asks for."""
    # FFmpeg would begin threads for each picture anew, which takes as long as converting it.
    image = np.asarray(frame.to_ndarray(format="rgb24", threads=1), np.uint8)
    quarter_turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(image, quarter_turns)) if quarter_turns else image


def _without_secrets(address: str) -> str:
    """An address as it may be shown and logged: who signs in, and with what, is left out."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("?")[0].partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def _frame_period_s(stream: Any) -> float:
    rate = stream.average_rate or stream.guessed_rate
    return 1 / float(rate) if rate else 0.04


def _reason(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error).lower()
