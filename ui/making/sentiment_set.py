"""Makes sentences whose tone follows their words: ``attune make sentiment-set FOLDER``.

Needs espeak-ng. Twelve voices each speak pleasant, unpleasant and plain sentences, one recording a voice, and
``transcripts.csv`` says who says what and when, as ``attune label-transcripts`` reads it. The tone is made by
rule, so the set tries the machinery from end to end and says nothing of real voices.

``--others`` has four other voices speak; ``--contrary`` gives pleasant words the unpleasant tone and the
other way round, which shows whether a model goes by the tone or by the words.
"""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fusion.arrays import Float32Array
from ui.making.speech import SAMPLE_RATE_HZ, Prosody, speak

VOICES = tuple(
    f"{accent}+{kind}" for accent in ("en-us", "en-gb") for kind in ("f2", "f3", "f5", "m1", "m3", "m7")
)
OTHER_VOICES = ("en-us+f1", "en-us+m2", "en-gb+f4", "en-gb+m5")
_PAUSE_S = 0.6

_PLEASANT = tuple(
    f"{start} {rest}"
    for start, rest in itertools.product(
        ("What a lovely", "This is a wonderful", "I really love this beautiful", "We had a great"),
        ("day by the sea.", "present, thank you!", "evening with my friends.", "place to live."),
    )
)
_UNPLEASANT = tuple(
    f"{start} {rest}"
    for start, rest in itertools.product(
        ("What an awful", "This is a terrible", "I really hate this horrible", "We had a very bad"),
        ("day at the office.", "meal, take it away.", "evening with the neighbours.", "journey in the rain."),
    )
)
_PLAIN = (
    "The bus stops at the corner.",
    "There are two chairs in the room.",
    "She put the letter on the table.",
    "The shop opens at nine.",
)


@dataclass(frozen=True)
class Tone:
    """A tone of voice and the sentences spoken in it."""

    sentences: tuple[str, ...]
    rate_wpm: int
    pitch: int
    pitch_range: int
    drive: float
    dullness: float


TONES = (
    Tone(_PLEASANT, rate_wpm=176, pitch=122, pitch_range=150, drive=0.1, dullness=0.1),
    Tone(_UNPLEASANT, rate_wpm=150, pitch=84, pitch_range=45, drive=0.6, dullness=0.6),
    Tone(_PLAIN, rate_wpm=162, pitch=100, pitch_range=90, drive=0.2, dullness=0.3),
)


def make(
    folder: Path,
    voices: tuple[str, ...] = VOICES,
    sentences: int | None = None,
    seed: int = 0,
    contrary: bool = False,
) -> Path:
    """Write one WAV a voice and ``transcripts.csv`` into a folder; returns the table.

    Parameters
    ----------
    folder
        Made where it is missing.
    voices
        espeak-ng's names, language and variant.
    sentences
        The first so many of each tone; None for all.
    seed
        Of the small differences between one sentence and the next.
    contrary
        Speak pleasant words in the unpleasant tone and the other way round.
    """
    import soundfile

    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    rows: list[tuple[str, float, float, str, str, str]] = []
    tones = (TONES[1], TONES[0], TONES[2]) if contrary else TONES
    for voice in voices:
        name = voice.replace("+", "-")
        parts: list[Float32Array] = []
        t = 0.0
        lines = [
            (tone, text) for tone, own in zip(tones, TONES, strict=True) for text in own.sentences[:sentences]
        ]
        for place in rng.permutation(len(lines)):
            tone, text = lines[place]
            line = speak(text, _varied(tone, rng), voice)
            pause = np.zeros(round(_PAUSE_S * SAMPLE_RATE_HZ), np.float32)
            parts += [pause, line]
            start = t + _PAUSE_S
            t = start + len(line) / SAMPLE_RATE_HZ
            rows.append((f"{name}.wav", round(start, 3), round(t, 3), text, name, "en"))
        sound = np.concatenate(parts)
        sound += rng.normal(0, 0.0006, len(sound)).astype(np.float32)
        soundfile.write(folder / f"{name}.wav", np.clip(sound, -1, 1), SAMPLE_RATE_HZ)
    table = folder / "transcripts.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("path", "start", "end", "text", "speaker", "language"))
        writer.writerows(rows)
    return table


def _varied(tone: Tone, rng: np.random.Generator) -> Prosody:
    """The tone, a little different each time, so that no sentence gives it away by a single number."""

    def about(value: float, spread: float) -> float:
        return float(value * rng.normal(1, spread))

    return Prosody(
        rate_wpm=round(about(tone.rate_wpm, 0.08)),
        pitch=round(about(tone.pitch, 0.12)),
        pitch_range=round(about(tone.pitch_range, 0.25)),
        loudness=float(rng.uniform(0.04, 0.12)),
        drive=max(0.0, about(tone.drive, 0.4)),
        dullness=float(np.clip(about(tone.dullness, 0.4), 0, 0.9)),
    )
