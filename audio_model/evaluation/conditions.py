"""Rooms, lines and devices a voice may come through, to try a model in.

But for the pink noise, none is made as the training makes it: the codecs and the telephone are real ones, the
rooms are computed wall by wall, and the babble is of the very people who are tested.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ

Sound = npt.NDArray[np.float32]
Span = tuple[int, int]
"""First and last sample of the speech."""
Condition = Callable[[Sound, Span, int], Sound]
"""Sound, span of its speech, number of the clip -> the sound under the condition, as long as before."""

_SPEED_OF_SOUND_M_S = 343.0
_ROOM_M = (5.1, 3.9, 2.7)
_MICROPHONE_M = (1.3, 1.7, 1.2)
_RESPONSE_S = 1.0
_VOICES_IN_BABBLE = 6


def at_ratio(sound: Sound, span: Span, noise: npt.NDArray[np.float64], snr_db: float) -> Sound:
    """The sound with ``noise`` (n,) at ``snr_db`` below the power of its speech, dB."""
    speech_power = float(np.square(sound[span[0] : span[1]]).mean())
    ratio = speech_power / max(float(np.square(noise).mean()), 1e-20) * 10 ** (-snr_db / 10)
    noisy: Sound = (sound + noise * np.sqrt(ratio)).astype(np.float32)
    return noisy


def pink_noise(snr_db: float) -> Condition:
    """Noise of equal power in each octave."""

    def noisy(sound: Sound, span: Span, number: int) -> Sound:
        white = np.random.default_rng(number).standard_normal(len(sound))
        spectrum = np.fft.rfft(white)
        lowest = max(1, 20 * len(sound) // SAMPLE_RATE_HZ)
        noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), lowest)), len(sound))
        return at_ratio(sound, span, noise, snr_db)

    return noisy


def babble(
    snr_db: float, sounds: Sequence[Sound], spans: Sequence[Span], speakers: Sequence[str]
) -> Condition:
    """Six voices at once, equally loud: clips of the set's other speakers, one of whom may be two of them."""

    def among_others(sound: Sound, span: Span, number: int) -> Sound:
        rng = np.random.default_rng((number, 7))
        others = [i for i, speaker in enumerate(speakers) if speaker != speakers[number]]
        if not others:
            raise UserError("Babble needs clips of at least two speakers; leave the conditions out.")
        noise = np.zeros(len(sound))
        for _ in range(_VOICES_IN_BABBLE):
            at = -int(rng.integers(SAMPLE_RATE_HZ))
            while at < len(sound):
                i = others[rng.integers(len(others))]
                voice = sounds[i][spans[i][0] : spans[i][1]].astype(np.float64)
                voice /= max(float(np.sqrt(np.square(voice).mean())), 1e-9)
                first, last = max(at, 0), min(at + len(voice), len(sound))
                if first < last:
                    noise[first:last] += voice[first - at : last - at]
                at += max(len(voice), 1)
        return at_ratio(sound, span, noise, snr_db)

    return among_others


def clipping(share: float) -> Condition:
    """Driven so hard that this share (0..1) of the speech's samples is at the converter's limit."""

    def clipped(sound: Sound, span: Span, number: int) -> Sound:
        loud = float(np.percentile(np.abs(sound[span[0] : span[1]]), 100 * (1 - share)))
        driven: Sound = np.clip(sound / max(loud, 1e-6), -1, 1).astype(np.float32)
        return driven

    return clipped


def level(peak_db: float) -> Condition:
    """The speech's loudest sample this far below full scale, dB, in sixteen bits."""

    def at_level(sound: Sound, span: Span, number: int) -> Sound:
        peak = max(float(np.abs(sound).max()), 1e-9)
        scaled = sound / peak * 10 ** (peak_db / 20)
        steps = np.round(np.clip(scaled, -1, 32767 / 32768) * 32768)
        return np.asarray(steps / 32768, dtype=np.float32)

    return at_level


def room(distance_m: float, absorption: float) -> Condition:
    """Heard across a room; see :func:`room_response`."""

    def heard(sound: Sound, span: Span, number: int) -> Sound:
        from scipy.signal import fftconvolve

        wet = fftconvolve(sound, room_response(distance_m, absorption))[: len(sound)]
        return np.asarray(wet, dtype=np.float32)

    return heard


