"""Makes the demo conversation: ``attune make demo`` (needs the dev extra and espeak-ng).

A real face, NASA's public-domain portrait of Eileen Collins as scikit-image carries it, is given other
expressions by moving its landmarks; espeak-ng speaks. What was meant at each moment is kept in demo.json.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from fusion.emotions import Emotion
from fusion.errors import UserError
from ui.making.portrait import Expression, Portrait
from ui.making.scene import HEIGHT, WIDTH, Pose, Scene
from ui.making.speech import SAMPLE_RATE_HZ, Prosody, loudness_per_frame, speak

FRAMES_PER_S = 25
_EASE_S = 0.7
_SPEECH_AFTER_S = 0.4

CALM = Expression(smile=-0.3, narrow=0.3, mouth_open=0.08)
HAPPY = Expression(smile=1.1, teeth=1.0, outer_brow=0.3, inner_brow=0.3, eyes=0.95)
SAD = Expression(smile=-0.7, inner_brow=1.1, outer_brow=-0.7, frown=0.6, eyes=0.65)
SURPRISED = Expression(mouth_open=0.5, narrow=0.5, inner_brow=1.0, outer_brow=1.0, eyes=1.4)


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
    out_of_frame: float = 0.0
    light: float = 1.0


SCRIPT = (
    Segment(5.5, "calm", CALM, Emotion.NEUTRAL, Emotion.NEUTRAL,
            "I went to the shop this morning, and then I took the bus home.",
            Prosody(rate_wpm=160, pitch=79, pitch_range=60, loudness=0.03, drive=0.2, dullness=0.5)),
    Segment(10.0, "happy", HAPPY, Emotion.HAPPY, Emotion.HAPPY,
            "And guess what? They gave me the job! I am so happy!",
            Prosody(rate_wpm=168, pitch=151, pitch_range=95, loudness=0.15, drive=0.9, dullness=0.9)),
    Segment(12.6, "silent, still smiling", HAPPY, Emotion.HAPPY),
    Segment(15.2, "silent, calm again", CALM, Emotion.NEUTRAL),
    Segment(20.6, "sad", SAD, Emotion.SAD, Emotion.SAD,
            "But my best friend is moving away. I will miss her so much.",
            Prosody(rate_wpm=128, pitch=65, pitch_range=20, loudness=0.02, dullness=0.9)),
    Segment(25.2, "angry words, smiling face", HAPPY, Emotion.HAPPY, Emotion.ANGRY,
            "No! That is just great! Do whatever you want! I do not care!",
            Prosody(rate_wpm=207, pitch=152, pitch_range=164, loudness=0.2, drive=0.9, dullness=0.5)),
    Segment(28.2, "surprised", SURPRISED, Emotion.SURPRISED, Emotion.SURPRISED,
            "Oh! What was that? Did you hear it?",
            Prosody(rate_wpm=198, pitch=158, pitch_range=196, loudness=0.08)),
    Segment(29.6, "turned away", CALM, None, yaw=42.0),
    Segment(34.6, "out of the frame, silent", CALM, None, yaw=42.0, out_of_frame=1.0),
    Segment(36.4, "back in her seat", CALM, Emotion.NEUTRAL),
    Segment(39.4, "in the dark", CALM, Emotion.NEUTRAL, Emotion.NEUTRAL,
            "The light has gone out.",
            Prosody(rate_wpm=140, pitch=90, pitch_range=30, loudness=0.03, dullness=0.5), light=0.1),
)  # fmt: skip


def make(folder: Path) -> None:
    """Write demo.mp4 and demo.json into a folder."""
    from skimage.data import astronaut

    sound, said = _record_speech()
    frames = round(SCRIPT[-1].t_end * FRAMES_PER_S)
    mouth = loudness_per_frame(sound, FRAMES_PER_S, frames)
    scene = Scene(Portrait(astronaut(), scale=1.8))
    # Whoever plays the old clip meanwhile is not disturbed.
    part = folder / "demo.part.mp4"
    with av.open(str(part), "w", options={"movflags": "faststart"}) as container:
        video = container.add_stream("libx264", rate=FRAMES_PER_S, options={"crf": "25", "preset": "slow"})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        audio = container.add_stream("aac", rate=SAMPLE_RATE_HZ, layout="mono")
        audio.bit_rate = 64_000
        hop = SAMPLE_RATE_HZ // FRAMES_PER_S
        for k in range(frames):
            image = scene.frame(_expression(k / FRAMES_PER_S, float(mouth[k])), _pose(k / FRAMES_PER_S))
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


def _record_speech() -> tuple[npt.NDArray[np.float32], list[dict[str, object]]]:
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
    base = before.expression.mixed(now.expression, share)
    talking = base.mixed(Expression(**{**vars(base), "mouth_open": base.mouth_open + 0.3}), mouth)
    # A blink of 0.16 s every few seconds.
    phase = (t + 0.6 * math.sin(1.7 * t)) % 3.7
    lid = max(0.0, 1 - abs(phase - 2.0) / 0.08)
    return talking.mixed(Expression(**{**vars(talking), "eyes": 0.2}), lid)


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
        pitch=3.0 * math.sin(1.1 * t + 1),
        out_of_frame=eased("out_of_frame"),
        light=eased("light"),
    )
