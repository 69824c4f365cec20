"""Faces in motion: looks put together over a second, speech found in a clip, and two people told apart."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from made_films import beginning
from typer.testing import CliRunner

from face_model.pooling import Look
from face_model.quality import FaceQuality
from fusion.calibration import safe_log
from fusion.emotions import EMOTIONS, Emotion
from fusion.recordings.recording import Recording
from ui.cli import app
from ui.demo.clip import DEMO_CLIP
from ui.studies import motion, skew
from ui.studies.shipped import shipped_digests


def seen(t: float, emotion: Emotion, opening: float, sureness: float = 0.9) -> motion.OpenMouth:
    p = np.full(len(EMOTIONS), (1 - sureness) / (len(EMOTIONS) - 1))
    p[emotion.position] = sureness
    return motion.OpenMouth(Look(t, safe_log(p), FaceQuality(*[0.9] * 7)), opening)


def test_the_last_second_is_put_together_in_each_way() -> None:
    calm = [seen(k / 10, Emotion.NEUTRAL, 0.1) for k in range(5)]
    open_mouthed = [seen(0.5 + k / 10, Emotion.SURPRISED, 0.6, 0.99) for k in range(5)]
    moments = calm + open_mouthed
    assert motion.read(moments, "single_frames") == [Emotion.NEUTRAL] * 5 + [Emotion.SURPRISED] * 5
    # Five sure looks outweigh five less sure ones, unless an open mouth counts less.
    assert motion.read(moments, "pooled")[-1] is Emotion.SURPRISED
    assert motion.read(moments, "pooled_closed_mouth_counts_more")[-1] is Emotion.NEUTRAL
    row = motion.figures_of("made", Emotion.NEUTRAL, moments, [(0.0, 0.42), (0.88, 2.0)])
    assert row["frames"] == 6
    assert row["single_frames"]["read_as_surprised"] == pytest.approx(1 / 6)
    assert row["single_frames"]["mostly_read_as"] == "neutral"
    assert (row["mouth_open_least"], row["mouth_open_most"]) == (0.1, 0.6)


def test_speech_lies_between_the_first_and_the_last_loud_tenth(tmp_path: Path) -> None:
    recording = Recording(skew.make_clip(tmp_path / "clip.mp4", events=4))
    beeps = skew.make_schedule(4)
    first, last = motion.loud_span(recording)
    assert first == pytest.approx(beeps[0], abs=0.15)
    assert last == pytest.approx(beeps[-1] + skew.FLASH_S, abs=0.15)


def beginning_of_the_demo(folder: Path, seconds: float) -> Path:
    """The demo's clip and its truth up to a time (s)."""
    told = json.loads(DEMO_CLIP.with_suffix(".json").read_text(encoding="utf-8"))["segments"]
    kept = [segment for segment in told if segment["t_end"] <= seconds]
    (folder / "demo.json").write_text(json.dumps({"segments": kept}), encoding="utf-8")
    return beginning(DEMO_CLIP, folder / "demo.mp4", seconds)


def test_the_command_watches_talking_faces_and_two_people(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("skimage")
    pytest.importorskip("mediapipe")
    monkeypatch.setattr(motion, "DEMO_CLIP", beginning_of_the_demo(tmp_path, 11.6))
    monkeypatch.setattr(motion, "_MADE_S", 1.2)
    every_jaw = motion.talking_made
    monkeypatch.setattr(motion, "talking_made", lambda *given: islice(every_jaw(*given), 2))
    monkeypatch.setattr(motion, "_SCENE_S", 2.0)
    scenes = {"both sit": motion.SCENARIOS["both sit"]}
    monkeypatch.setattr(motion, "SCENARIOS", scenes)
    out = tmp_path / "motion.json"
    arguments = ["study", "face-motion", "--data", str(tmp_path), "--json", str(out)]
    told = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert told.exit_code == 0
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures["weights_sha256"] == shipped_digests("face")["face"]
    assert figures["people"] == {"both sit": {"right": 1.0, "wrong_person": 0.0}}
    clips = {row["clip"]: row for row in figures["talking"]}
    wide = [clips[f"made: calm, jaw moving by {a:g}"]["mouth_open_most"] for a in (0.15, 0.3)]
    assert wide[0] < wide[1]
    assert clips["demo: happy"]["pooled"]["mostly_read_as"] == "happy"
    assert all("frames" in row and row["frames"] > 0 for row in clips.values())
    assert not any(name.startswith("RAVDESS") for name in clips)  # the folder has none
    assert f"Left out, as they are not there: {tmp_path / 'av_samples'}" in told.output
