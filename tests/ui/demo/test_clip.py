"""The demo conversation is what its script says: small, with speech, a pause and an empty stretch."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from fusion.emotions import parse_emotion
from fusion.recordings.recording import Recording
from ui.cli import app

FOLDER = Path(__file__).parents[3] / "ui" / "demo"
SETTLED_S, APART_S = 4.8, 8.2
"""So long after its start a stretch shows its own label: voice and face take seconds to change, so does the
rule; that they differ is only said once it has lasted."""


@pytest.fixture(scope="module")
def truth() -> list[dict[str, object]]:
    return json.loads((FOLDER / "demo.json").read_text())["segments"]


def test_it_is_a_short_small_clip_with_both_tracks(truth: list[dict[str, object]]) -> None:
    clip = FOLDER / "demo.mp4"
    recording = Recording(clip)
    assert clip.stat().st_size < 3_000_000
    assert recording.has_audio
    assert recording.has_video
    assert recording.duration_s is not None
    assert 20 <= recording.duration_s <= 40.5
    assert recording.duration_s == pytest.approx(float(str(truth[-1]["t_end"])), abs=0.2)
    assert next(recording.video_frames()).image.shape == (480, 640, 3)


def test_the_truth_follows_on_without_gaps_and_holds_what_was_asked(truth: list[dict[str, object]]) -> None:
    assert truth[0]["t_start"] == 0.0
    for before, after in pairwise(truth):
        assert before["t_end"] == after["t_start"]
    for segment in truth:
        for modality in ("voice", "face"):
            if segment[modality] is not None:
                assert parse_emotion(str(segment[modality])).value == segment[modality]
    assert any(s["voice"] and s["face"] and s["voice"] != s["face"] for s in truth)
    assert any(s["face"] is None and s["voice"] is None for s in truth)


def test_speech_is_heard_where_it_is_said_and_nowhere_else(truth: list[dict[str, object]]) -> None:
    chunks = list(Recording(FOLDER / "demo.mp4").audio_chunks())
    times = np.array([c.t_start for c in chunks])
    levels = np.array([np.sqrt(np.mean(c.samples**2)) for c in chunks])
    spoken = np.zeros(len(times), bool)
    for segment in truth:
        if segment["says"]:
            start, end = segment["speech"]  # type: ignore[misc]
            inside = (times > start) & (times < end)
            assert np.median(levels[inside]) > 0.005
            spoken |= (times > start - 0.15) & (times < end + 0.15)
    assert levels[~spoken].max() < 0.005
    quiet = np.flatnonzero(np.diff(np.concatenate([[1], spoken.astype(int), [1]])))
    assert (quiet[1::2] - quiet[::2]).max() * 0.064 > 4  # the pause


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs espeak-ng")
def test_the_tone_of_voice_is_as_asked() -> None:
    from ui.making.speech import SAMPLE_RATE_HZ, Prosody, speak

    soft = speak("I will miss her so much.", Prosody(rate_wpm=120, loudness=0.02))
    loud = speak("I will miss her so much.", Prosody(rate_wpm=200, loudness=0.2, drive=0.9))
    assert len(soft) > 1.3 * len(loud)
    assert np.sqrt(np.mean(loud**2)) > 5 * np.sqrt(np.mean(soft**2))
    assert 0.5 < len(loud) / SAMPLE_RATE_HZ < 3


def test_another_expression_is_found_in_the_picture_and_only_the_face_changes() -> None:
    pytest.importorskip("mediapipe")
    from skimage.data import astronaut

    from face_model.engines import face_mesh
    from ui.making.portrait import Expression, Portrait

    portrait = Portrait(astronaut(), scale=1.8)
    closed = portrait.show(Expression())

    def mouth_opening(image: np.ndarray) -> float:
        with face_mesh(static=True) as mesh:
            down = mesh.find(image)[0][:, 1]
        return float((down[14] - down[13]) / (down[152] - down[10]))

    smiling = mouth_opening(portrait.show(Expression(smile=1, teeth=1)))
    assert mouth_opening(closed) < 0.6 * smiling
    assert mouth_opening(portrait.show(Expression(mouth_open=0.6, narrow=0.5))) > 1.2 * smiling

    outside = np.ones(closed.shape[:2], bool)
    low, high = portrait.landmarks.min(0) - 70, portrait.landmarks.max(0) + 70
    outside[int(low[1]) : int(high[1]), int(low[0]) : int(high[0])] = False
    assert np.array_equal(closed[outside], portrait.image[outside])


def test_the_shown_labels_are_what_the_script_says(truth: list[dict[str, object]], tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["analyze", str(FOLDER / "demo.mp4"), "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    moments = [json.loads(line) for line in (tmp_path / "demo.jsonl").read_text().splitlines()]
    times = np.array([moment["t"] for moment in moments])
    shown = np.array([moment["shown"]["emotion"] or moment["shown"]["state"] for moment in moments])
    right = []
    for segment in truth:
        meant, begins = meant_label(segment), float(str(segment["t_start"]))
        inside = (times >= begins) & (times < float(str(segment["t_end"])))
        assert meant in shown[inside], f"{segment['about']} is never shown as {meant}"
        late = times >= begins + (APART_S if meant == "conflicting" else SETTLED_S)
        right.append(shown[inside & late] == meant)
    assert np.concatenate(right).mean() > 0.9
    assert {"neutral", "happy", "sad", "surprised", "conflicting", "unclear", "no_signal"} == set(shown)


def meant_label(segment: dict[str, object]) -> str:
    """What the window should show of a stretch, by what was meant in it."""
    voice, face = segment["voice"], segment["face"]
    if voice and face and voice != face:
        return "conflicting"
    if face:
        return str(face)
    return "no_signal" if "out of the frame" in str(segment["about"]) else "unclear"
