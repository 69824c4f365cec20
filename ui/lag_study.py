"""How long after a true change the shown label changes: voices and faces of one emotion, then of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from audio_model.analyser import VoiceAnalyser
from audio_model.classes import CLASS_EMOTIONS
from audio_model.classifier import VoiceClassifier
from audio_model.training.corpora import load_corpus
from audio_model.training.waveforms import read_audio
from audio_model.windows import speech_span
from face_model.analyser import FaceAnalyser
from face_model.classifier import FaceClassifier
from face_model.training.corpora import load_fer2013
from fusion.analyser import SAMPLE_RATE_HZ, AudioChunk, VideoFrame
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, State
from fusion.offline import analyse

_CHANGES = 30
_BEFORE_S, _AFTER_S = 5.0, 6.0
_FRAMES_PER_S = 15
_CHUNK_SAMPLES = 1024


@dataclass(frozen=True)
class Change:
    """Sound and picture of one emotion up to ``t_change`` (s), and of another from there on."""

    sound: npt.NDArray[np.float32]
    pictures: tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]
    before: Emotion
    after: Emotion
    t_change: float = _BEFORE_S

    def audio(self) -> Iterator[AudioChunk]:
        """The sound in chunks of 64 ms."""
        for start in range(0, len(self.sound), _CHUNK_SAMPLES):
            yield AudioChunk(self.sound[start : start + _CHUNK_SAMPLES], start / SAMPLE_RATE_HZ)

    def video(self) -> Iterator[VideoFrame]:
        """The picture, 15 frames a second."""
        for i in range(int((_BEFORE_S + _AFTER_S) * _FRAMES_PER_S)):
            t = i / _FRAMES_PER_S
            yield VideoFrame(self.pictures[int(t >= self.t_change)], t)


def measure_lag(data: Path, changes: int = _CHANGES, seed: int = 0) -> dict[str, Any]:
    """Seconds from a change of emotion to the label of the new one, with both modalities and each alone.

    Voices are RAVDESS's test speakers (both clips of a change by one actor, repeated while it lasts) and
    faces FER2013's PrivateTest: neither was trained or calibrated on. Changes whose new emotion is never
    named are counted apart; so are those in which a third emotion was named on the way.
    """
    voice, face = VoiceClassifier.load(), FaceClassifier.load()
    made = list(_make_changes(data, voice, changes, seed))
    result: dict[str, Any] = {"n": len(made), "unseen_speakers": True}
    for mode in ("both", "voice", "face"):
        lags, strays = [], 0
        for change in made:
            estimates = analyse(
                change.audio() if mode != "face" else (),
                change.video() if mode != "voice" else (),
                VoiceAnalyser(voice),
                FaceAnalyser(face),
            )
            lag, strayed = _lag(list(estimates), change)
            strays += strayed
            if lag is not None:
                lags.append(lag)
        result[mode] = {
            "named": len(lags) / len(made),
            "median_s": float(np.median(lags)) if lags else None,
            "p95_s": float(np.percentile(lags, 95)) if lags else None,
            "a_third_emotion_was_named": strays / len(made),
        }
    return result


def _lag(estimates: list[Estimate], change: Change) -> tuple[float | None, bool]:
    """Seconds until the new emotion is shown as clear, and whether a third one was shown after the change."""
    strayed = False
    for e in estimates:
        if e.t < change.t_change or e.state is not State.CLEAR:
            continue
        if e.emotion is change.after:
            return e.t - change.t_change, strayed
        strayed = strayed or e.emotion is not change.before
    return None, strayed


def _make_changes(data: Path, voice: VoiceClassifier, n: int, seed: int) -> Iterator[Change]:
    rng = np.random.default_rng(seed)
    folder = data / "ravdess" if (data / "ravdess").is_dir() else data
    speakers = voice.card["split"]["ravdess"]["test"]
    clips = [clip for clip in load_corpus("ravdess", folder) if clip.speaker in speakers]
    table = load_fer2013(data)
    rows = table.rows("PrivateTest")
    rows = rows[~table.no_majority[rows]]
    majority = table.votes[rows].argmax(axis=1)
    for _ in range(n):
        before, after = (EMOTIONS[i] for i in rng.permutation(len(EMOTIONS))[:2])
        speaker = rng.choice(speakers)
        own = [clip for clip in clips if clip.speaker == speaker]
        sounds, pictures = [], []
        for emotion, seconds in ((before, _BEFORE_S), (after, _AFTER_S)):
            fitting = [c for c in own if CLASS_EMOTIONS[c.voice_class] is emotion]
            sound = read_audio(fitting[rng.integers(len(fitting))].path)
            first, last = speech_span(sound, SAMPLE_RATE_HZ)
            n_samples = round(seconds * SAMPLE_RATE_HZ)
            sounds.append(np.resize(sound[first:last], n_samples))
            row = rng.choice(rows[majority == emotion.position])
            pictures.append(_on_a_wall(table.images[row]))
        yield Change(np.concatenate(sounds), (pictures[0], pictures[1]), before, after)


def _on_a_wall(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """A 48x48 grey picture, enlarged to 192 pixels in the middle of a grey RGB frame of 320x240."""
    large = cv2.resize(picture, (192, 192), interpolation=cv2.INTER_CUBIC)
    frame = np.full((240, 320), 128, dtype=np.uint8)
    frame[24:216, 64:256] = large
    return np.ascontiguousarray(np.repeat(frame[..., None], 3, axis=2))
