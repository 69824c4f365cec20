"""Telephones and codecs as they are: FFmpeg's own."""

from __future__ import annotations

import io

import numpy as np

from fusion.arrays import Sound
from fusion.interfaces import SAMPLE_RATE_HZ


def coded(
    sound: Sound, codec: str, container: str, rate_hz: int = SAMPLE_RATE_HZ, kbit_s: int | None = None
) -> Sound:
    """Through a real codec of FFmpeg and back; float32 (n,) at 16 kHz in and out.

    Parameters
    ----------
    sound
        What is coded.
    codec, container
        FFmpeg's names, e.g. ``libopus`` and ``ogg``.
    rate_hz
        What the codec is fed at.
    kbit_s
        Bits it may spend, kbit/s; None for codecs of a fixed rate.
    """
    import av

    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate_hz, layout="mono")
        if kbit_s:
            stream.bit_rate = 1000 * kbit_s
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(np.clip(sound, -1, 1)[None], dtype=np.float32), "flt", "mono"
        )
        frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, 0
        fed = av.AudioResampler(stream.format, "mono", rate_hz, stream.codec_context.frame_size or None)
        for piece in (*fed.resample(frame), *fed.resample(None)):
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as coded_file:
        back = av.AudioResampler("flt", "mono", SAMPLE_RATE_HZ)
        pieces = [p for f in coded_file.decode(audio=0) for p in back.resample(f)] + back.resample(None)
    heard = np.concatenate([piece.to_ndarray()[0] for piece in pieces])[: len(sound)]
    return np.pad(heard, (0, len(sound) - len(heard))).astype(np.float32)


def on_telephone(sound: Sound) -> Sound:
    """A line: 300 to 3400 Hz, 8 kHz, eight bits of mu-law (ITU-T G.711)."""
    from scipy.signal import butter, sosfiltfilt

    band = butter(3, [300, 3_400], "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    loud = 0.5 / max(float(np.abs(sound).max()), 1e-6)
    return coded(np.asarray(loud * sosfiltfilt(band, sound), dtype=np.float32), "pcm_mulaw", "wav", 8_000)
