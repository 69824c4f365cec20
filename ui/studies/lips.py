"""Lips that talk and lips that rest, from the clips at hand: examples of what a mouth says of who speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from audio_model.speakers.lips import LIPS_WINDOW_S, lip_features
from audio_model.voice_activity import FRAME_S, SPEECH_FROM, VoiceActivity, frames_of
from face_model.engines import face_mesh
from face_model.reading import mouth_opening
from fusion.arrays import FloatArray, Uint8Array
from fusion.interfaces import VideoFrame
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP

FITTED_ON = "01-01-03-02-02-01-01.mp4"
TESTED_ON = "01-01-08-02-01-01-19.mp4"
_DEMO_FITTED_UNTIL_S = 15.0
_STEP_S = 1 / 16
_HOP_S = 0.25
_STILL_S = 8.0
_STILL_FRAMES_PER_S = 15
_SHIFT_PX, _ZOOM = 3.0, 0.02
_TALKS_FROM, _RESTS_UNTIL = 0.6, 0.05


@dataclass(frozen=True, eq=False)
class MouthClip:
    """One face with the sound that was recorded with it.

    Parameters
    ----------
    name
        Which clip.
    looks
        (n, 2), times (s) and openings of the mouth.
    loudness, speech
        Level (dB) and probability of speech of each frame of 32 ms, (m,).
    """

    name: str
    looks: FloatArray
    loudness: FloatArray
    speech: FloatArray


@dataclass(frozen=True)
class LipExample:
    """1.5 s of a mouth beside speech: what :func:`lip_features` says, and whether it is the mouth's own."""

    features: tuple[float, float]
    talks: bool
    kind: str


def openings(frames: Iterable[VideoFrame]) -> FloatArray:
    """Times and openings of the one mouth in view, (n, 2), as often as the live path looks."""
    found: list[tuple[float, float]] = []
    last = -1.0
    with face_mesh(max_faces=1) as mesh:
        for frame in frames:
            if frame.t_start - last < _STEP_S:
                continue
            last = frame.t_start
            found += [(frame.t_start, mouth_opening(points)) for points in mesh.find(frame.image)[:1]]
    return np.array(found, dtype=np.float64).reshape(-1, 2)


@cache
def mouth_clip(path: Path) -> MouthClip:
    """Mouth and sound of a recording."""
    recording = Recording(path)
    sound = np.concatenate([chunk.samples for chunk in recording.audio_chunks()])
    frames = frames_of(sound)
    speech = VoiceActivity().probabilities(frames)
    loudness = 10 * np.log10(np.square(frames, dtype=np.float64).mean(axis=1) + 1e-8)
    return MouthClip(path.name, openings(recording.video_frames()), loudness, speech)


