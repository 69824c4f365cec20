"""The face model in motion: is talking read as surprise, and does the partner stay the partner?"""

from __future__ import annotations

import json
import math
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from face_model.analyser import FaceAnalyser, FaceView
from face_model.classifier import FaceClassifier
from face_model.engines import face_mesh
from face_model.landmarks import Landmarks
from face_model.pooling import POOL_S, pooled
from face_model.reading import Look, face_at, look
from fusion.arrays import FloatArray, Uint8Array
from fusion.emotions import Emotion
from fusion.interfaces import SAMPLE_RATE_HZ, VideoFrame
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP
from ui.making.portrait import Expression, Portrait
from ui.making.scene import Scene

CALM = Expression(smile=-0.3, narrow=0.3, mouth_open=0.08)
SURPRISED = Expression(mouth_open=0.5, narrow=0.5, inner_brow=1.0, outer_brow=1.0, eyes=1.4)
_STEP_S = 1 / 16  # as the analyser: nearer frames are passed over
_CLIPS = (
    ("01-01-03-02-02-01-01.mp4", "RAVDESS actor 01, acted happy", Emotion.HAPPY),
    ("01-01-08-02-01-01-19.mp4", "RAVDESS actor 19, acted surprised", Emotion.SURPRISED),
)
_LIPS, _EYES = (13, 14), (33, 263)
_MADE_S, _MADE_FRAMES_PER_S, _SYLLABLES_PER_S = 3.0, 12.5, 4.0
_OPEN_SCALE = 0.05  # in eye distances


@dataclass(frozen=True)
class OpenMouth:
    """One look at the only face in view, and how far its mouth is open (in distances between the eyes)."""

    look: Look
    opening: float


def watch(frames: Iterable[VideoFrame], classifier: FaceClassifier) -> list[OpenMouth]:
    """One face, frame by frame, through the live path's mesh, alignment, quality and network.

    Two parts of the live path are left out: the second look at frames without a face, and steadiness in the
    quality.
    """
    moments: list[OpenMouth] = []
    with face_mesh(max_faces=1) as mesh:
        for frame in frames:
            if moments and frame.t_start - moments[-1].look.t < _STEP_S:
                continue
            for points in mesh.find(frame.image):
                seen = look(classifier, frame.t_start, face_at(frame.image, points))
                moments.append(OpenMouth(seen, _opening(points)))
    return moments


def _opening(points: Landmarks) -> float:
    lips, eyes = (float(np.linalg.norm(points[a, :2] - points[b, :2])) for a, b in (_LIPS, _EYES))
    return lips / max(eyes, 1e-6)


def _all_alike(openings: FloatArray) -> FloatArray:
    return np.ones_like(openings)


def _closed_counts_more(openings: FloatArray) -> FloatArray:
    """Looks with the mouth further open than the least of the last second count less."""
    trust: FloatArray = np.exp(-(openings - openings.min()) / _OPEN_SCALE)
    return trust


WAYS: dict[str, Callable[[FloatArray], FloatArray] | None] = {
    "single_frames": None,
    "pooled": _all_alike,
    "pooled_closed_mouth_counts_more": _closed_counts_more,
}
"""Ways to put the last second together; the second is what Attune does."""


def read(moments: Sequence[OpenMouth], way: str) -> list[Emotion]:
    """The likeliest emotion at each moment, the last second put together in one of :data:`WAYS`."""
    trust, answers = WAYS[way], []
    for i, moment in enumerate(moments):
        window = [m for m in moments[: i + 1] if moment.look.t - m.look.t <= POOL_S]
        if trust is None:
            scores = moment.look.log_p
        else:
            openings = np.array([m.opening for m in window])
            scores = pooled([m.look for m in window], trust(openings)).probabilities
        answers.append(list(Emotion)[int(scores.argmax())])
    return answers


def figures_of(
    name: str, meant: Emotion, moments: Sequence[OpenMouth], spans: Sequence[tuple[float, float]]
) -> dict[str, Any]:
    """How the moments within ``spans`` (s) were read, ready for JSON."""
    inside = np.array([any(a <= m.look.t <= b for a, b in spans) for m in moments], dtype=np.bool_)
    openings = np.array([m.opening for m in moments])[inside]
    row: dict[str, Any] = {
        "clip": name,
        "meant": meant.value,
        "frames": int(inside.sum()),
        "mouth_open_least": float(openings.min()),
        "mouth_open_most": float(openings.max()),
    }
    for way in WAYS:
        answers = np.array([e.value for e in read(moments, way)])[inside]
        row[way] = {
            "read_as_surprised": float(np.mean(answers == Emotion.SURPRISED.value)),
            "read_as_meant": float(np.mean(answers == meant.value)),
            "mostly_read_as": Counter(answers.tolist()).most_common(1)[0][0] if len(answers) else None,
        }
    return row


