"""Made sequences: voices of one emotion beside a face, then of another; people kept from training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

import cv2
import numpy as np

from audio_model.analyser import VoiceAnalyser
from audio_model.classes import CLASS_EMOTIONS
from audio_model.classifier import VoiceClassifier
from audio_model.corpora.clips import Clip, load_corpus
from audio_model.corpora.waveforms import read_audio
from audio_model.excerpts import speech_span
from face_model.analyser import FaceAnalyser
from face_model.classifier import FaceClassifier
from face_model.corpora.fer2013 import load_fer2013
from face_model.following import ALONE_STEP_S
from fusion.arrays import Float32Array, Uint8Array
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence
from fusion.interfaces import SAMPLE_RATE_HZ, Analyser, AudioChunk, Chunk, VideoFrame
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.running import RunningBaseline
from fusion.session.offline import analyse

PAUSE_S = (0.2, 0.7)
"""Between two clips, seconds: as between two sentences."""
BEFORE_S, AFTER_S = 5.0, 6.0
FRAMES_PER_S = 15
_CHUNK_SAMPLES = 1024
_PICTURES = {"test": "PrivateTest", "calibration": "PublicTest"}
"""Which part of FER2013 the faces of each part of the speakers are from."""


@dataclass(frozen=True)
class Change:
    """Sound and picture of one emotion up to ``t_change`` (s), and of another from there on."""

    sound: Float32Array
    pictures: tuple[Uint8Array, Uint8Array]
    before: Emotion
    after: Emotion
    t_change: float = BEFORE_S

    @property
    def t_end(self) -> float:
        """When it ends, seconds."""
        return len(self.sound) / SAMPLE_RATE_HZ

    def audio(self) -> Iterator[AudioChunk]:
        """The sound in chunks of 64 ms."""
        for start in range(0, len(self.sound), _CHUNK_SAMPLES):
            yield AudioChunk(self.sound[start : start + _CHUNK_SAMPLES], start / SAMPLE_RATE_HZ)

    def video(self) -> Iterator[VideoFrame]:
        """The picture, 15 frames a second."""
        for i in range(int(self.t_end * FRAMES_PER_S)):
            t = i / FRAMES_PER_S
            yield VideoFrame(self.pictures[int(t >= self.t_change)], t)


class Remembering(Generic[Chunk]):
    """An analyser that is asked about each chunk once: the same chunks again get the same evidence."""

    def __init__(self, analyser: Analyser[Chunk]) -> None:
        self.analyser: Analyser[Chunk] = analyser
        self._known: dict[float, list[Evidence]] = {}

    def feed(self, chunk: Chunk) -> list[Evidence]:
        if chunk.t_start not in self._known:
            self._known[chunk.t_start] = self.analyser.feed(chunk)
        return self._known[chunk.t_start]

    def reset(self) -> None:
        self.analyser.reset()
        self._known.clear()

    def close(self) -> None:
        self.analyser.close()


class People:
    """Speakers of one corpus that are kept for ``part``, and faces of FER2013 to go with them.

    Parameters
    ----------
    part
        "test": neither was trained or calibrated on; "calibration": neither was trained on.
    """

    def __init__(self, data: Path, voice: VoiceClassifier, part: str, corpus: str = "ravdess") -> None:
        folder = data / corpus if (data / corpus).is_dir() else data
        self.speakers: list[str] = voice.card["split"][corpus][part]
        self._clips = [clip for clip in load_corpus(corpus, folder) if clip.speaker in self.speakers]
        self._table = load_fer2013(data)
        rows = self._table.rows(_PICTURES[part])
        self._rows = rows[~self._table.no_majority[rows]]
        self._majority = self._table.majority[self._rows]

    def clips(self, speaker: str, emotion: Emotion) -> list[Clip]:
        """All that a speaker said so."""
        return [
            clip
            for clip in self._clips
            if clip.speaker == speaker and CLASS_EMOTIONS[clip.voice_class] is emotion
        ]

    def picture(self, emotion: Emotion, rng: np.random.Generator) -> Uint8Array:
        """Somebody's face that shows it, on a wall."""
        return _on_a_wall(self._table.images[rng.choice(self._rows[self._majority == emotion.position])])

    def lasting(self, held_s: float, rng: np.random.Generator, pictures: int = 1) -> Iterator[Change]:
        """Each emotion of each speaker for so many seconds, beside each of so many pictures of it."""
        for speaker in self.speakers:
            for emotion in EMOTIONS:
                if clips := self.clips(speaker, emotion):
                    sound = spoken(clips, held_s, rng)
                    for _ in range(pictures):
                        yield Change(sound, (self.picture(emotion, rng),) * 2, emotion, emotion, 0.0)

    def changing(self, n: int, rng: np.random.Generator) -> Iterator[Change]:
        """So many changes of each speaker between two of the emotions that they showed."""
        for speaker in self.speakers:
            shown = [emotion for emotion in EMOTIONS if self.clips(speaker, emotion)]
            for _ in range(n):
                before, after = (shown[i] for i in rng.permutation(len(shown))[:2])
                yield self.change(speaker, before, after, rng)

    def change(self, speaker: str, before: Emotion, after: Emotion, rng: np.random.Generator) -> Change:
        """From one emotion of a speaker to another, either one clip again and again, beside a picture."""
        sounds, pictures = [], []
        for emotion, seconds in ((before, BEFORE_S), (after, AFTER_S)):
            fitting = self.clips(speaker, emotion)
            sound = read_audio(fitting[rng.integers(len(fitting))].path)
            first, last = speech_span(sound, SAMPLE_RATE_HZ)
            sounds.append(np.resize(sound[first:last], round(seconds * SAMPLE_RATE_HZ)))
            pictures.append(self.picture(emotion, rng))
        return Change(np.concatenate(sounds), (pictures[0], pictures[1]), before, after)


