"""Stamped sound and pictures made small enough to be kept, each piece with its own time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import VideoReformatter

from fusion.arrays import Float32Array, Int16Array, Uint8Array
from fusion.evidence import Modality
from fusion.interfaces import SAMPLE_RATE_HZ

Size = tuple[int, int]
"""Width and height, pixels, both even."""

BLOCK = 1024
"""Samples in a piece of sound: 64 ms."""
APART_S = 0.05
"""Sound that begins so much later than the sound before it ended has silence before it, seconds."""
TWICE_S = 0.005
"""Sound that begins so much earlier than the sound before it ended tells of that time twice, seconds."""
WHOLE_PICTURE_S = 1.0
"""At least so often a picture does not build on those before it: there playing can begin, seconds."""
LARGEST: Size = (1280, 720)
"""A screen's picture is made smaller than that."""
_QUALITY = 5
_MS = Fraction(1, 1000)


@dataclass(frozen=True)
class Piece:
    """Encoded sound, or one picture, of time ``t`` (s); ``whole`` if playing can begin there."""

    modality: Modality
    data: bytes
    t: float
    whole: bool


def describe_sound(context: AudioCodecContext) -> None:
    """Set up an encoder: FLAC, which takes nothing away and delays nothing."""
    context.sample_rate = SAMPLE_RATE_HZ
    context.layout = "mono"
    context.format = "s16"
    context.time_base = Fraction(1, SAMPLE_RATE_HZ)
    context.options = {"frame_size": str(BLOCK)}


def describe_picture(context: VideoCodecContext, size: Size) -> None:
    """Set up an encoder: MPEG-4 part 2, which asks for a millisecond a picture where H.264 asks for more."""
    context.width, context.height = size
    context.pix_fmt = "yuv420p"
    context.time_base = _MS
    context.framerate = Fraction(15)  # only a hint: each picture has its own time
    context.gop_size = 600
    context.max_b_frames = 0
    context.thread_count = 1
    context.qmin = context.qmax = _QUALITY
    context.bit_rate = 20_000_000  # never the limit: the quality is


class SoundEncoder:
    """Sound in, pieces out; what is missing between two chunks is silence."""

    def __init__(self) -> None:
        self._context = av.CodecContext.create("flac", "w")
        assert isinstance(self._context, AudioCodecContext)
        describe_sound(self._context)
        self._block = np.zeros(BLOCK, np.int16)
        self._n = 0
        self._block_t = 0.0
        self._end_t: float | None = None

    def feed(self, samples: Float32Array, t: float) -> list[Piece]:
        """Take sound, float32 (n,) in [-1, 1] at 16 kHz, whose first sample was heard at ``t`` (s)."""
        sound = (np.clip(samples, -1.0, 1.0) * 32767.0).astype(np.int16)
        pieces = []
        if self._end_t is not None:
            missing = round((t - self._end_t) * SAMPLE_RATE_HZ)
            if missing > APART_S * SAMPLE_RATE_HZ:
                pieces = self._put(np.zeros(missing, np.int16), self._end_t)
            elif missing < -TWICE_S * SAMPLE_RATE_HZ:
                sound, t = sound[-missing:], self._end_t
        self._end_t = t + len(sound) / SAMPLE_RATE_HZ
        return pieces + self._put(sound, t)

    def finish(self) -> list[Piece]:
        """What is still to come; there is no feeding after that."""
        rest = self._put(np.zeros(-self._n % BLOCK, np.int16), self._end_t or 0.0)
        return rest + self._pieces(self._context.encode(None))

    def _put(self, sound: Int16Array, t: float) -> list[Piece]:
        pieces: list[Piece] = []
        done = 0
        while done < len(sound):
            if self._n == 0:
                self._block_t = t + done / SAMPLE_RATE_HZ
            taken = sound[done : done + BLOCK - self._n]
            self._block[self._n : self._n + len(taken)] = taken
            self._n += len(taken)
            done += len(taken)
            if self._n == BLOCK:
                frame = av.AudioFrame.from_ndarray(self._block[None], format="s16", layout="mono")
                frame.sample_rate = SAMPLE_RATE_HZ
                frame.pts = round(self._block_t * SAMPLE_RATE_HZ)
                frame.time_base = Fraction(1, SAMPLE_RATE_HZ)
                pieces += self._pieces(self._context.encode(frame))
                self._n = 0
        return pieces

    @staticmethod
    def _pieces(packets: Iterable[av.Packet[Any]]) -> list[Piece]:
        return [
            Piece(Modality.VOICE, bytes(p), float((p.pts or 0) * (p.time_base or _MS)), True)
            for p in packets
            if p.size
        ]


class PictureEncoder:
    """Pictures in, pieces out; all are as large as the first one, on black where their shape is another."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self._context = av.CodecContext.create("mpeg4", "w")
        assert isinstance(self._context, VideoCodecContext)
        describe_picture(self._context, size)
        self._context.flags |= Flags.global_header
        self._to_size, self._to_yuv = VideoReformatter(), VideoReformatter()
        self._last_ms: int | None = None
        self._whole_ms: int | None = None

    def feed(self, image: Uint8Array, t: float) -> list[Piece]:
        """Take a picture, uint8 (height, width, 3), RGB, taken at ``t`` (s)."""
        ms = round(t * 1000)
        if self._last_ms is not None and ms <= self._last_ms:
            return []
        self._last_ms = ms
        picture = av.VideoFrame.from_ndarray(self._fitted(image), format="rgb24")
        frame = self._to_yuv.reformat(picture, format="yuv420p", threads=1)
        frame.pts, frame.time_base = ms, _MS
        whole = self._whole_ms is None or ms - self._whole_ms >= WHOLE_PICTURE_S * 1000
        frame.pict_type = PictureType.I if whole else PictureType.NONE
        if whole:
            self._whole_ms = ms
        return self._pieces(self._context.encode(frame))

    def finish(self) -> list[Piece]:
        """What is still to come; there is no feeding after that."""
        return self._pieces(self._context.encode(None))

    def _fitted(self, image: Uint8Array) -> Uint8Array:
        """The picture in the middle of one of the right size."""
        width, height = self.size
        if image.shape[:2] == (height, width):
            return image
        share = min(width / image.shape[1], height / image.shape[0])
        w, h = max(1, round(image.shape[1] * share)), max(1, round(image.shape[0] * share))
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
        smaller = self._to_size.reformat(frame, w, h, "rgb24", threads=1).to_ndarray()
        whole = np.zeros((height, width, 3), np.uint8)
        top, left = (height - h) // 2, (width - w) // 2
        whole[top : top + h, left : left + w] = smaller
        return whole

    @staticmethod
    def _pieces(packets: Iterable[av.Packet[Any]]) -> list[Piece]:
        return [Piece(Modality.FACE, bytes(p), (p.pts or 0) / 1000, p.is_keyframe) for p in packets]


def kept_size(image: Uint8Array) -> Size:
    """How large pictures like this one are kept: as they are, up to :data:`LARGEST`, and even."""
    height, width = image.shape[:2]
    share = min(1.0, LARGEST[0] / width, LARGEST[1] / height)
    return max(2, round(width * share) // 2 * 2), max(2, round(height * share) // 2 * 2)