def missing_takes(data: Path) -> list[Path]:
    """The recorded takes that are not in ``data/av_samples``: nothing is told of them."""
    return [path for file, *_ in _CLIPS if not (path := data / "av_samples" / file).is_file()]


def talking_clips(data: Path, classifier: FaceClassifier) -> Iterator[dict[str, Any]]:
    """The recorded takes in ``data/av_samples``, while there is speech."""
    for file, name, meant in _CLIPS:
        path = data / "av_samples" / file
        if path.is_file():
            recording = Recording(path)
            moments = watch(recording.video_frames(), classifier)
            yield figures_of(name, meant, moments, [loud_span(recording)])


def talking_demo(classifier: FaceClassifier) -> Iterator[dict[str, Any]]:
    """The demo's talking stretches, by the expression that was drawn."""
    segments = json.loads((DEMO_CLIP.with_suffix(".json")).read_text(encoding="utf-8"))["segments"]
    moments = watch(Recording(DEMO_CLIP).video_frames(), classifier)
    for segment in segments:
        if segment.get("speech") and segment["face"]:
            spans = [tuple(segment["speech"])]
            yield figures_of(f"demo: {segment['about']}", Emotion(segment["face"]), moments, spans)


def talking_made(portrait: Portrait, classifier: FaceClassifier) -> Iterator[dict[str, Any]]:
    """A drawn calm face whose jaw drops with each syllable, ever wider; and a surprised one that holds."""
    cases = [(f"made: calm, jaw moving by {a:g}", Emotion.NEUTRAL, CALM, a) for a in (0.15, 0.3, 0.45, 0.6)]
    cases.append(("made: surprised, jaw still", Emotion.SURPRISED, SURPRISED, 0.0))
    cases.append(("made: surprised, jaw moving by 0.3", Emotion.SURPRISED, SURPRISED, 0.3))
    for name, meant, base, amplitude in cases:
        moments = watch(_talking(Scene(portrait), base, amplitude), classifier)
        yield figures_of(name, meant, moments, [(POOL_S, _MADE_S)])


def _talking(scene: Scene, base: Expression, amplitude: float) -> Iterator[VideoFrame]:
    for k in range(round(_MADE_S * _MADE_FRAMES_PER_S)):
        t = k / _MADE_FRAMES_PER_S
        jaw = amplitude * (1 - math.cos(2 * math.pi * _SYLLABLES_PER_S * t * (1 + 0.1 * math.sin(t)))) / 2
        expression = replace(base, mouth_open=base.mouth_open + jaw)
        yield VideoFrame(scene.frame(expression, 2 * math.sin(t)), t)


