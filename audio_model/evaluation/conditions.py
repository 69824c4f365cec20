"""Rooms, lines and levels a voice may come through, to try a model in.

But for the pink noise, none is made as the training makes it: the codecs and the telephone are real ones, the
rooms are computed wall by wall, and the babble is of the very people who are tested.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from audio_model.spoiling import levels, lines, noise, rooms
from audio_model.spoiling.noise import Span
from fusion.arrays import Sound
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ

Condition = Callable[[Sound, Span, int], Sound]
"""Sound, span of its speech, number of the clip -> the sound under the condition, as long as before."""

_VOICES_IN_BABBLE = 6


def pink_noise(snr_db: float) -> Condition:
    """Noise of equal power in each octave, ``snr_db`` below the power of the speech."""

    def noisy(sound: Sound, span: Span, number: int) -> Sound:
        hum = noise.pink(len(sound), np.random.default_rng(number))
        return noise.at_ratio(sound, span, hum, snr_db)

    return noisy


def babble(snr_db: float, sounds: Sequence[tuple[Sound, Span]], speakers: Sequence[str]) -> Condition:
    """Six voices at once, equally loud: clips of the set's other speakers, one of whom may be two of them."""

    def among_others(sound: Sound, span: Span, number: int) -> Sound:
        rng = np.random.default_rng((number, 7))
        others = [i for i, speaker in enumerate(speakers) if speaker != speakers[number]]
        if not others:
            raise UserError("Babble needs clips of at least two speakers; leave the conditions out.")
        voices = np.zeros(len(sound))
        for _ in range(_VOICES_IN_BABBLE):
            at = -int(rng.integers(SAMPLE_RATE_HZ))
            while at < len(sound):
                i = others[rng.integers(len(others))]
                other, (first, last) = sounds[i]
                voice = other[first:last].astype(np.float64)
                at = noise.add_voice(voices, voice, at, least=1e-9)
        return noise.at_ratio(sound, span, voices, snr_db)

    return among_others


def clipping(share: float) -> Condition:
    """Driven so hard that this share (0..1) of the speech's samples is at the converter's limit."""
    return lambda sound, span, number: levels.clipped(sound, span, share)


def level(peak_db: float) -> Condition:
    """The loudest sample this far below full scale, dB."""
    return lambda sound, span, number: levels.at_level(sound, peak_db)


def only_first(seconds: float) -> Condition:
    """The first words and nothing after them but the silence of the recording's start."""
    return lambda sound, span, number: levels.silent_after(sound, span[0] + round(seconds * SAMPLE_RATE_HZ))


def room(distance_m: float, absorption: float) -> Condition:
    """Heard across a room; see :func:`audio_model.spoiling.rooms.room_response`."""
    return lambda sound, span, number: rooms.in_room(sound, distance_m, absorption)


def coded(codec: str, container: str, kbit_s: int) -> Condition:
    """Through a codec; see :func:`audio_model.spoiling.lines.coded`."""
    return lambda sound, span, number: lines.coded(sound, codec, container, kbit_s=kbit_s)


def telephone() -> Condition:
    """Over a telephone line; see :func:`audio_model.spoiling.lines.on_telephone`."""
    return lambda sound, span, number: lines.on_telephone(sound)


NOISE_LEVELS_DB = (20.0, 10.0, 5.0, 0.0)


def in_noise(sounds: Sequence[tuple[Sound, Span]], speakers: Sequence[str]) -> dict[str, Condition]:
    """Noise of two kinds by its name; the clips are those the babble is made of."""
    return {
        **{f"pink noise, {snr_db:g} dB": pink_noise(snr_db) for snr_db in NOISE_LEVELS_DB},
        **{f"babble, {snr_db:g} dB": babble(snr_db, sounds, speakers) for snr_db in NOISE_LEVELS_DB},
    }


def all_conditions(sounds: Sequence[tuple[Sound, Span]], speakers: Sequence[str]) -> dict[str, Condition]:
    """Every condition by its name: noise, rooms, lines and levels."""
    return {
        **in_noise(sounds, speakers),
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