def moments_of(
    change: Change, voice: VoiceClassifier, face: FaceClassifier, modes: Sequence[Mode]
) -> dict[Mode, list[Moment]]:
    """What is made of it in each mode, the face being looked at as often as live, the person being learnt."""
    with ExitStack() as ends:
        hearing = ends.enter_context(closing(Remembering(VoiceAnalyser(voice))))
        seeing = ends.enter_context(closing(Remembering(FaceAnalyser(face, ALONE_STEP_S))))
        return {
            mode: list(
                analyse(
                    change.audio() if mode is not Mode.FACE else (),
                    change.video() if mode is not Mode.VOICE else (),
                    hearing,
                    seeing,
                    running=RunningBaseline(),
                )
            )
            for mode in modes
        }


def spoken(clips: Sequence[Clip], seconds: float, rng: np.random.Generator) -> Float32Array:
    """Clips one after the other, in an order of their own, with pauses as between sentences."""
    parts: list[Float32Array] = []
    order: list[int] = []
    n = round(seconds * SAMPLE_RATE_HZ)
    while sum(map(len, parts)) < n:
        order = order or list(rng.permutation(len(clips)))
        sound = read_audio(clips[order.pop()].path)
        first, last = speech_span(sound, SAMPLE_RATE_HZ)
        pause = np.zeros(round(rng.uniform(*PAUSE_S) * SAMPLE_RATE_HZ), np.float32)
        parts += [sound[first:last], pause]
    return np.concatenate(parts)[:n]


def _on_a_wall(picture: Uint8Array) -> Uint8Array:
    """A 48x48 grey picture, enlarged to 192 pixels in the middle of a grey RGB frame of 320x240."""
    large = cv2.resize(picture, (192, 192), interpolation=cv2.INTER_CUBIC)
    frame = np.full((240, 320), 128, dtype=np.uint8)
    frame[24:216, 64:256] = large
    return np.ascontiguousarray(np.repeat(frame[..., None], 3, axis=2))
