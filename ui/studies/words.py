"""How well the words are heard, and what is made of them: on read sentences and on made ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from audio_model.words.phrases import Phrase, Recogniser, WordsHeard
from audio_model.words.sentiment import TextSentiment
from fusion.arrays import Sound
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk

READ = {"01": "Kids are talking by the door.", "02": "Dogs are sitting by the door."}
"""RAVDESS's sentences, by the fifth part of a file's name."""
MADE: tuple[tuple[str, str], ...] = (
    ("What a lovely day by the sea.", "friendly"),
    ("This is a wonderful present, thank you!", "friendly"),
    ("I really love this beautiful place.", "friendly"),
    ("We had a great evening with my friends.", "friendly"),
    ("No, it is great.", "friendly"),
    ("I have never been happier.", "friendly"),
    ("Nothing could be better than this.", "friendly"),
    ("It was not bad at all.", "friendly"),
    ("What an awful day at the office.", "unhappy"),
    ("This is a terrible meal, take it away.", "unhappy"),
    ("I really hate this horrible weather.", "unhappy"),
    ("We had a very bad journey in the rain.", "unhappy"),
    ("I am not happy with you.", "unhappy"),
    ("It was not a good idea.", "unhappy"),
    ("I have never felt so sad.", "unhappy"),
    ("No, that was not nice of him.", "unhappy"),
    ("The bus stops at the corner.", "neutral"),
    ("There are two chairs in the room.", "neutral"),
    ("She put the letter on the table.", "neutral"),
    ("The shop opens at nine.", "neutral"),
)
"""Sentences and what they seem to a person; half of those with a tone turn a word by another."""
VOICES = ("en-us+f2", "en-gb+m3")
_CHUNK = 1024
_SILENCE_S = 1.0


def measure(recogniser: Recogniser, data: Path | None, every: int = 6) -> dict[str, Any]:
    """Figures of ``read`` (where RAVDESS lies in ``data``: every so-manieth clip) and ``made`` sentences.

    ``words_wrong`` is the word error rate; ``core_share`` processor seconds a second of sound that was
    heard; ``behind_s`` how long after it was said the first word that was not told before was told, in sound
    and in computing.
    """
    score = TextSentiment().score
    figures: dict[str, Any] = {}
    if data is not None:
        figures["read"] = _figures(recogniser, _read(data, every))
    made = list(_made())
    figures["made"] = _figures(recogniser, ((sound, text) for sound, text, _ in made))
    heard = figures["made"].pop("heard")
    figures.get("read", {}).pop("heard", None)
    ways: dict[str, Callable[[str], str]] = {"as_heard": str, "without_commas": without_commas}
    scorers: dict[str, Callable[[str], float]] = {
        "vader": lambda text: score(text).vader,
        "textblob": lambda text: score(text).textblob,
        "mean": lambda text: score(text).mean,
    }
    tones = [tone for _, _, tone in made]
    figures["sentiment_right"] = {
        name: {
            "as_written": _share(scorer, [text for _, text, _ in made], tones),
            **{way: _share(scorer, [change(text) for text in heard], tones) for way, change in ways.items()},
        }
        for name, scorer in scorers.items()
    }
    figures["taken_otherwise"] = sorted(
        {
            text
            for (_, text, tone), said in zip(made, heard, strict=True)
            if WordsHeard(scorers["mean"](said)).tone.value != tone
        }
    )
    return figures


def _share(scorer: Callable[[str], float], texts: list[str], tones: list[str]) -> float:
    right = [WordsHeard(scorer(text)).tone.value == tone for text, tone in zip(texts, tones, strict=True)]
    return round(float(np.mean(right)), 4)


def _figures(recogniser: Recogniser, spoken: Iterator[tuple[Sound, str]] | Any) -> dict[str, Any]:
    wrong = words = 0
    seconds = core_s = 0.0
    behind: list[float] = []
    heard = []
    n = 0
    for sound, text in spoken:
        n += 1
        recogniser.reset()
        began = time.process_time()
        phrases, late = stream(recogniser, sound)
        core_s += time.process_time() - began
        seconds += len(sound) / SAMPLE_RATE_HZ
        said = " ".join(last_tellings(phrases))
        heard.append(said)
        behind += late
        wrong += word_errors(text, said)
        words += len(plain(text))
    return {
        "sentences": n,
        "words": words,
        "words_wrong": round(wrong / words, 4),
        "core_share": round(core_s / seconds, 4),
        "behind_s_median": round(float(np.median(behind)), 3),
        "behind_s_most": round(float(np.max(behind)), 3),
        "heard": heard,
    }


def stream(recogniser: Recogniser, sound: Sound) -> tuple[list[Phrase], list[float]]:
    """Feed a sound as a microphone would; the phrases, and how late each telling was, seconds.

    Of what it tells first, its oldest part: from there, or from where the telling before it ended, to when
    it was told, computing included.
    """
    phrases: list[Phrase] = []
    late = []
    told_to_s = 0.0
    for start in range(0, len(sound), _CHUNK):
        chunk = AudioChunk(sound[start : start + _CHUNK], start / SAMPLE_RATE_HZ)
        began = time.process_time()
        found = recogniser.feed(chunk)
        took_s = time.process_time() - began
        phrases += found
        for phrase in found:
            late.append(chunk.t_end + took_s - max(phrase.t_start, told_to_s))
            told_to_s = phrase.t_end
    return phrases, late


def last_tellings(phrases: list[Phrase]) -> list[str]:
    """Of phrases that were told again as they grew, the text of the last telling each."""
    last: dict[float, str] = {}
    for phrase in phrases:
        last[round(phrase.t_start, 3)] = phrase.text
    return list(last.values())


def plain(text: str) -> list[str]:
    """The words, in small letters and without marks."""
    return "".join(c if c.isalnum() or c in " '" else " " for c in text.lower()).split()


def without_commas(text: str) -> str:
    """As a recogniser without marks writes it."""
    return " ".join(plain(text))


def word_errors(wanted: str, said: str) -> int:
    """Words left out, put in or taken for others, the fewest that explain it (Levenshtein)."""
    a, b = plain(wanted), plain(said)
    row = list(range(len(b) + 1))
    for i, word in enumerate(a, start=1):
        previous, row[0] = row[0], i
        for j, other in enumerate(b, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (word != other))
    return row[-1]


def _quiet(sound: Sound) -> Sound:
    silence = np.zeros(round(_SILENCE_S * SAMPLE_RATE_HZ), np.float32)
    return np.concatenate([sound, silence])


def _read(data: Path, every: int) -> Iterator[tuple[Sound, str]]:
    for path in sorted(data.glob("**/03-01-*.*"))[::every]:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        sound = np.asarray(soxr.resample(samples.mean(axis=1), rate, SAMPLE_RATE_HZ), np.float32)
        yield _quiet(sound), READ[path.stem.split("-")[4]]


def _made() -> Iterator[tuple[Sound, str, str]]:
    from ui.making.speech import SAMPLE_RATE_HZ as SPOKEN_HZ
    from ui.making.speech import Prosody, speak

    for voice in VOICES:
        for text, tone in MADE:
            spoken = speak(text, Prosody(), voice)
            sound = np.asarray(soxr.resample(spoken, SPOKEN_HZ, SAMPLE_RATE_HZ), np.float32)
            yield _quiet(sound), text, tone