def loud_span(recording: Recording) -> tuple[float, float]:
    """From the first to the last tenth of a second (s) that is louder than a tenth of the loudest."""
    step = SAMPLE_RATE_HZ // 10
    sound = np.concatenate([chunk.samples for chunk in recording.audio_chunks()])
    parts = sound[: len(sound) // step * step].reshape(-1, step)
    loudness = np.sqrt(np.mean(parts.astype(np.float64) ** 2, axis=1))
    loud = np.flatnonzero(loudness > 0.1 * loudness.max())
    return float(loud[0]) / 10, float(loud[-1] + 1) / 10


@dataclass(frozen=True)
class Person:
    """Where somebody's face is in a frame (fractions), how large, and whether it shows and is in front."""

    x: float
    size: float = 1.0
    shown: bool = True
    in_front: bool = True


Scenario = Callable[[float], tuple[Person, Person]]
"""Time (s) -> the chosen person and the other."""

SCENARIOS: dict[str, Scenario] = {
    "both sit": lambda t: (Person(0.28), Person(0.72)),
    "both sway": lambda t: (Person(0.28 + 0.06 * math.sin(3 * t)), Person(0.72 + 0.06 * math.sin(2 * t))),
    "the other comes nearer": lambda t: (Person(0.28), Person(0.72, 1 + 0.06 * t)),
    "the chosen one is hidden for 1 s": lambda t: (Person(0.28, shown=not 2 <= t < 3), Person(0.72)),
    "the chosen one is hidden for 2 s": lambda t: (Person(0.28, shown=not 2 <= t < 4), Person(0.72)),
    "they change seats, the chosen one in front": lambda t: (
        Person(0.28 + 0.44 * _eased(t, 2, 4)),
        Person(0.72 - 0.44 * _eased(t, 2, 4)),
    ),
    "they change seats, the chosen one behind": lambda t: (
        Person(0.28 + 0.44 * _eased(t, 2, 4), in_front=False),
        Person(0.72 - 0.44 * _eased(t, 2, 4)),
    ),
    "the other walks past in front": lambda t: (
        Person(0.5, in_front=False),
        Person(-0.2 + 1.4 * _eased(t, 1.5, 5)),
    ),
}
_CLICK_S, _SCENE_S, _SCENE_FRAMES_PER_S = 0.5, 6.0, 10
_WIDTH, _HEIGHT, _FACE_PX = 640, 360, 256
_COVERS = 0.25  # of the width: nearer than this, who is in front hides most of the other


def follow(scenario: Scenario, photograph: Uint8Array, analyser: FaceAnalyser) -> dict[str, float]:
    """Play a scene of two people, click on the first after half a second, and see who is read.

    Returns
    -------
    dict
        Shares of the frames after the click: ``right`` (the chosen person is read, or nobody while that
        person is hidden) and ``wrong_person``.
    """
    views: deque[FaceView | None] = deque(maxlen=1)
    analyser.watcher = views.append
    right = wrong = n = 0
    for k in range(round(_SCENE_S * _SCENE_FRAMES_PER_S)):
        t = k / _SCENE_FRAMES_PER_S
        chosen, other = scenario(t)
        if math.isclose(t, _CLICK_S):
            analyser.choose(chosen.x, 0.5)
        analyser.feed(VideoFrame(_two_people(photograph, chosen, other), t))
        view = views[-1] if views else None
        if t <= _CLICK_S or view is None:
            continue
        n += 1
        if view.partner is None:
            right += not chosen.shown or (not chosen.in_front and abs(chosen.x - other.x) < _COVERS)
            continue
        face = view.faces[view.partner]
        x = face.x + face.width / 2
        if chosen.shown and abs(x - chosen.x) <= abs(x - other.x):
            right += 1
        else:
            wrong += 1
    return {"right": right / n, "wrong_person": wrong / n}


def _two_people(photograph: Uint8Array, chosen: Person, other: Person) -> Uint8Array:
    frame = np.full((_HEIGHT, _WIDTH, 3), 110, np.uint8)
    layers = [(other, photograph[:, ::-1]), (chosen, photograph)]
    for person, picture in layers if chosen.in_front else reversed(layers):
        if not person.shown:
            continue
        side = round(_FACE_PX * person.size)
        sized = cv2.resize(picture, (side, side))
        left, top = round(person.x * _WIDTH - side / 2), round((_HEIGHT - side) / 2)
        low, high = max(left, 0), min(left + side, _WIDTH)
        up, down = max(top, 0), min(top + side, _HEIGHT)
        frame[up:down, low:high] = sized[up - top : down - top, low - left : high - left]
    return frame


def _eased(t: float, start: float, end: float) -> float:
    return (1 - math.cos(math.pi * min(max((t - start) / (end - start), 0.0), 1.0))) / 2


def motion_figures(data: Path) -> dict[str, Any]:
    """Everything above, ready for JSON."""
    from skimage.data import astronaut

    classifier = FaceClassifier.load()
    portrait = Portrait(astronaut(), scale=1.8)
    rows = [
        *talking_clips(data, classifier),
        *talking_demo(classifier),
        *talking_made(portrait, classifier),
    ]
    # Two of one size: her photograph and its mirror image.
    photograph = np.ascontiguousarray(astronaut()[:256, 100:356])
    people = {}
    for name, scenario in SCENARIOS.items():
        with closing(FaceAnalyser(classifier)) as analyser:
            people[name] = follow(scenario, photograph, analyser)
    digests = {"weights_sha256": classifier.sha256, "ranges_sha256": classifier.ranges_sha256}
    return {"talking": rows, "people": people, **digests}
