"""Makes the demo conversation: ``attune make demo`` (needs espeak-ng and the wheel with the head).

A made face, MakeHuman's head with ARKit's face units, painted and lit here; espeak-ng speaks. What was meant
at each moment is kept in demo.json. espeak-ng can sound calm and angry; what else is felt, the face says.
"""

from __future__ import annotations

import json
import math
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from face_model.landmarks import Image
from fusion.arrays import Float32Array
from fusion.emotions import Emotion
from fusion.errors import UserError
from ui.making.mesh import Expression, HeadMesh, mixed
from ui.making.speech import SAMPLE_RATE_HZ, Prosody, loudness_per_frame, speak
from ui.making.studio import HEIGHT, WIDTH, Pose, Studio

FRAMES_PER_S = 25
_SHOWN_FOR = 2
"""Frames that a picture stays: painting is slow, and many a webcam gives no more at dusk."""
_EASE_S = 0.5
_SPEECH_AFTER_S = 0.4

CALM = {"mouthPress": 0.25, "mouthRollUpper": 0.15, "eyeSquint": 0.15, "eyeBlink": 0.08, "browOuterUp": -0.2}
HAPPY = {"mouthSmile": 1.0, "cheekSquint": 0.7, "eyeSquint": 0.3, "mouthUpperUp": 0.35, "jawOpen": 0.12}
SAD = {"mouthFrown": 1.4, "browInnerUp": 1.4, "browOuterUp": -0.3, "browDown": 0.6, "eyeBlink": 0.3}
SAD |= {"mouthShrugLower": 0.8, "mouthPress": 0.44, "mouthStretch": 0.42, "cheekSquint": 0.2}
SURPRISED = {"jawOpen": 0.69, "mouthFunnel": 0.3, "browInnerUp": 1.4, "browOuterUp": 0.6, "eyeWide": 0.3}


@dataclass(frozen=True)
class Segment:
    """A stretch of the conversation and what is meant in it (None: nobody is heard, or nobody is seen)."""

    t_end: float
    about: str
    expression: Expression
    face: Emotion | None
    voice: Emotion | None = None
    says: str = ""
    prosody: Prosody = field(default_factory=Prosody)
    yaw: float = 0.0
    pitch: float = 0.0
    out_of_frame: float = 0.0


# Speech ends before its stretch does: what only the face says is clear once no voice speaks against it.
SCRIPT = (
    Segment(5.0, "calm", CALM, Emotion.NEUTRAL, Emotion.NEUTRAL,
            "I went to the shop this morning, and then I took the bus home.",
            Prosody(rate_wpm=157, pitch=104, pitch_range=86, loudness=0.03, drive=0.17, dullness=0.29)),
    Segment(11.6, "happy", HAPPY, Emotion.HAPPY, Emotion.HAPPY,
            "And they gave me the job! I am so happy!",
            Prosody(rate_wpm=168, pitch=131, pitch_range=140, loudness=0.15, drive=0.21, dullness=0.05)),
    Segment(17.6, "sad", SAD, Emotion.SAD, Emotion.SAD,
            "But my best friend is moving away.",
            Prosody(rate_wpm=128, pitch=67, pitch_range=48, loudness=0.015, drive=0.03, dullness=0.23),
            pitch=2.0),
    Segment(23.2, "surprised", SURPRISED, Emotion.SURPRISED, Emotion.SURPRISED,
            "Oh! What was that?",
            Prosody(rate_wpm=175, pitch=146, pitch_range=248, loudness=0.1, dullness=0.6)),
    Segment(32.6, "angry words, smiling face", HAPPY, Emotion.HAPPY, Emotion.ANGRY,
            "No! That is just great! Do whatever you want! I do not care! That is just great! Do it! "
            "Do whatever you want! I do not care!",
            Prosody(rate_wpm=210, pitch=120, pitch_range=146, loudness=0.2, drive=0.9, dullness=0.12)),
    Segment(35.0, "turned away, silent", CALM, None, yaw=44.0),
    Segment(40.0, "out of the frame, silent", CALM, None, yaw=44.0, out_of_frame=1.0),
)  # fmt: skip

_studio: Studio


