"""One Matroska file of kept sound and picture, readable by its owner only."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.stream import Stream
from av.video.stream import VideoStream

from fusion.evidence import Modality
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.keeping.encoding import Piece, Size, describe_picture, describe_sound

_OPTIONS = {
    "cluster_time_limit": "1000",  # no more than a second is lost where it is cut off
    "max_interleave_delta": "1000000",
    "flush_packets": "1",
}
_MS = Fraction(1, 1000)


class Part:
    """Written as it comes: what was written can be played, whatever happens after it.

    Parameters
    ----------
    path
        Not there yet.
    start_s
        The moment that is the file's beginning, seconds.
    size
        Of the pictures; None without.
    sound
        Whether there is sound.

    Raises
    ------
    OSError
        If it cannot be made; of :meth:`write` and :meth:`close` too.
    """

    def __init__(self, path: Path, start_s: float, size: Size | None, sound: bool) -> None:
        self.path = path
        self._start_s = start_s
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self._container = av.open(str(path), "w", format="matroska", options=_OPTIONS)
        self._streams: dict[Modality, Stream] = {}
        self._last_ms: dict[Modality, int] = {}
        if size is not None:
            picture = self._container.add_stream("mpeg4", rate=15)
            assert isinstance(picture, VideoStream)
            describe_picture(picture.codec_context, size)
            self._streams[Modality.FACE] = picture
        if sound:
            heard = self._container.add_stream("flac", rate=SAMPLE_RATE_HZ)
            assert isinstance(heard, AudioStream)
            describe_sound(heard.codec_context)
            self._streams[Modality.VOICE] = heard

    def write(self, piece: Piece) -> None:
        """Write the next piece; one from before the beginning is left out."""
        ms = round((piece.t - self._start_s) * 1000)
        if ms < 0:
            return
        last = self._last_ms.get(piece.modality, -1)
        ms = self._last_ms[piece.modality] = max(ms, last + 1)  # one that stands still is refused
        packet = av.Packet(piece.data)
        packet.stream = self._streams[piece.modality]
        packet.time_base = _MS
        packet.pts = packet.dts = ms
        packet.is_keyframe = piece.whole
        self._container.mux(packet)

    def close(self) -> None:
        """Finish the file."""
        self._container.close()
