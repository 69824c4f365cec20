"""How long after a true change the shown label changes: voices and faces of one emotion, then of another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic

import cv2
import numpy as np
import numpy.typing as npt

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
from fusion.display import Steadiness
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence, State
from fusion.interfaces import SAMPLE_RATE_HZ, Analyser, AudioChunk, Chunk, VideoFrame
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.running import RunningBaseline
from fusion.session.offline import analyse
from fusion.study.steadiness import Stretch, judge_rule
from ui.studies.shipped import shipped_digests
from ui.studies.steadiness import EAGER, HELD_S, spoken, texts_per_minute

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
        for i in range(int(len(self.sound) / SAMPLE_RATE_HZ * _FRAMES_PER_S)):
            t = i / _FRAMES_PER_S
            yield VideoFrame(self.pictures[int(t >= self.t_change)], t)


class _Remembering(Generic[Chunk]):
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


def measure_lag(data: Path, changes: int = _CHANGES, seed: int = 0, held_s: float = HELD_S) -> dict[str, Any]:
    """Seconds from a change of emotion to the label of the new one, with both modalities and each alone.

    Voices are RAVDESS's test speakers (both clips of a change by one actor, repeated while it lasts) and
    faces FER2013's PrivateTest: neither was trained or calibrated on. Changes whose new emotion is never
    named are counted apart; so are those in which a third emotion was named on the way. The face is looked at
    as often as live, and the person is learnt on the way, as live. ``held`` tells what both show of one
    emotion that lasts, and what they would by a rule that names sooner.
    """
    voice, face = VoiceClassifier.load(), FaceClassifier.load()
    lags: dict[str, list[float]] = {mode: [] for mode in ("both", "voice", "face")}
    strays = dict.fromkeys(lags, 0)
    for change in _make_changes(data, voice, changes, seed):
        with (
            closing(_Remembering(VoiceAnalyser(voice))) as hearing,
            closing(_Remembering(FaceAnalyser(face, ALONE_STEP_S))) as seeing,
        ):
            for mode in lags:
                moments = analyse(
                    change.audio() if mode != "face" else (),
                    change.video() if mode != "voice" else (),
                    hearing,
                    seeing,
                    running=RunningBaseline(),
                )
                lag, strayed = _lag(list(moments), change)
                strays[mode] += strayed
                if lag is not None:
                    lags[mode].append(lag)
    result: dict[str, Any] = {
        "n": changes,
        "unseen_speakers": True,
        "weights_sha256": shipped_digests("voice", "face", "fusion", "ordinary"),
        "held": _measure_held(data, voice, face, seed, held_s),
    }
    for mode, found in lags.items():
        result[mode] = {
            "named": len(found) / changes,
            "median_s": float(np.median(found)) if found else None,
            "p95_s": float(np.percentile(found, 95)) if found else None,
            "a_third_emotion_was_named": strays[mode] / changes,
        }
    return result


def _lag(moments: list[Moment], change: Change) -> tuple[float | None, bool]:
    """Seconds until the new emotion is shown as clear, and whether a third one was shown after the change."""
    strayed = False
    for moment in moments:
        shown = moment.shown
        if moment.t < change.t_change or shown.state is not State.CLEAR:
            continue
        if shown.emotion is change.after:
            return moment.t - change.t_change, strayed
        strayed = strayed or shown.emotion is not change.before
    return None, strayed


def _measure_held(
    data: Path, voice: VoiceClassifier, face: FaceClassifier, seed: int, held_s: float
) -> dict[str, Any]:
    """Each emotion of each test speaker for ``held_s`` seconds, beside one picture of it."""
    rng = np.random.default_rng(seed)
    people = _People(data, voice)
    stretches = []
    for speaker in people.speakers:
        for emotion in EMOTIONS:
            if not (clips := people.clips(speaker, emotion)):
                continue
            sound = spoken(clips, held_s, rng)
            lasting = Change(sound, (people.picture(emotion, rng),) * 2, emotion, emotion)
            with (
                closing(VoiceAnalyser(voice)) as hearing,
                closing(FaceAnalyser(face, ALONE_STEP_S)) as seeing,
            ):
                moments = list(
                    analyse(lasting.audio(), lasting.video(), hearing, seeing, running=RunningBaseline())
                )
            stretches.append(Stretch(tuple(m.estimate for m in moments), emotion, 0.0, held_s))
    asked = ("n_held", "changes_per_minute", "other_words_per_minute", "named_right", "named_wrong")
    figures = {
        name: judge_rule(stretches, rule) for name, rule in (("usual", Steadiness()), ("eager", EAGER))
    }
    held = {name: {each: row[each] for each in asked} for name, row in figures.items()}
    held["usual"]["texts_per_minute"] = texts_per_minute(stretches, Steadiness(), Mode.BOTH)
    return held


class _People:
    """RAVDESS's test speakers, and faces of FER2013's PrivateTest to go with them."""

    def __init__(self, data: Path, voice: VoiceClassifier) -> None:
        folder = data / "ravdess" if (data / "ravdess").is_dir() else data
        self.speakers = voice.card["split"]["ravdess"]["test"]
        self._clips = [clip for clip in load_corpus("ravdess", folder) if clip.speaker in self.speakers]
        self._table = load_fer2013(data)
        rows = self._table.rows("PrivateTest")
        self._rows = rows[~self._table.no_majority[rows]]
        self._majority = self._table.votes[self._rows].argmax(axis=1)

    def clips(self, speaker: str, emotion: Emotion) -> list[Clip]:
        """All that a speaker said so."""
        return [
            clip
            for clip in self._clips
            if clip.speaker == speaker and CLASS_EMOTIONS[clip.voice_class] is emotion
        ]

    def picture(self, emotion: Emotion, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
        """Somebody's face that shows it, on a wall."""
        return _on_a_wall(self._table.images[rng.choice(self._rows[self._majority == emotion.position])])


def _make_changes(data: Path, voice: VoiceClassifier, n: int, seed: int) -> Iterator[Change]:
    rng = np.random.default_rng(seed)
    people = _People(data, voice)
    for _ in range(n):
        before, after = (EMOTIONS[i] for i in rng.permutation(len(EMOTIONS))[:2])
        speaker = rng.choice(people.speakers)
        sounds, pictures = [], []
        for emotion, seconds in ((before, _BEFORE_S), (after, _AFTER_S)):
            fitting = people.clips(speaker, emotion)
            sound = read_audio(fitting[rng.integers(len(fitting))].path)
            first, last = speech_span(sound, SAMPLE_RATE_HZ)
            n_samples = round(seconds * SAMPLE_RATE_HZ)
            sounds.append(np.resize(sound[first:last], n_samples))
            pictures.append(people.picture(emotion, rng))
        yield Change(np.concatenate(sounds), (pictures[0], pictures[1]), before, after)


def _on_a_wall(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """A 48x48 grey picture, enlarged to 192 pixels in the middle of a grey RGB frame of 320x240."""
    large = cv2.resize(picture, (192, 192), interpolation=cv2.INTER_CUBIC)
    frame = np.full((240, 320), 128, dtype=np.uint8)
    frame[24:216, 64:256] = large
    return np.ascontiguousarray(np.repeat(frame[..., None], 3, axis=2))