@lru_cache(maxsize=8)
def room_response(distance_m: float, absorption: float) -> npt.NDArray[np.float64]:
    """Impulse response of a room of 5.1 x 3.9 x 2.7 m, float64 (samples,); the direct sound comes first.

    Source: Allen & Berkley, "Image method for efficiently simulating small-room acoustics", JASA 1979, with
    their high-pass.

    Parameters
    ----------
    distance_m
        From the talker to the microphone, m.
    absorption
        Share of a sound's energy that each wall swallows, 0..1.
    """
    from scipy.signal import butter, sosfilt

    size = np.array(_ROOM_M)
    reflected = np.sqrt(1 - absorption)
    microphone = np.array(_MICROPHONE_M)
    talker = microphone + distance_m * np.array([0.8, 0.59, 0.1]) / np.linalg.norm([0.8, 0.59, 0.1])
    reach_m = _SPEED_OF_SOUND_M_S * _RESPONSE_S
    grids = [np.arange(-int(reach_m / (2 * s)) - 1, int(reach_m / (2 * s)) + 2) for s in size]
    response = np.zeros(round(_RESPONSE_S * SAMPLE_RATE_HZ))
    for mirrored in np.ndindex(2, 2, 2):
        # Along each axis: where the image lies, and how many walls its sound has met.
        places = [
            (1 - 2 * q) * talker[a] + 2 * n * size[a] - microphone[a]
            for a, (q, n) in enumerate(zip(mirrored, grids, strict=True))
        ]
        walls = [np.abs(n - q) + np.abs(n) for q, n in zip(mirrored, grids, strict=True)]
        away_m = np.sqrt(
            places[0][:, None, None] ** 2 + places[1][None, :, None] ** 2 + places[2][None, None, :] ** 2
        )
        met = walls[0][:, None, None] + walls[1][None, :, None] + walls[2][None, None, :]
        at = np.round((away_m - distance_m) / _SPEED_OF_SOUND_M_S * SAMPLE_RATE_HZ).astype(int)
        near = at < len(response)
        np.add.at(response, at[near], (reflected ** met[near]) * distance_m / away_m[near])
    high_pass = butter(2, 80, "highpass", fs=SAMPLE_RATE_HZ, output="sos")
    return np.asarray(sosfilt(high_pass, response))


def coded(codec: str, container: str, rate_hz: int = SAMPLE_RATE_HZ, kbit_s: int | None = None) -> Condition:
    """Through a real codec of FFmpeg and back.

    Parameters
    ----------
    codec, container
        FFmpeg's names, e.g. ``libopus`` and ``ogg``.
    rate_hz
        What the codec is fed at.
    kbit_s
        Bits it may spend, kbit/s; None for codecs of a fixed rate.
    """

    def through(sound: Sound, span: Span, number: int) -> Sound:
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

    return through


def telephone() -> Condition:
    """A line: 300 to 3400 Hz, 8 kHz, eight bits of mu-law (ITU-T G.711)."""
    line = coded("pcm_mulaw", "wav", rate_hz=8_000)

    def called(sound: Sound, span: Span, number: int) -> Sound:
        from scipy.signal import butter, sosfiltfilt

        band = butter(3, [300, 3_400], "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
        loud = 0.5 / max(float(np.abs(sound).max()), 1e-6)
        return line(np.asarray(loud * sosfiltfilt(band, sound), dtype=np.float32), span, number)

    return called


NOISE_LEVELS_DB = (20.0, 10.0, 5.0, 0.0)


def all_conditions(
    sounds: Sequence[Sound], spans: Sequence[Span], speakers: Sequence[str]
) -> Mapping[str, Condition]:
    """Every condition by its name; the clips are those the babble is made of."""
    found: dict[str, Condition] = {}
    for snr_db in NOISE_LEVELS_DB:
        found[f"pink noise, {snr_db:g} dB"] = pink_noise(snr_db)
    for snr_db in NOISE_LEVELS_DB:
        found[f"babble, {snr_db:g} dB"] = babble(snr_db, sounds, spans, speakers)
    return {
        **found,
        "living room (0.4 s), talker 1 m away": room(1.0, 0.25),
        "echoing room (0.7 s), talker 3 m away": room(3.0, 0.15),
        "telephone (G.711, 300-3400 Hz)": telephone(),
        "Opus, 8 kbit/s": coded("libopus", "ogg", kbit_s=8),
        "Opus, 16 kbit/s": coded("libopus", "ogg", kbit_s=16),
        "MP3, 16 kbit/s": coded("libmp3lame", "mp3", kbit_s=16),
        "AAC, 16 kbit/s": coded("aac", "mp4", kbit_s=16),
        "clipping, a twentieth of the samples": clipping(0.05),
        "clipping, a fifth of the samples": clipping(0.2),
        "soft, peak 50 dB below full scale": level(-50.0),
        "loud, peak at full scale": level(0.0),
    }