def make(folder: Path, wheel: Path) -> None:
    """Write demo.mp4 and demo.json into a folder, with the head that a wheel holds."""
    HeadMesh(wheel)
    sound, said = _record_speech()
    frames = round(SCRIPT[-1].t_end * FRAMES_PER_S)
    mouth = loudness_per_frame(sound, FRAMES_PER_S, frames).tolist()
    # Whoever plays the old clip meanwhile is not disturbed.
    part = folder / "demo.part.mp4"
    with (
        ProcessPoolExecutor(initializer=_begin, initargs=(wheel,)) as painters,
        av.open(str(part), "w", options={"movflags": "faststart"}) as container,
    ):
        video = container.add_stream("libx264", rate=FRAMES_PER_S, options={"crf": "27", "preset": "slow"})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        audio = container.add_stream("aac", rate=SAMPLE_RATE_HZ, layout="mono")
        audio.bit_rate = 64_000
        hop = SAMPLE_RATE_HZ // FRAMES_PER_S
        painted = painters.map(_picture, range(0, frames, _SHOWN_FOR), mouth[::_SHOWN_FOR])
        for k in range(frames):
            if k % _SHOWN_FOR == 0:
                image = next(painted)
            container.mux(video.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
            block = av.AudioFrame.from_ndarray(
                sound[None, k * hop : (k + 1) * hop], format="flt", layout="mono"
            )
            block.sample_rate, block.pts = SAMPLE_RATE_HZ, k * hop
            block.time_base = Fraction(1, SAMPLE_RATE_HZ)
            container.mux(audio.encode(block))
        container.mux(video.encode())
        container.mux(audio.encode())
    part.replace(folder / "demo.mp4")
    (folder / "demo.json").write_text(json.dumps({"segments": said}, indent=1) + "\n")


def _begin(wheel: Path) -> None:
    """Give a process that paints its head."""
    global _studio
    _studio = Studio(HeadMesh(wheel))


def _picture(k: int, mouth: float) -> Image:
    return _studio.frame(_expression(k / FRAMES_PER_S, mouth), _pose(k / FRAMES_PER_S), seed=k)


def _record_speech() -> tuple[Float32Array, list[dict[str, object]]]:
    """The sound track over a quiet room, and the truth of every segment."""
    sound = np.random.default_rng(1).normal(0, 0.0006, round(SCRIPT[-1].t_end * SAMPLE_RATE_HZ))
    truth: list[dict[str, object]] = []
    t_start = 0.0
    for segment in SCRIPT:
        entry = {
            "t_start": t_start,
            "t_end": segment.t_end,
            "about": segment.about,
            "voice": segment.voice.value if segment.voice else None,
            "face": segment.face.value if segment.face else None,
            "says": segment.says,
        }
        if segment.says:
            line = speak(segment.says, segment.prosody)
            first = round((t_start + _SPEECH_AFTER_S) * SAMPLE_RATE_HZ)
            if first + len(line) > segment.t_end * SAMPLE_RATE_HZ:
                raise UserError(
                    f"“{segment.says}” takes {len(line) / SAMPLE_RATE_HZ:.1f} s, longer than its segment"
                )
            sound[first : first + len(line)] += line
            entry["speech"] = [
                round(t_start + _SPEECH_AFTER_S, 2),
                round((first + len(line)) / SAMPLE_RATE_HZ, 2),
            ]
        truth.append(entry)
        t_start = segment.t_end
    return np.asarray(np.clip(sound, -1, 1), np.float32), truth


def _between(t: float) -> tuple[Segment, Segment, float]:
    """The segment at t, the one before it, and how far the change between them has come (0..1, eased)."""
    starts = [0.0, *(s.t_end for s in SCRIPT[:-1])]
    k = max(i for i, start in enumerate(starts) if start <= t + 1e-9)
    share = min(1.0, (t - starts[k]) / _EASE_S) if k else 1.0
    return SCRIPT[max(0, k - 1)], SCRIPT[k], (1 - math.cos(math.pi * share)) / 2


def _expression(t: float, mouth: float) -> Expression:
    before, now, share = _between(t)
    base = mixed(before.expression, now.expression, share)
    talking = mixed(base, {**base, "jawOpen": base.get("jawOpen", 0.0) + 0.22, "mouthPress": 0.0}, mouth)
    # A blink of 0.16 s every few seconds.
    phase = (t + 0.6 * math.sin(1.7 * t)) % 3.7
    lid = max(0.0, 1 - abs(phase - 2.0) / 0.08)
    return mixed(talking, {**talking, "eyeBlink": 1.0}, lid)


def _pose(t: float) -> Pose:
    before, now, share = _between(t)

    def eased(name: str) -> float:
        a, b = float(getattr(before, name)), float(getattr(now, name))
        return a + share * (b - a)

    return Pose(
        shift_x=3.5 * math.sin(0.9 * t) + 1.5 * math.sin(2.3 * t + 1),
        shift_y=2.0 * math.sin(1.3 * t + 2),
        roll=0.9 * math.sin(0.7 * t + 0.5),
        yaw=5.0 * math.sin(0.6 * t) + eased("yaw"),
        pitch=3.0 * math.sin(1.1 * t + 1) + eased("pitch"),
        out_of_frame=eased("out_of_frame"),
    )