def moving_still(picture: Uint8Array, rng: np.random.Generator) -> Iterator[VideoFrame]:
    """Eight seconds of a face that does nothing before a camera that shakes and grains."""
    height, width = picture.shape[:2]
    at = np.zeros(2)
    for i in range(round(_STILL_S * _STILL_FRAMES_PER_S)):
        at = 0.9 * at + rng.normal(0, _SHIFT_PX * 0.4, 2)
        zoom = 1 + _ZOOM * np.sin(i / 9)
        x, y = at - (zoom - 1) * np.array([width, height]) / 2
        move = np.array([[zoom, 0, x], [0, zoom, y]])
        moved = cv2.warpAffine(picture, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
        grain = rng.normal(0, 3.0, moved.shape)
        yield VideoFrame(np.clip(moved + grain, 0, 255).astype(np.uint8), i / _STILL_FRAMES_PER_S)


def talking_examples(
    clip: MouthClip, others: MouthClip, t_from: float, t_until: float
) -> Iterator[LipExample]:
    """Windows in which the mouth speaks, beside its own sound; and in which it rests, beside ``others``'."""
    for t_end in np.arange(max(t_from, 0.0) + LIPS_WINDOW_S, t_until + 1e-9, _HOP_S):
        first, last = round((t_end - LIPS_WINDOW_S) / FRAME_S), round(t_end / FRAME_S)
        speech = clip.speech[first:last]
        if len(speech) < round(LIPS_WINDOW_S / FRAME_S) - 1:
            continue
        spoken = float((speech >= SPEECH_FROM).mean())
        looks = clip.looks[(clip.looks[:, 0] > t_end - LIPS_WINDOW_S) & (clip.looks[:, 0] <= t_end)]
        if spoken >= _TALKS_FROM:
            yield from _example(looks, t_end, clip.loudness[first:last], True, f"{clip.name}, talking")
        elif spoken <= _RESTS_UNTIL:
            heard = _spoken_part(others, last - first, t_end)
            yield from _example(looks, t_end, heard, False, f"{clip.name}, listening")


def resting_examples(name: str, looks: FloatArray, others: MouthClip) -> Iterator[LipExample]:
    """Windows of a mouth that rests all the time, beside the speech of ``others``."""
    n = round(LIPS_WINDOW_S / FRAME_S)
    for t_end in np.arange(LIPS_WINDOW_S, _STILL_S, _HOP_S):
        seen = looks[(looks[:, 0] > t_end - LIPS_WINDOW_S) & (looks[:, 0] <= t_end)]
        yield from _example(seen, t_end, _spoken_part(others, n, t_end), False, name)


def _example(
    looks: FloatArray, t_end: float, loudness: FloatArray, talks: bool, kind: str
) -> Iterator[LipExample]:
    times = t_end + FRAME_S * (np.arange(-len(loudness), 0) + 0.5)
    features = lip_features(looks, times, loudness)
    if features is not None:
        yield LipExample((float(features[0]), float(features[1])), talks, kind)


def _spoken_part(clip: MouthClip, n: int, t: float) -> FloatArray:
    """Loudness of ``n`` frames of a clip's speech, another part for another time."""
    spoken = np.flatnonzero(clip.speech >= SPEECH_FROM)
    first, last = int(spoken[0]), int(spoken[-1])
    if last - first <= n:
        return np.resize(clip.loudness[first:last], n)
    start = first + int(t / _HOP_S * 7) % (last - first - n)
    return clip.loudness[start : start + n]


def lip_examples(data: Path, part: str) -> list[LipExample]:
    """The examples to ``fit`` on or to ``test`` on: other people, other parts of the demo, other stills.

    Parameters
    ----------
    data
        Folder with ``av_samples`` and ``jaffe5``.
    part
        ``fit`` or ``test``.
    """
    clips = clips_for(data, part)
    (first, _, _), (demo, _, _) = clips
    examples = [
        e for clip, *span in clips for e in talking_examples(clip, demo if clip is first else first, *span)
    ]
    for name, looks in resting_mouths(data, part).items():
        examples += resting_examples(f"{name}, still", looks, first)
    return examples


def clips_for(data: Path, part: str) -> list[tuple[MouthClip, float, float]]:
    """The people filmed to ``fit`` on or to ``test`` on: each with where that part begins and ends, s."""
    fits = part == "fit"
    filmed = mouth_clip(data / "av_samples" / (FITTED_ON if fits else TESTED_ON))
    demo = mouth_clip(DEMO_CLIP)
    ends = len(demo.speech) * FRAME_S
    return [
        (filmed, 0.0, len(filmed.speech) * FRAME_S),
        (demo, *((0.0, _DEMO_FITTED_UNTIL_S) if fits else (_DEMO_FITTED_UNTIL_S, ends))),
    ]


@cache
def resting_mouths(data: Path, part: str) -> dict[str, FloatArray]:
    """Mouths of photographs, to ``fit`` on or to ``test`` on, before a camera that shakes."""
    rng = np.random.default_rng(0)
    return {name: openings(moving_still(picture, rng)) for name, picture in stills(data, part)}


def stills(data: Path, part: str) -> Iterator[tuple[str, Uint8Array]]:
    """Faces to ``fit`` on: SFEW's; to ``test`` on: JAFFE's, one neutral picture a person."""
    if part == "fit":
        chosen = sorted((data / "sfew_train" / "neutral").glob("*.webp"))[::25][:5]
    else:
        everybody = sorted((data / "jaffe5" / "neutral").glob("*.webp"))
        chosen = list({path.name[:2]: path for path in everybody}.values())
    for path in chosen:
        picture = cv2.imread(str(path))
        large = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        yield path.stem, np.ascontiguousarray(large[:, :, ::-1], dtype=np.uint8)
